package dev.hornbeam.testing;

import dev.hornbeam.testing.piv.PivCurve;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;

/** Certificates for the card's keys, by an issuer whose key is thrown away. */
final class CardCertificate {
  private static final byte[] ECDSA_WITH_SHA256 =
      Der.sequence(
          Der.objectIdentifier(
              (byte) 0x2A,
              (byte) 0x86,
              (byte) 0x48,
              (byte) 0xCE,
              (byte) 0x3D,
              (byte) 0x04,
              (byte) 0x03,
              (byte) 0x02)); // 1.2.840.10045.4.3.2
  private static final byte[] COMMON_NAME =
      Der.objectIdentifier((byte) 0x55, (byte) 0x04, (byte) 0x03); // 2.5.4.3

  private final KeyPair issuer;

  CardCertificate() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(PivCurve.P256.jcaName()));
    issuer = generator.generateKeyPair();
  }

  /** A certificate (X.509 version 1, RFC 5280) that is valid from yesterday on, for a year. */
  X509Certificate of(PublicKey key, String commonName, int serialNumber)
      throws GeneralSecurityException {
    Instant start = Instant.now().minus(Duration.ofDays(1));
    byte[] content =
        Der.sequence(
            Der.integer(BigInteger.valueOf(serialNumber)),
            ECDSA_WITH_SHA256,
            name("Hornbeam test cards"),
            Der.sequence(Der.utcTime(start), Der.utcTime(start.plus(Duration.ofDays(365)))),
            name(commonName),
            key.getEncoded());
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(issuer.getPrivate());
    signature.update(content);
    byte[] certificate = Der.sequence(content, ECDSA_WITH_SHA256, Der.bitString(signature.sign()));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(certificate));
  }

  private static byte[] name(String commonName) {
    return Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.utf8(commonName))));
  }
}
