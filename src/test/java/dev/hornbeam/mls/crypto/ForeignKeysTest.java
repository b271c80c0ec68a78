package dev.hornbeam.mls.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.testing.OpaqueKeySource;
import dev.hornbeam.mls.testing.OperationCounts;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeySource.Purpose;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Private keys that are handles: whatever the profile, they go where they came from. */
class ForeignKeysTest {
  private static final Bytes CONTENT = Bytes.utf8("content");

  private final OpaqueKeySource token = new OpaqueKeySource();

  static Stream<Arguments> all() {
    return TestProfile.withSuites();
  }

  private static SuiteCrypto crypto(TestProfile profile, CipherSuite suite) {
    return SuiteCrypto.of(suite, profile.profile(), new SecureRandom());
  }

  private KeyHandle create(Purpose purpose, CipherSuite suite) throws KeyUnavailable {
    KeyHandle handle = token.create(purpose, suite, "test");
    assertNull(handle.privateKey().getEncoded());
    return handle;
  }

  private static HpkeKey hpke(KeyHandle handle) {
    return new HpkeKey(handle.privateKey(), handle.publicKey());
  }

  @ParameterizedTest
  @MethodSource("all")
  void aHandleSigns(TestProfile profile, CipherSuite suite) throws Exception {
    SuiteCrypto crypto = crypto(profile, suite);
    KeyHandle key = create(Purpose.SIGNATURE, suite);
    assertTrue(crypto.isSignaturePublicKey(key.publicKey()));
    Bytes signature = crypto.signWithLabel(key.privateKey(), "label", CONTENT);
    assertTrue(crypto.verifyWithLabel(key.publicKey(), "label", CONTENT, signature));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aHandleOpens(TestProfile profile, CipherSuite suite) throws Exception {
    SuiteCrypto crypto = crypto(profile, suite);
    HpkeKey key = hpke(create(Purpose.LEAF, suite));
    assertTrue(crypto.isHpkePublicKey(key.publicKey()));
    Secret secret = Secret.own(crypto.random(32));
    HpkeCiphertext sealed = crypto.encryptWithLabel(key.publicKey(), "label", CONTENT, secret);
    assertTrue(crypto.decryptWithLabel(key, "label", CONTENT, sealed).matches(secret));
  }

  @ParameterizedTest
  @EnumSource
  void whatDoesNotDecryptIsNoFaultOfTheKey(CipherSuite suite) throws Exception {
    SuiteCrypto crypto = crypto(TestProfile.FASTEST, suite);
    HpkeKey key = hpke(create(Purpose.INIT, suite));
    HpkeCiphertext sealed =
        crypto.encryptWithLabel(key.publicKey(), "label", CONTENT, Secret.zeros(32));
    assertThrows(CryptoRefused.class, () -> crypto.decryptWithLabel(key, "other", CONTENT, sealed));
  }

  @ParameterizedTest
  @EnumSource
  void aTokenIsNotAskedAboutABadPublicKey(CipherSuite suite) throws Exception {
    SuiteCrypto crypto = crypto(TestProfile.FASTEST, suite);
    HpkeKey key = hpke(create(Purpose.LEAF, suite));
    int before = token.operations();
    for (Bytes bad :
        new Bytes[] {
          Bytes.EMPTY,
          Bytes.own(new byte[suite.kem().publicKeyLength()]),
          key.publicKey().slice(1, key.publicKey().length())
        }) {
      HpkeCiphertext sealed = new HpkeCiphertext(bad, Bytes.own(new byte[32]));
      assertThrows(
          CryptoRefused.class, () -> crypto.decryptWithLabel(key, "label", CONTENT, sealed));
    }
    assertEquals(before, token.operations());
  }

  @ParameterizedTest
  @EnumSource
  void aFailingTokenIsSaidToBeUnavailable(CipherSuite suite) throws Exception {
    SuiteCrypto crypto = crypto(TestProfile.FASTEST, suite);
    KeyHandle signature = create(Purpose.SIGNATURE, suite);
    HpkeKey leaf = hpke(create(Purpose.LEAF, suite));
    HpkeCiphertext sealed =
        crypto.encryptWithLabel(leaf.publicKey(), "label", CONTENT, Secret.zeros(32));

    token.failOperation(1);
    assertThrows(
        KeyUnavailable.class, () -> crypto.signWithLabel(signature.privateKey(), "label", CONTENT));
    token.failOperation(1);
    assertThrows(
        KeyUnavailable.class, () -> crypto.decryptWithLabel(leaf, "label", CONTENT, sealed));

    Bytes signed = crypto.signWithLabel(signature.privateKey(), "label", CONTENT);
    assertTrue(crypto.verifyWithLabel(signature.publicKey(), "label", CONTENT, signed));
    assertEquals(32, crypto.decryptWithLabel(leaf, "label", CONTENT, sealed).length());

    token.destroy(signature.ref());
    assertThrows(
        KeyUnavailable.class, () -> crypto.signWithLabel(signature.privateKey(), "label", CONTENT));
    assertThrows(KeyUnavailable.class, () -> token.open(signature.ref()));
  }

  @Test
  void aKeyThatNoProviderTakesIsUnavailable() {
    @SuppressWarnings("serial")
    class Unknown implements PrivateKey {
      @Override
      public String getAlgorithm() {
        return "Ed25519";
      }

      @SuppressWarnings("NullAway")
      @Override
      public String getFormat() {
        return null;
      }

      @SuppressWarnings("NullAway")
      @Override
      public byte[] getEncoded() {
        return null;
      }
    }
    SuiteCrypto crypto = crypto(TestProfile.FASTEST, CipherSuite.X25519_AES128GCM_SHA256_ED25519);
    assertThrows(KeyUnavailable.class, () -> crypto.signWithLabel(new Unknown(), "label", CONTENT));
  }

  @Test
  void aKeyOfTheJdkIsAHandleToo() throws Exception {
    CipherSuite suite = CipherSuite.X25519_AES128GCM_SHA256_ED25519;
    SuiteCrypto crypto = crypto(TestProfile.FASTEST, suite);
    var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Bytes signature = crypto.signWithLabel(pair.getPrivate(), "label", CONTENT);
    Bytes publicKey = PublicKeys.wire(suite.signature(), pair.getPublic());
    assertTrue(crypto.verifyWithLabel(publicKey, "label", CONTENT, signature));
  }

  @Test
  void anObserverSeesHandlesAtWork() throws Exception {
    CipherSuite suite = CipherSuite.P256_AES128GCM_SHA256_P256;
    OperationCounts counts = new OperationCounts();
    SuiteCrypto crypto =
        SuiteCrypto.of(suite, CryptoProfile.fastest().observed(counts), new SecureRandom());
    KeyHandle signature = create(Purpose.SIGNATURE, suite);
    HpkeKey leaf = hpke(create(Purpose.LEAF, suite));
    HpkeCiphertext sealed =
        crypto.encryptWithLabel(leaf.publicKey(), "label", CONTENT, Secret.zeros(32));
    counts.reset();
    Bytes unused = crypto.signWithLabel(signature.privateKey(), "label", CONTENT);
    crypto.decryptWithLabel(leaf, "label", CONTENT, sealed).close();
    assertEquals(1, counts.of(CryptoOperation.SIGN));
    assertEquals(1, counts.of(CryptoOperation.DH_AGREE));
    assertEquals(1, counts.of(CryptoOperation.HPKE_OPEN));
  }
}
