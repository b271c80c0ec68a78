package dev.hornbeam.provider;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates made by bcpkix, which asks the JCA for a Signature without naming a provider. */
final class Certificates {
  private static final AtomicLong SERIAL = new AtomicLong(1);

  private Certificates() {}

  static X509Certificate selfSigned(String name, PublicKey key, PrivateKey signer)
      throws Exception {
    return issue(name, key, name, signer);
  }

  static X509Certificate issue(String subject, PublicKey key, String issuer, PrivateKey signer)
      throws Exception {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=" + issuer),
            BigInteger.valueOf(SERIAL.getAndIncrement()),
            Date.from(now.minus(1, ChronoUnit.HOURS)),
            Date.from(now.plus(1, ChronoUnit.DAYS)),
            new X500Name("CN=" + subject),
            key);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
    byte[] encoded =
        builder.build(new JcaContentSignerBuilder(algorithm(signer)).build(signer)).getEncoded();
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  static String algorithm(PrivateKey signer) {
    if (signer instanceof java.security.interfaces.EdECKey edwards) {
      return edwards.getParams().getName();
    }
    return "SHA256withECDSA";
  }
}
