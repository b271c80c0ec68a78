package dev.hornbeam.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStore.CallbackHandlerProtection;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.KeyStore.SecretKeyEntry;
import java.security.KeyStore.TrustedCertificateEntry;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.KeyGenerator;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.FailedLoginException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyStoreTest {
  private TokenFixture tokens;
  private HornbeamProvider provider;

  @BeforeEach
  void start() {
    tokens = TokenFixture.of("store");
    provider = tokens.add(TokenFixture.withoutPin("store", "store"));
  }

  @AfterEach
  void stop() {
    tokens.close();
  }

  @Test
  void aKeyWithoutACertificateIsAKey() throws Exception {
    KeyStore store = TokenFixture.keyStore(provider);
    KeyPair pair = TokenFixture.generate(provider, KeyType.ED25519, "bare");
    store.load(null, TokenFixture.PIN.toCharArray());
    assertEquals(List.of("bare"), Collections.list(store.aliases()));
    assertTrue(store.isKeyEntry("bare"));
    assertEquals(pair.getPrivate(), store.getKey("bare", null));
    assertNull(store.getCertificate("bare"));
    assertNull(store.getCertificateChain("bare"));
    assertFalse(store.entryInstanceOf("bare", SecretKeyEntry.class));
    assertFalse(store.entryInstanceOf("bare", PrivateKeyEntry.class));
    assertTrue(store.entryInstanceOf("bare", BareKeyEntry.class));
    BareKeyEntry entry = assertInstanceOf(BareKeyEntry.class, store.getEntry("bare", null));
    assertEquals(pair.getPrivate(), entry.privateKey());
    assertEquals(pair.getPublic(), entry.publicKey());
    store.setEntry("renamed", entry, null);
    assertEquals(List.of("renamed"), Collections.list(store.aliases()));
    assertEquals(pair.getPrivate(), store.getKey("renamed", null));
  }

  @Test
  void aKeyGetsItsCertificateAndChain() throws Exception {
    KeyStore store = TokenFixture.keyStore(provider);
    KeyPair root = TokenFixture.software(KeyType.P384);
    KeyPair issuer = TokenFixture.software(KeyType.P256);
    KeyPair own = TokenFixture.generate(provider, KeyType.P256, "");
    X509Certificate rootCertificate =
        Certificates.selfSigned("root", root.getPublic(), root.getPrivate());
    X509Certificate issuerCertificate =
        Certificates.issue("issuer", issuer.getPublic(), "root", root.getPrivate());
    X509Certificate certificate =
        Certificates.issue("own", own.getPublic(), "issuer", issuer.getPrivate());
    X509Certificate[] chain = {certificate, issuerCertificate, rootCertificate};

    store.setKeyEntry("server", own.getPrivate(), null, chain);
    for (KeyStore each : new KeyStore[] {store, TokenFixture.keyStore(provider)}) {
      assertEquals(List.of("server"), Collections.list(each.aliases()));
      assertArrayEquals(chain, each.getCertificateChain("server"));
      assertEquals("server", each.getCertificateAlias(certificate));
      PrivateKeyEntry entry =
          assertInstanceOf(PrivateKeyEntry.class, each.getEntry("server", null));
      assertEquals(own.getPrivate(), entry.getPrivateKey());
      assertTrue(each.entryInstanceOf("server", PrivateKeyEntry.class));
      assertFalse(each.entryInstanceOf("server", BareKeyEntry.class));
    }
    // Again, as an imported reply does it.
    X509Certificate renewed =
        Certificates.issue("own", own.getPublic(), "issuer", issuer.getPrivate());
    store.setKeyEntry(
        "server",
        store.getKey("server", null),
        null,
        new X509Certificate[] {renewed, issuerCertificate, rootCertificate});
    assertEquals(renewed, store.getCertificate("server"));
    assertEquals(1, store.size());
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyType.class,
      names = {"ED25519", "ED448", "P256", "P384", "P521", "X25519", "X448"})
  void softwareKeysAreImported(KeyType type) throws Exception {
    KeyStore store = TokenFixture.keyStore(provider);
    KeyPair signer = TokenFixture.software(KeyType.P256);
    KeyPair pair = TokenFixture.software(type);
    X509Certificate certificate =
        Certificates.issue("imported", pair.getPublic(), "signer", signer.getPrivate());
    store.setKeyEntry("in", pair.getPrivate(), null, new Certificate[] {certificate});
    PrivateKey key = assertInstanceOf(PrivateKey.class, store.getKey("in", null));
    assertNull(key.getEncoded());
    assertEquals(certificate, store.getCertificate("in"));
    if (type.signatureLength() > 0) {
      Signature signature = Signature.getInstance(Certificates.algorithm(key));
      signature.initSign(key);
      signature.update((byte) 1);
      byte[] signed = signature.sign();
      signature = Signature.getInstance(Certificates.algorithm(key));
      signature.initVerify(pair.getPublic());
      signature.update((byte) 1);
      assertTrue(signature.verify(signed));
    } else {
      KeyPair peer = TokenFixture.software(type);
      assertArrayEquals(agree(peer.getPrivate(), pair), agree(key, peer));
    }
  }

  private static byte[] agree(PrivateKey own, KeyPair peer) throws Exception {
    javax.crypto.KeyAgreement agreement = javax.crypto.KeyAgreement.getInstance("XDH");
    agreement.init(own);
    agreement.doPhase(peer.getPublic(), true);
    return agreement.generateSecret();
  }

  @Test
  void anEntryIsReplacedAndDeleted() throws Exception {
    KeyStore store = TokenFixture.keyStore(provider);
    KeyPair first = TokenFixture.software(KeyType.P256);
    KeyPair second = TokenFixture.generate(provider, KeyType.ED25519, "made");
    put(store, "one", first);
    put(store, "one", second);
    assertEquals(List.of("one"), Collections.list(store.aliases()));
    assertEquals(second.getPrivate(), store.getKey("one", null));
    // The label was moved, so nothing is left of the old name.
    assertFalse(store.containsAlias("made"));
    store.deleteEntry("one");
    store.deleteEntry("one");
    assertEquals(0, store.size());
    assertTrue(provider.token().objects().isEmpty());
  }

  @Test
  void certificatesAreEntries() throws Exception {
    KeyStore store = TokenFixture.keyStore(provider);
    KeyPair ca = TokenFixture.software(KeyType.P256);
    X509Certificate one = Certificates.selfSigned("ca", ca.getPublic(), ca.getPrivate());
    X509Certificate two = Certificates.selfSigned("ca", ca.getPublic(), ca.getPrivate());
    store.setCertificateEntry("ca", one);
    store.setCertificateEntry("ca", two);
    store.setCertificateEntry("ca too", one);
    assertEquals(2, store.size());
    assertTrue(store.isCertificateEntry("ca"));
    assertEquals(two, store.getCertificate("ca"));
    assertNull(store.getKey("ca", null));
    assertNull(store.getCertificateChain("ca"));
    assertInstanceOf(TrustedCertificateEntry.class, store.getEntry("ca", null));
    assertEquals("ca too", store.getCertificateAlias(one));
    KeyPair pair = TokenFixture.generate(provider, KeyType.P256, "");
    put(store, "key", pair);
    assertThrows(KeyStoreException.class, () -> store.setCertificateEntry("key", one));
    store.deleteEntry("ca");
    assertEquals(2, store.size());
  }

  @Test
  void keysOfOneLabelAreToldApart() throws Exception {
    KeyStore alone = TokenFixture.keyStore(provider);
    KeyId id = KeyId.of(new byte[] {1, 2});
    KeyPair one =
        TokenFixture.generate(provider, TokenKeySpec.of(KeyType.P256).withId(id).withLabel("twin"));
    alone.load(null, TokenFixture.PIN.toCharArray());
    assertEquals(List.of("twin"), Collections.list(alone.aliases()));
    assertEquals(one.getPrivate(), alone.getKey("twin#0102", null));
    KeyPair two =
        TokenFixture.generate(
            provider,
            TokenKeySpec.of(KeyType.ED25519).withId(KeyId.of(new byte[] {3})).withLabel("twin"));
    TokenFixture.generate(provider, TokenKeySpec.of(KeyType.P256).withId(KeyId.of(new byte[] {4})));
    KeyStore store = TokenFixture.keyStore(provider);
    assertEquals(
        Set.of("twin#0102", "twin#03", "04"), Set.copyOf(Collections.list(store.aliases())));
    assertEquals(one.getPrivate(), store.getKey("twin#0102", null));
    assertEquals(two.getPrivate(), store.getKey("pkcs11:token=store;id=%03", null));
    assertNull(store.getKey("pkcs11:object=twin", null));
    assertNull(store.getKey("twin", null));
    // Setting it keeps the label.
    put(store, "twin#03", two);
    assertTrue(store.containsAlias("twin#03"));
  }

  @Test
  void aLabelThatLooksLikeAnAliasHidesNoKey() throws Exception {
    KeyStore store = TokenFixture.keyStore(provider);
    String[] labels = {"x", "x", "x#01", "", "04", "x#01#01"};
    for (byte i = 0; i < labels.length; i++) {
      KeyId id = KeyId.of(new byte[] {(byte) (i + 1)});
      TokenFixture.generate(
          provider, TokenKeySpec.of(KeyType.P256).withId(id).withLabel(labels[i]));
    }
    store.load(null, TokenFixture.PIN.toCharArray());
    assertEquals(
        Set.of("x#01#01#01", "x#02", "x#01", "04#04", "04", "x#01#01"),
        Set.copyOf(Collections.list(store.aliases())));
    store.deleteEntry("x#01");
    assertEquals(5, store.size());
    assertFalse(Collections.list(store.aliases()).contains("x#01#01#01"));
  }

  @Test
  void aKeyWhoseIdIsAnothersTooIsNotDestroyed() throws Exception {
    for (String[] key : new String[][] {{"rsa:2048", "rsa"}, {"EC:secp256r1", "ec"}}) {
      tokens
          .hsm()
          .tool("store")
          .asUser(
              "--keypairgen", "--key-type", key[0], "--label", key[1], "--id", "01", "--usage-sign")
          .orThrow();
    }
    KeyStore store = TokenFixture.keyStore(provider);
    assertEquals(List.of("ec"), Collections.list(store.aliases()));
    assertThrows(KeyStoreException.class, () -> store.deleteEntry("ec"));
    KeyPair other = TokenFixture.software(KeyType.P256);
    assertThrows(KeyStoreException.class, () -> put(store, "ec", other));
    assertEquals(4, tokens.hsm().tool("store").objects().size());
  }

  @Test
  void aesKeysAreEntries() throws Exception {
    KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
    generator.init(TokenAesSpec.of(16, "secret"));
    KeyStore store = TokenFixture.keyStore(provider);
    javax.crypto.SecretKey secret = generator.generateKey();
    store.load(null, TokenFixture.PIN.toCharArray());
    assertEquals(secret, store.getKey("secret", null));
    assertInstanceOf(SecretKeyEntry.class, store.getEntry("secret", null));
    store.setKeyEntry("renamed", secret, null, null);
    assertEquals(List.of("renamed"), Collections.list(store.aliases()));
    assertThrows(
        KeyStoreException.class,
        () -> store.setKeyEntry("in", new SecretKeySpec(new byte[16], "AES"), null, null));
    store.deleteEntry("renamed");
    assertEquals(0, store.size());
  }

  @Test
  void aWrongCertificateIsRefused() throws Exception {
    KeyStore store = TokenFixture.keyStore(provider);
    KeyPair own = TokenFixture.generate(provider, KeyType.P256, "own");
    KeyPair other = TokenFixture.software(KeyType.P256);
    X509Certificate foreign =
        Certificates.selfSigned("other", other.getPublic(), other.getPrivate());
    assertThrows(
        KeyStoreException.class,
        () -> store.setKeyEntry("own", own.getPrivate(), null, new Certificate[] {foreign}));
    assertNotEquals(foreign, store.getCertificate("own"));
  }

  @Test
  void aStreamIsRefused() throws Exception {
    KeyStore store = KeyStore.getInstance("Hornbeam", provider);
    assertThrows(IOException.class, () -> store.load(new ByteArrayInputStream(new byte[1]), null));
    store.load(null, TokenFixture.PIN.toCharArray());
    store.store(null, null);
    assertThrows(IOException.class, () -> store.store(new ByteArrayOutputStream(), null));
  }

  @Test
  void aWrongPinIsSaid() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS11", provider);
    IOException wrong =
        assertThrows(IOException.class, () -> store.load(null, "9999".toCharArray()));
    assertInstanceOf(UnrecoverableKeyException.class, wrong.getCause());
    assertThrows(
        FailedLoginException.class,
        () -> provider.login(null, answer("8888", new AtomicInteger())));
    store.load(null, TokenFixture.PIN.toCharArray());
  }

  @Test
  void theGivenPinIsTheOneThatIsUsed() throws Exception {
    String wrong = "\npinFile = " + tokens.files().write("wrong-pin", "9999");
    HornbeamProvider other = tokens.add(TokenFixture.withoutPin("other", "store") + wrong);
    KeyStore given = KeyStore.getInstance("PKCS11", other);
    given.load(null, TokenFixture.PIN.toCharArray());
    assertEquals(0, given.size());
  }

  @Test
  void withoutAPinWhatIsPublicIsSeen() throws Exception {
    KeyStore store = TokenFixture.keyStore(provider);
    KeyPair ca = TokenFixture.software(KeyType.P256);
    store.setCertificateEntry("ca", Certificates.selfSigned("ca", ca.getPublic(), ca.getPrivate()));
    put(store, "key", TokenFixture.generate(provider, KeyType.P256, "key"));
    provider.logout();
    store.load(null, null);
    assertEquals(List.of("ca"), Collections.list(store.aliases()));
  }

  @Test
  void aBuilderAsksAHandlerAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CallbackHandler handler =
        callbacks -> answer(asked.get() == 0 ? "0000" : TokenFixture.PIN, asked).handle(callbacks);
    KeyStore store =
        KeyStore.Builder.newInstance("PKCS11", provider, new CallbackHandlerProtection(handler))
            .getKeyStore();
    assertEquals(2, asked.get());
    KeyPair pair = TokenFixture.generate(provider, KeyType.P256, "built");
    store.load(null, null);
    assertEquals(pair.getPrivate(), store.getKey("built", null));
    // It is asked again after a logout.
    provider.logout();
    provider.login(null, null);
    assertEquals(3, asked.get());
  }

  private static CallbackHandler answer(String pin, AtomicInteger asked) {
    return callbacks -> {
      asked.incrementAndGet();
      for (var callback : callbacks) {
        if (callback instanceof PasswordCallback password) {
          assertTrue(Objects.requireNonNull(password.getPrompt()).contains("store"));
          password.setPassword(pin.toCharArray());
        }
      }
    };
  }

  private static void put(KeyStore store, String alias, KeyPair pair) throws Exception {
    X509Certificate certificate =
        Certificates.selfSigned(alias.replace('#', ' '), pair.getPublic(), pair.getPrivate());
    store.setKeyEntry(alias, pair.getPrivate(), null, new Certificate[] {certificate});
  }
}
