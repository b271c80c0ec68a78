package dev.hornbeam.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_CERTIFICATE_TYPE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_DECRYPT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_DERIVE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_EC_PARAMS;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_EC_POINT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_ENCRYPT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_EXTRACTABLE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_ID;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_ISSUER;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_KEY_TYPE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_LABEL;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_PRIVATE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_SENSITIVE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_SERIAL_NUMBER;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_SUBJECT;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_TOKEN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_UNWRAP;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_UNWRAP_TEMPLATE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_VALUE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_VALUE_LEN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_VERIFY;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_WRAP;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKC_X_509;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKK_AES;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_CERTIFICATE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_PUBLIC_KEY;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_SECRET_KEY;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Makes objects within one session, and destroys none: who calls takes half-made ones away. */
final class KeyMaking {
  private static final int INTEGER = 0x02;

  private KeyMaking() {}

  /**
   * A pair just made.
   *
   * @param publicKeyHex its public key in the form that its type says, in hexadecimal
   */
  record Pair(long publicHandle, long privateHandle, String publicKeyHex) {
    byte[] publicKey() {
      return HexFormat.of().parseHex(publicKeyHex);
    }
  }

  /** Makes a pair as it was asked for. */
  static Pair generate(Session session, KeyPairRequest request) throws TokenException {
    KeyMethod method = session.cryptoki().quirks().method(request.type());
    Template privateKey =
        KeyUsing.guarded(method, request.use(), request.storage())
            .with(CKA_ID, request.id().toArray())
            .with(CKA_LABEL, request.label())
            .with(request.privateKey());
    Template publicKey = publicKey(method, request).with(CKA_EC_PARAMS, method.params());
    return generate(session, request.type(), request.storage(), publicKey, privateKey);
  }

  /** Makes a pair in the session whose private key may leave it wrapped, and only so. */
  static Pair generateToWrap(Session session, KeyType type, KeyUse use) throws TokenException {
    KeyMethod method = session.cryptoki().quirks().method(type);
    Template privateKey =
        KeyUsing.guarded(method, use, Storage.SESSION).with(CKA_EXTRACTABLE, true);
    Template publicKey =
        Template.of(CKO_PUBLIC_KEY)
            .with(CKA_KEY_TYPE, method.keyType())
            .with(CKA_TOKEN, false)
            .with(CKA_EC_PARAMS, method.params());
    return generate(session, type, Storage.SESSION, verifying(publicKey, use), privateKey);
  }

  private static Pair generate(
      Session session, KeyType type, Storage storage, Template publicKey, Template privateKey)
      throws TokenException {
    long mechanism = session.cryptoki().quirks().method(type).mechanism();
    long[] handles = session.generatePair(storage, mechanism, publicKey, privateKey);
    byte[] point =
        KeyReader.point(session, handles[0], type)
            .orElseThrow(
                () ->
                    TokenException.of(
                        Trouble.UNSUPPORTED,
                        "The token made a pair whose public key it does not tell for " + type));
    return new Pair(handles[0], handles[1], HexFormat.of().formatHex(point));
  }

  /** Puts a pair on the token whose private value is known. */
  static Pair importPair(
      Session session, KeyPairRequest request, byte[] privateValue, byte[] publicValue)
      throws TokenException {
    Quirks quirks = session.cryptoki().quirks();
    KeyMethod method = quirks.method(request.type());
    byte[] point = PublicPoints.encode(method.points(), publicValue);
    Template privateKey =
        KeyUsing.guarded(method, request.use(), request.storage())
            .with(CKA_ID, request.id().toArray())
            .with(CKA_LABEL, request.label())
            .with(CKA_EC_PARAMS, method.params())
            .with(CKA_VALUE, privateValue)
            .with(request.privateKey());
    quirks.publicValueAttribute().ifPresent(type -> privateKey.with(type, publicValue));
    Template publicKey =
        publicKey(method, request).with(CKA_EC_PARAMS, method.params()).with(CKA_EC_POINT, point);
    long privateHandle = session.create(privateKey);
    long publicHandle = session.create(publicKey);
    return new Pair(publicHandle, privateHandle, HexFormat.of().formatHex(publicValue));
  }

