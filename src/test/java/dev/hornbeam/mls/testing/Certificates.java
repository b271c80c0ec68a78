package dev.hornbeam.mls.testing;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates for tests. */
public final class Certificates {
  private Certificates() {}

  /**
   * A certificate that a key made for itself, good for a day.
   *
   * @param algorithm the JCA's name of the signature
   */
  public static X509Certificate selfSigned(KeyPair pair, String algorithm) throws Exception {
    return issued(pair.getPublic(), pair.getPrivate(), algorithm);
  }

  /**
   * A certificate for a key, good for a day.
   *
   * @param issuer the private key that signs it
   * @param algorithm the JCA's name of the issuer's signature
   */
  public static X509Certificate issued(PublicKey key, PrivateKey issuer, String algorithm)
      throws Exception {
    Instant now = Instant.now();
    X500Name name = new X500Name("CN=test");
    var builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(now.minus(1, ChronoUnit.HOURS)),
            Date.from(now.plus(1, ChronoUnit.DAYS)),
            name,
            key);
    var signer = new JcaContentSignerBuilder(algorithm).build(issuer);
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }
}
