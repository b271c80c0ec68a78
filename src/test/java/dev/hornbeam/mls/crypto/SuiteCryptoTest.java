package dev.hornbeam.mls.crypto;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.types.CipherSuite;
import java.security.SecureRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The operations of every suite, in every profile. */
class SuiteCryptoTest {
  private static final Bytes CONTENT = Bytes.utf8("content");

  private static SuiteCrypto crypto(TestProfile profile, CipherSuite suite) {
    return SuiteCrypto.of(suite, profile.profile(), new SecureRandom());
  }

  static Stream<Arguments> all() {
    return TestProfile.withSuites();
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatIsSignedVerifies(TestProfile profile, CipherSuite suite) throws Exception {
    SuiteCrypto crypto = crypto(profile, suite);
    SignatureKey key = crypto.generateSignatureKey();
    assertTrue(crypto.isSignaturePublicKey(key.publicKey()));
    Bytes signature = crypto.signWithLabel(key.privateKey(), "label", CONTENT);
    assertTrue(crypto.verifyWithLabel(key.publicKey(), "label", CONTENT, signature));
    assertFalse(crypto.verifyWithLabel(key.publicKey(), "other", CONTENT, signature));
    assertFalse(crypto.verifyWithLabel(key.publicKey(), "label", Bytes.EMPTY, signature));
    assertFalse(crypto.verifyWithLabel(Bytes.EMPTY, "label", CONTENT, signature));
    assertFalse(crypto.verifyWithLabel(key.publicKey(), "label", CONTENT, Bytes.EMPTY));
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatIsSealedOpens(TestProfile profile, CipherSuite suite) throws Exception {
    SuiteCrypto crypto = crypto(profile, suite);
    Secret secret = Secret.own(crypto.random(32));
    for (HpkeKey key : new HpkeKey[] {crypto.generateHpkeKey(), crypto.deriveKeyPair(secret)}) {
      assertTrue(crypto.isHpkePublicKey(key.publicKey()));
      HpkeCiphertext sealed = crypto.encryptWithLabel(key.publicKey(), "label", CONTENT, secret);
      assertTrue(crypto.decryptWithLabel(key, "label", CONTENT, sealed).matches(secret));
      assertThrows(
          CryptoRefused.class, () -> crypto.decryptWithLabel(key, "other", CONTENT, sealed));
      var external = crypto.externalInit(key.publicKey());
      assertTrue(
          crypto.externalInitSecret(key, external.kemOutput()).matches(external.initSecret()));
    }
  }
}
