package dev.hornbeam.client;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.PublicKeys;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates for tests. */
final class Certificates {
  private Certificates() {}

  /** A pair of a P-256 key, of which the private one may be on a token. */
  static KeyPair pair(byte[] publicKey, PrivateKey privateKey) {
    return new KeyPair(
        PublicKeys.of(SignatureScheme.ECDSA_P256_SHA256, Bytes.copyOf(publicKey)), privateKey);
  }

  /** A certificate that a key made for itself, good for a day. */
  static X509Certificate selfSigned(KeyPair pair, String algorithm) throws Exception {
    Instant now = Instant.now();
    X500Name name = new X500Name("CN=test");
    var builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(Duration.ofDays(1))),
            name,
            pair.getPublic());
    var signer = new JcaContentSignerBuilder(algorithm).build(pair.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }
}
