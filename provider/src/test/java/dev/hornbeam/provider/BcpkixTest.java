package dev.hornbeam.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.pkcs11.KeyType;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** bcpkix signs by a token's key, with and without the provider being named. */
class BcpkixTest {
  private static TokenFixture tokens;
  private static HornbeamProvider provider;

  @BeforeAll
  static void start() {
    tokens = TokenFixture.of("pkix");
    provider = tokens.provider("pkix", "pkix");
  }

  @AfterAll
  static void stop() {
    tokens.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyType.class,
      names = {"ED25519", "ED448", "P256", "P384", "P521"})
  void requestsAndCertificatesAreSigned(KeyType type) throws Exception {
    KeyPair pair = TokenFixture.generate(provider, type, "ca");
    PKCS10CertificationRequest request =
        new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=ca"), pair.getPublic())
            .build(
                new JcaContentSignerBuilder(Certificates.algorithm(pair.getPrivate()))
                    .setProvider(provider)
                    .build(pair.getPrivate()));
    assertTrue(
        new PKCS10CertificationRequest(request.getEncoded())
            .isSignatureValid(new JcaContentVerifierProviderBuilder().build(pair.getPublic())));

    X509Certificate ca = Certificates.selfSigned("ca", pair.getPublic(), pair.getPrivate());
    ca.verify(ca.getPublicKey());
    KeyPair leaf = TokenFixture.software(KeyType.P256);
    X509Certificate issued = Certificates.issue("leaf", leaf.getPublic(), "ca", pair.getPrivate());
    issued.verify(ca.getPublicKey());
    assertEquals(leaf.getPublic(), issued.getPublicKey());
  }
}
