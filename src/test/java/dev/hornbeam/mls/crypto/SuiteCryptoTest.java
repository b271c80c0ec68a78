package dev.hornbeam.mls.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.types.CipherSuite;
import java.security.SecureRandom;
import java.util.Arrays;
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

  @ParameterizedTest
  @MethodSource("all")
  void anImportedKeyIsThePairItWas(TestProfile profile, CipherSuite suite) {
    SuiteCrypto crypto = crypto(profile, suite);
    HpkeKey hpke = crypto.generateHpkeKey();
    SoftwarePrivateKey hpkePrivate = (SoftwarePrivateKey) hpke.privateKey();
    assertEquals(hpke.publicKey(), crypto.importHpkeKey(hpkePrivate.raw()).publicKey());

    SignatureKey key = crypto.generateSignatureKey();
    Secret raw = key.privateKey().raw();
    assertEquals(key.publicKey(), crypto.importSignatureKey(raw, key.publicKey()).publicKey());
    if (profile == TestProfile.CONSCRYPT_ALONE && suite.signature().isEdDsa()) {
      assertThrows(UnsupportedOperationException.class, () -> crypto.importSignatureKey(raw));
    } else {
      assertEquals(key.publicKey(), crypto.importSignatureKey(raw).publicKey());
    }
    Bytes other = crypto.generateSignatureKey().publicKey();
    assertThrows(IllegalArgumentException.class, () -> crypto.importSignatureKey(raw, other));
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatIsNoPrivateKeyIsNotImported(TestProfile profile, CipherSuite suite) {
    SuiteCrypto crypto = crypto(profile, suite);
    int length = suite.kem().privateKeyLength();
    assertThrows(
        IllegalArgumentException.class, () -> crypto.importHpkeKey(Secret.zeros(length + 1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> crypto.importSignatureKey(Secret.zeros(suite.signature().privateKeyLength() + 1)));
    if (suite.kem().isNist()) {
      byte[] tooLarge = new byte[length];
      Arrays.fill(tooLarge, (byte) 0xff);
      for (Secret bad : new Secret[] {Secret.zeros(length), Secret.own(tooLarge)}) {
        assertThrows(IllegalArgumentException.class, () -> crypto.importHpkeKey(bad));
        assertThrows(IllegalArgumentException.class, () -> crypto.importSignatureKey(bad));
      }
    } else {
      assertThrows(
          IllegalArgumentException.class, () -> crypto.importHpkeKey(Secret.zeros(length - 1)));
    }
  }
}
