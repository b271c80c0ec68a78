package dev.hornbeam.cli.demo;

import dev.hornbeam.mls.crypto.PublicKeys;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialValidator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Key pairs of the JCA and certificates that they sign for themselves. */
final class SelfSigned {
  private static final Duration LIFETIME = Duration.ofDays(1);
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
  private static final int SERIAL_BITS = 127;

  private SelfSigned() {}

  /** A fresh key pair, by the provider that the JCA prefers. */
  static KeyPair keyPair(SignatureScheme scheme) throws GeneralSecurityException {
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(scheme.isEdDsa() ? scheme.jca() : "EC");
    switch (scheme) {
      case ED25519, ED448 -> {}
      case ECDSA_P256_SHA256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
      case ECDSA_P384_SHA384 -> generator.initialize(new ECGenParameterSpec("secp384r1"));
      case ECDSA_P521_SHA512 -> generator.initialize(new ECGenParameterSpec("secp521r1"));
    }
    return generator.generateKeyPair();
  }

  /** A certificate for the name, good for a day. */
  static X509Certificate certificate(
      SignatureScheme scheme, KeyPair pair, String name, SecureRandom random)
      throws GeneralSecurityException {
    Instant now = Instant.now();
    X500Name subject =
        new X500NameBuilder().addRDN(BCStyle.O, "Hornbeam demo").addRDN(BCStyle.CN, name).build();
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
                  subject,
                  new BigInteger(SERIAL_BITS, random),
                  Date.from(now.minus(CLOCK_SKEW)),
                  Date.from(now.plus(LIFETIME)),
                  subject,
                  pair.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      var signer = new JcaContentSignerBuilder(scheme.jca()).build(pair.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException | CertIOException e) {
      throw new CertificateException("no certificate can be made for " + name, e);
    }
  }

  /**
   * The common name of a certificate that someone shows as the credential, if it is valid now and
   * its key is the one that is shown with it.
   */
  static Optional<String> presentedName(
      SignatureScheme scheme, CredentialValidator.Presented presented) {
    if (!(presented.credential() instanceof Credential.X509 x509)
        || x509.certificates().size() != 1) {
      return Optional.empty();
    }
    try (InputStream in = new ByteArrayInputStream(x509.certificates().get(0).view())) {
      var certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      certificate.checkValidity();
      return PublicKeys.wire(scheme, certificate).equals(presented.signatureKey())
          ? commonName(certificate)
          : Optional.empty();
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The common name of the subject. */
  static Optional<String> commonName(X509Certificate certificate) {
    X500Name subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    RDN[] names = subject.getRDNs(BCStyle.CN);
    return names.length == 1
        ? Optional.of(IETFUtils.valueToString(names[0].getFirst().getValue()))
        : Optional.empty();
  }
}
