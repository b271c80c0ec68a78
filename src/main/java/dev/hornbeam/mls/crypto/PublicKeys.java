package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.types.CipherSuite.Kem;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * Public keys of the JCA to and from the bytes of the wire: {@code SignaturePublicKey} (RFC 9420
 * s.5.1.1) and {@code HPKEPublicKey} (RFC 9180 s.7.1.1). Any provider's keys do, as long as they
 * have their X.509 encoding.
 */
public final class PublicKeys {
  private PublicKeys() {}

  /** The scheme that a public key verifies signatures of; empty if MLS has none for it. */
  public static Optional<SignatureScheme> scheme(PublicKey key) {
    return Arrays.stream(SignatureScheme.values())
        .filter(scheme -> raw(KeyForm.of(scheme), key).isPresent())
        .findFirst();
  }

  /**
   * A signature public key as on the wire.
   *
   * @throws IllegalArgumentException if it is none of the scheme, or has no X.509 encoding
   */
  public static Bytes wire(SignatureScheme scheme, PublicKey key) {
    return raw(KeyForm.of(scheme), key).orElseThrow(() -> notOf(scheme, key));
  }

  /**
   * The public key of a certificate as on the wire.
   *
   * @throws IllegalArgumentException if it is none of the scheme
   */
  public static Bytes wire(SignatureScheme scheme, X509Certificate certificate) {
    return wire(scheme, certificate.getPublicKey());
  }

  /**
   * Whether a certificate is for the signature public key (RFC 9420 s.5.3).
   *
   * @param certificate DER-encoded, of whatever quality
   * @param wire the key as on the wire
   */
  static boolean isCertified(SignatureScheme scheme, Bytes certificate, Bytes wire) {
    try {
      SubjectPublicKeyInfo certified =
          Certificate.getInstance(certificate.view()).getSubjectPublicKeyInfo();
      byte[] expected = KeyForm.of(scheme).publicKey(wire.view()).getEncoded();
      return Bytes.own(certified.getEncoded(ASN1Encoding.DER)).equals(Bytes.own(expected));
    } catch (IOException | InvalidKeyException | RuntimeException e) {
      // The parser throws whatever it comes upon in bytes that are no certificate.
      return false;
    }
  }

  /**
   * An HPKE public key as on the wire.
   *
   * @throws IllegalArgumentException if it is none of the KEM, or has no X.509 encoding
   */
  public static Bytes wire(Kem kem, PublicKey key) {
    return raw(KeyForm.of(kem), key).orElseThrow(() -> notOf(kem, key));
  }

  /**
   * The JCA's form of a signature public key, by the provider that the JCA prefers.
   *
   * @throws IllegalArgumentException if the bytes are no public key of the scheme
   */
  public static PublicKey of(SignatureScheme scheme, Bytes wire) {
    return of(KeyForm.of(scheme), scheme.isEdDsa() ? scheme.jca() : "EC", wire);
  }

  /**
   * The JCA's form of an HPKE public key, by the provider that the JCA prefers.
   *
   * @throws IllegalArgumentException if the bytes are no public key of the KEM
   */
  public static PublicKey of(Kem kem, Bytes wire) {
    return of(KeyForm.of(kem), kem.isNist() ? "EC" : MontgomeryCurve.of(kem).jca(), wire);
  }

  private static PublicKey of(KeyForm form, String algorithm, Bytes wire) {
    try {
      return KeyFactory.getInstance(algorithm).generatePublic(form.publicKey(wire.view()));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a public key of " + form, e);
    }
  }

  private static Optional<Bytes> raw(KeyForm form, PublicKey key) {
    try {
      return Optional.of(Bytes.own(form.rawPublic(key)));
    } catch (InvalidKeyException e) {
      return Optional.empty();
    }
  }

  private static IllegalArgumentException notOf(Enum<?> wanted, PublicKey key) {
    return new IllegalArgumentException(
        "a public key of " + key.getAlgorithm() + " is none of " + wanted);
  }
}
