package dev.hornbeam.mls.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.types.CipherSuite;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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

  /** Bytes of every length, and good values with one bit changed. */
  private static List<Bytes> nonsense(Bytes good, Random random) {
    List<Bytes> bad = new ArrayList<>();
    for (int length = 0; length <= good.length() + 2; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      bad.add(Bytes.own(bytes));
      bad.add(Bytes.own(new byte[length]));
    }
    for (int i = 0; i < good.length(); i++) {
      byte[] bytes = good.toArray();
      bytes[i] = (byte) (bytes[i] ^ 1 << random.nextInt(8));
      bad.add(Bytes.own(bytes));
    }
    return bad;
  }

  @ParameterizedTest
  @MethodSource("all")
  void nonsenseNeverVerifies(TestProfile profile, CipherSuite suite) throws Exception {
    long seed = new SecureRandom().nextLong();
    Random random = new Random(seed);
    SuiteCrypto crypto = crypto(profile, suite);
    SignatureKey key = crypto.generateSignatureKey();
    Bytes signature = crypto.signWithLabel(key.privateKey(), "label", CONTENT);
    for (Bytes bad : nonsense(key.publicKey(), random)) {
      assertFalse(crypto.verifyWithLabel(bad, "label", CONTENT, signature), bad + ", " + seed);
    }
    for (Bytes bad : nonsense(signature, random)) {
      assertFalse(
          crypto.verifyWithLabel(key.publicKey(), "label", CONTENT, bad), bad + ", " + seed);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void nonsenseNeverOpens(TestProfile profile, CipherSuite suite) throws Exception {
    long seed = new SecureRandom().nextLong();
    Random random = new Random(seed);
    SuiteCrypto crypto = crypto(profile, suite);
    HpkeKey key = crypto.generateHpkeKey();
    HpkeCiphertext good =
        crypto.encryptWithLabel(key.publicKey(), "label", CONTENT, Secret.zeros(8));
    for (Bytes bad : nonsense(good.kemOutput(), random)) {
      HpkeCiphertext sealed = new HpkeCiphertext(bad, good.ciphertext());
      // RFC 7748 has the top bit of an X25519 key ignored, but DHKEM hashes all of them.
      assertThrows(
          CryptoRefused.class,
          () -> crypto.decryptWithLabel(key, "label", CONTENT, sealed),
          bad + ", " + seed);
      if (!crypto.isHpkePublicKey(bad)) {
        assertThrows(
            CryptoRefused.class,
            () -> crypto.encryptWithLabel(bad, "label", CONTENT, Secret.zeros(8)),
            bad + ", " + seed);
      }
    }
    for (Bytes bad : nonsense(good.ciphertext(), random)) {
      HpkeCiphertext sealed = new HpkeCiphertext(good.kemOutput(), bad);
      assertThrows(
          CryptoRefused.class,
          () -> crypto.decryptWithLabel(key, "label", CONTENT, sealed),
          bad + ", " + seed);
    }
  }
}
