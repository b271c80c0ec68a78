package dev.hornbeam.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_DERIVE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_EXTRACTABLE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_KEY_TYPE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_PRIVATE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_SENSITIVE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_SIGN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_TOKEN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_VALUE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKA_VALUE_LEN;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKD_NULL;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKK_GENERIC_SECRET;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_ECDH1_DERIVE;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_ECDSA;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_EDDSA;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_PRIVATE_KEY;
import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKO_SECRET_KEY;

import iaik.pkcs.pkcs11.wrapper.CK_ECDH1_DERIVE_PARAMS;
import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import java.util.Arrays;

/** Signs and derives with a key whose handle is known, within one session. */
final class KeyUsing {
  private KeyUsing() {}

  /** Refuses what no token is asked to sign. */
  static void checkInput(KeyType type, byte[] input) {
    if (type.signatureLength() == 0) {
      throw new IllegalArgumentException(type + " keys do not sign");
    }
    if (input.length == 0) {
      throw new IllegalArgumentException("There is nothing to sign");
    }
    if (PublicPoints.isNist(type) && input.length > type.sharedSecretLength()) {
      throw new IllegalArgumentException(
          "A hash for "
              + type
              + " has at most "
              + type.sharedSecretLength()
              + " bytes, not "
              + input.length);
    }
  }

  /** Refuses a peer's key that is no point of the curve. */
  static void checkPeer(KeyType type, byte[] peer) throws InvalidPublicKey {
    if (type.sharedSecretLength() == 0) {
      throw new IllegalArgumentException(type + " keys do not derive");
    }
    PublicPoints.check(type, peer);
  }

  /** Signs; with the PIN for this one use if the key wants it. */
  static byte[] sign(Session session, PinDesk desk, long key, KeyTraits traits, byte[] input)
      throws TokenException {
    KeyType type = traits.type();
    CK_MECHANISM mechanism = Session.mechanism(PublicPoints.isNist(type) ? CKM_ECDSA : CKM_EDDSA);
    session.beginSigning(mechanism, key);
    byte[] signature;
    try {
      if (traits.login() == KeyTraits.LoginEach.USE) {
        logInForUse(session, desk);
      }
      signature = session.sign(input);
    } catch (TokenException e) {
      session.spoil(); // An operation was begun and may be under way still.
      throw e;
    }
    if (signature.length != type.signatureLength()) {
      session.spoil();
      throw wrongLength("C_Sign", signature.length, type.signatureLength());
    }
    return signature;
  }

  /** Agrees on a secret, which is destroyed on the token in any case. */
  static byte[] derive(Session session, long key, KeyType type, byte[] peer) throws TokenException {
    CK_ECDH1_DERIVE_PARAMS parameters = new CK_ECDH1_DERIVE_PARAMS();
    parameters.kdf = CKD_NULL;
    parameters.pPublicData = PublicPoints.masked(type, peer);
    CK_MECHANISM mechanism = Session.mechanism(CKM_ECDH1_DERIVE);
    mechanism.pParameter = parameters;
    Template template =
        Template.of(CKO_SECRET_KEY)
            .with(CKA_KEY_TYPE, CKK_GENERIC_SECRET)
            .with(CKA_TOKEN, false)
            .with(CKA_SENSITIVE, false)
            .with(CKA_EXTRACTABLE, true)
            .with(CKA_VALUE_LEN, (long) type.sharedSecretLength());
    long handle = session.derive(mechanism, key, template);
    byte[] secret;
    try {
      secret = value(session, handle);
    } finally {
      session.destroyHere(handle);
    }
    if (secret.length != type.sharedSecretLength()) {
      int length = secret.length;
      Arrays.fill(secret, (byte) 0);
      throw wrongLength("C_DeriveKey", length, type.sharedSecretLength());
    }
    return secret;
  }

  /**
   * Refuses the result of an agreement on a Montgomery curve that is zero (RFC 7748 s.6, RFC 9180
   * s.7.1.4). The curves of NIST have a point whose x is zero, and it is a point like any other.
   */
  static byte[] checkSecret(KeyType type, byte[] secret) throws InvalidPublicKey {
    if (!PublicPoints.isNist(type) && isZero(secret)) {
      throw new InvalidPublicKey("The public key is of small order");
    }
    return secret;
  }

  /** The value of a secret that may be read. */
  static byte[] value(Session session, long handle) throws TokenException {
    return session
        .readBytes(handle, CKA_VALUE)
        .orElseThrow(
            () ->
                TokenException.of(
                    Trouble.UNSUPPORTED, "The token does not reveal the secrets it derives"));
  }

  /** The use of a private key, as an attribute. */
  static Template permitted(Template template, KeyUse use) {
    return switch (use) {
      case SIGN -> template.with(CKA_SIGN, true).with(CKA_DERIVE, false);
      case DERIVE -> template.with(CKA_DERIVE, true).with(CKA_SIGN, false);
    };
  }

  /** A private key that is sensitive and cannot be extracted. */
  static Template guarded(KeyMethod method, KeyUse use, Storage storage) {
    return permitted(
        Template.of(CKO_PRIVATE_KEY)
            .with(CKA_KEY_TYPE, method.keyType())
            .with(CKA_TOKEN, storage == Storage.TOKEN)
            .with(CKA_PRIVATE, true)
            .with(CKA_SENSITIVE, true)
            .with(CKA_EXTRACTABLE, false),
        use);
  }

  private static void logInForUse(Session session, PinDesk desk) throws TokenException {
    PinDesk.Outcome outcome =
        desk.present(
            session.tokenInfo(),
            PinSource.Occasion.KEY_USE,
            pin -> {
              try {
                session.logInForUse(pin);
              } catch (TokenException e) {
                throw Login.explained(session, e);
              }
            });
    if (outcome == PinDesk.Outcome.NONE) {
      throw TokenException.of(
          Trouble.PIN_MISSING, "The key wants a PIN for each use: give the token a PIN source");
    }
  }

  private static TokenException wrongLength(String function, int length, int expected) {
    return TokenException.of(
        Trouble.OTHER, function + ": the result has " + length + " bytes, and not " + expected);
  }

  /** In the same time for all values. */
  private static boolean isZero(byte[] bytes) {
    int sum = 0;
    for (byte b : bytes) {
      sum |= b;
    }
    return sum == 0;
  }
}
