package dev.hornbeam.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.pkcs11.AesKey;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import dev.hornbeam.pkcs11.Storage;
import dev.hornbeam.pkcs11.StoredKey;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.Token.AesUse;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.XECKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrivateKeyTest {
  private static TokenFixture tokens;
  private static HornbeamProvider provider;

  @BeforeAll
  static void start() {
    tokens = TokenFixture.of("keys", "other");
    provider = tokens.provider("keys", "keys");
  }

  @AfterAll
  static void stop() {
    tokens.close();
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void aKeyShowsItsNameAndNothingElse(KeyType type) throws Exception {
    PrivateKey key = TokenFixture.generate(provider, type, "my key").getPrivate();
    assertNull(key.getEncoded());
    assertNull(key.getFormat());
    assertEquals(Curve.of(type).algorithm(), key.getAlgorithm());
    assertEquals(
        Curve.of(type).jca() + " private key \"my key\" on token \"keys\"", key.toString());
    assertThrows(
        NotSerializableException.class,
        () -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(key));
  }

  @Test
  void aKeyTellsItsParameters() throws Exception {
    KeyPair ec = TokenFixture.generate(provider, KeyType.P384, "ec");
    assertEquals(
        assertInstanceOf(ECPublicKey.class, ec.getPublic()).getParams(),
        assertInstanceOf(ECKey.class, ec.getPrivate()).getParams());
    assertEquals(
        "Ed25519",
        assertInstanceOf(
                EdECKey.class, TokenFixture.generate(provider, KeyType.ED25519, "ed").getPrivate())
            .getParams()
            .getName());
    assertEquals(
        "X448",
        assertInstanceOf(
                NamedParameterSpec.class,
                assertInstanceOf(
                        XECKey.class,
                        TokenFixture.generate(provider, KeyType.X448, "x").getPrivate())
                    .getParams())
            .getName());
  }

  @Test
  void keysAreEqualIfTheyAreTheSameOnTheToken() throws Exception {
    PrivateKey key = TokenFixture.generate(provider, KeyType.P256, "one").getPrivate();
    PrivateKey again =
        provider.privateKey(stored(key).token().privateKey(stored(key).id()).orElseThrow());
    assertEquals(key, again);
    assertEquals(key.hashCode(), again.hashCode());
    assertNotEquals(key, TokenFixture.generate(provider, KeyType.P256, "one").getPrivate());
  }

  @Test
  void destroyingAHandleKeepsTheObject() throws Exception {
    PrivateKey key = TokenFixture.generate(provider, KeyType.ED25519, "kept").getPrivate();
    assertFalse(key.isDestroyed());
    key.destroy();
    assertTrue(key.isDestroyed());
    assertThrows(
        InvalidKeyException.class, () -> Signature.getInstance("Ed25519", provider).initSign(key));
    assertTrue(provider.token().privateKey(stored(key).id()).isPresent());
  }

  @Test
  void destroyingASessionKeyGivesItsSessionBack() throws Exception {
    int before = provider.token().sessions().leased();
    PrivateKey key =
        TokenFixture.generate(provider, TokenKeySpec.of(KeyType.P256).withStorage(Storage.SESSION))
            .getPrivate();
    assertEquals(before + 1, provider.token().sessions().leased());
    key.destroy();
    assertEquals(before, provider.token().sessions().leased());
  }

  @Test
  void aWrappedKeySigns() throws Exception {
    Token token = provider.token();
    AesKey wrapping = token.generateAes(32, AesUse.WRAPPING, KeyId.of(new byte[] {9}), "wraps");
    PrivateKey key =
        provider.privateKey(token.generateWrapped(KeyType.P256, KeyUse.SIGN, wrapping));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    assertEquals(provider, signature.getProvider());
    signature.update((byte) 1);
    byte[] signed = signature.sign();
    signature = Signature.getInstance("SHA256withECDSA");
    signature.initVerify(
        PublicKeys.of(KeyType.P256, provider.tokenKey(key).orElseThrow().publicKey()));
    signature.update((byte) 1);
    assertTrue(signature.verify(signed));
  }

  @Test
  void aFactoryOpensAKeyByItsUri() throws Exception {
    PrivateKey key = TokenFixture.generate(provider, KeyType.ED25519, "by uri").getPrivate();
    KeyFactory factory = KeyFactory.getInstance("EdDSA", provider);
    assertEquals(key, factory.generatePrivate(new TokenUriSpec(stored(key).uri())));
    assertEquals(
        key, factory.generatePrivate(new TokenUriSpec("pkcs11:token=keys;object=by%20uri")));
    assertEquals(key, factory.translateKey(key));
    // Without a provider's name, too: the others do not know the specification.
    assertEquals(
        key,
        KeyFactory.getInstance("EdDSA")
            .generatePrivate(new TokenUriSpec("pkcs11:object=by%20uri")));
    for (String uri :
        new String[] {"pkcs11:token=keys;object=no%20such", "pkcs11:token=other;object=by%20uri"}) {
      assertThrows(
          InvalidKeySpecException.class, () -> factory.generatePrivate(new TokenUriSpec(uri)));
    }
    assertThrows(IllegalArgumentException.class, () -> new TokenUriSpec("pkcs11:token=keys"));
  }

  @Test
  void aFactoryGivesNothingAway() throws Exception {
    PrivateKey key = TokenFixture.generate(provider, KeyType.P256, "stays").getPrivate();
    assertThrows(
        InvalidKeySpecException.class,
        () -> KeyFactory.getInstance("EC").getKeySpec(key, PKCS8EncodedKeySpec.class));
  }

  @Test
  void anotherInstancesKeyIsAnothers() throws Exception {
    HornbeamProvider other = tokens.provider("other", "other");
    PrivateKey key = TokenFixture.generate(provider, KeyType.ED25519, "mine").getPrivate();
    PrivateKey theirs = TokenFixture.generate(other, KeyType.ED25519, "mine").getPrivate();
    assertThrows(
        InvalidKeyException.class, () -> Signature.getInstance("Ed25519", other).initSign(key));
    assertNotEquals(key, theirs);
    for (PrivateKey each : new PrivateKey[] {key, theirs}) {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(each);
      assertEquals(each == key ? provider : other, signature.getProvider());
    }
    assertTrue(provider.tokenKey(key).isPresent());
    assertTrue(other.tokenKey(key).isEmpty());
  }

  private static StoredKey stored(PrivateKey key) {
    return assertInstanceOf(StoredKey.class, provider.tokenKey(key).orElseThrow());
  }
}