  private static Template publicKey(KeyMethod method, KeyPairRequest request) {
    return verifying(
            Template.of(CKO_PUBLIC_KEY)
                .with(CKA_KEY_TYPE, method.keyType())
                .with(CKA_TOKEN, request.storage() == Storage.TOKEN)
                .with(CKA_PRIVATE, false),
            request.use())
        .with(CKA_ID, request.id().toArray())
        .with(CKA_LABEL, request.label())
        .with(request.publicKey());
  }

  /** CKA_DERIVE of a public key is what SoftHSM and NSS take for keys that agree. */
  private static Template verifying(Template template, KeyUse use) {
    return switch (use) {
      case SIGN -> template.with(CKA_VERIFY, true);
      case DERIVE -> template.with(CKA_DERIVE, true);
    };
  }

  /** An AES key of a token, as it is made. */
  static Template aes(int length, Token.AesUse use, KeyId id, String label) {
    boolean forData = use == Token.AesUse.DATA;
    return Template.of(CKO_SECRET_KEY)
        .with(CKA_KEY_TYPE, CKK_AES)
        .with(CKA_TOKEN, true)
        .with(CKA_PRIVATE, true)
        .with(CKA_SENSITIVE, true)
        .with(CKA_EXTRACTABLE, false)
        .with(CKA_WRAP, true)
        .with(CKA_UNWRAP, true)
        .with(CKA_ENCRYPT, forData)
        .with(CKA_DECRYPT, forData)
        .with(CKA_VALUE_LEN, (long) length)
        .with(CKA_ID, id.toArray())
        .with(CKA_LABEL, label);
  }

  /** Lets an AES key unwrap only into what cannot be read. */
  static Template guardingUnwrapped(Template template) {
    return template.with(
        CKA_UNWRAP_TEMPLATE,
        new Template().with(CKA_SENSITIVE, true).with(CKA_EXTRACTABLE, false).toArray());
  }

  /** Puts a certificate in the place of those of an id; it is there first, before they go. */
  static void putCertificate(Session session, KeyId id, String label, X509Certificate certificate)
      throws TokenException {
    byte[] der = der(certificate);
    boolean isThere = false;
    List<Long> others = new ArrayList<>();
    for (long handle : session.find(ObjectHandles.template(id, CKO_CERTIFICATE))) {
      Optional<byte[]> value = session.readBytes(handle, CKA_VALUE);
      if (!isThere && value.isPresent() && Arrays.equals(value.get(), der)) {
        isThere = true;
        session.change(handle, new Template().with(CKA_LABEL, label));
      } else {
        others.add(handle);
      }
    }
    if (!isThere) {
      session.create(certificate(id, label, certificate, der));
    }
    for (long handle : others) {
      session.destroy(handle);
    }
  }

  private static Template certificate(
      KeyId id, String label, X509Certificate certificate, byte[] der) {
    return Template.of(CKO_CERTIFICATE)
        .with(CKA_CERTIFICATE_TYPE, CKC_X_509)
        .with(CKA_TOKEN, true)
        .with(CKA_PRIVATE, false)
        .with(CKA_ID, id.toArray())
        .with(CKA_LABEL, label)
        .with(CKA_SUBJECT, certificate.getSubjectX500Principal().getEncoded())
        .with(CKA_ISSUER, certificate.getIssuerX500Principal().getEncoded())
        .with(CKA_SERIAL_NUMBER, Der.encode(INTEGER, certificate.getSerialNumber().toByteArray()))
        .with(CKA_VALUE, der);
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("The certificate has no encoding", e);
    }
  }
}
