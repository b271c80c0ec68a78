package dev.hornbeam.mls.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.testing.Certificates;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublicKeysTest {
  @ParameterizedTest
  @EnumSource
  void theWireFormComesBack(CipherSuite suite) {
    SuiteCrypto crypto = SuiteCrypto.of(suite, CryptoProfile.fastest(), new SecureRandom());
    Bytes hpke = crypto.generateHpkeKey().publicKey();
    assertEquals(hpke, PublicKeys.wire(suite.kem(), PublicKeys.of(suite.kem(), hpke)));

    Bytes signature = crypto.generateSignatureKey().publicKey();
    PublicKey key = PublicKeys.of(suite.signature(), signature);
    assertEquals(signature, PublicKeys.wire(suite.signature(), key));
    assertEquals(Optional.of(suite.signature()), PublicKeys.scheme(key));
  }

  @Test
  void keysOfEveryProviderAndTheirCertificatesAreRead() throws Exception {
    KeyPairGenerator jdk = KeyPairGenerator.getInstance("Ed25519");
    KeyPair pair = jdk.generateKeyPair();
    Bytes wire = PublicKeys.wire(SignatureScheme.ED25519, pair.getPublic());
    assertEquals(
        wire, PublicKeys.wire(SignatureScheme.ED25519, Certificates.selfSigned(pair, "Ed25519")));
    for (Provider provider : List.of(new BouncyCastleProvider(), TestProfile.conscrypt())) {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EdDSA", provider);
      PublicKey key = KeyForm.ED25519.generate(generator, new SecureRandom()).getPublic();
      assertEquals(32, PublicKeys.wire(SignatureScheme.ED25519, key).length());
    }
  }

  @Test
  void keysOfOtherAlgorithmsAreRefused() throws Exception {
    PublicKey rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPublic();
    assertEquals(Optional.empty(), PublicKeys.scheme(rsa));
    assertThrows(
        IllegalArgumentException.class, () -> PublicKeys.wire(SignatureScheme.ED25519, rsa));
    PublicKey ec = KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic();
    assertThrows(
        IllegalArgumentException.class,
        () -> PublicKeys.wire(SignatureScheme.ECDSA_P521_SHA512, ec));
    assertThrows(
        IllegalArgumentException.class, () -> PublicKeys.of(SignatureScheme.ED25519, Bytes.EMPTY));
    assertThrows(
        IllegalArgumentException.class,
        () -> PublicKeys.of(SignatureScheme.ECDSA_P256_SHA256, Bytes.own(new byte[65])));
  }
}
