package dev.hornbeam.pkcs11;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.testing.SoftHsm;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tokens do beside using keys, and how they say what went wrong. */
class TokenTest {
  private static SoftHsm hsm;
  private static Pkcs11Module module;
  private static Token token;

  @BeforeAll
  static void open() throws Exception {
    hsm = SoftHsm.inThisJvm("alice", "bob");
    module = Pkcs11Module.load(ModuleOptions.of(SoftHsm.library()));
    token = module.open(TokenSelector.label("alice"), options("alice"));
  }

  @AfterAll
  static void close() {
    module.close();
    hsm.close();
  }

  private static TokenOptions options(String label) {
    return RoundTrips.options(hsm.token(label).pin());
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 24, 104, 256})
  void wrapsBytes(int length) throws Exception {
    KeyId id = RoundTrips.id();
    AesKey key = token.generateAes(16, Token.AesUse.DATA, id, "data");
    byte[] secret = new byte[length];
    RoundTrips.RANDOM.nextBytes(secret);
    secret[length - 1] = 0;
    byte[] wrapped = key.wrap(AesKey.Wrap.KWP, secret);
    assertArrayEquals(secret, key.unwrap(AesKey.Wrap.KWP, wrapped));
    if (length >= 16) {
      assertArrayEquals(secret, key.unwrap(AesKey.Wrap.KW, key.wrap(AesKey.Wrap.KW, secret)));
    }
    token.destroy(id, ObjectInfo.Kind.SECRET_KEY);
  }

  @Test
  void unwrapsKeysIntoNothingReadable() throws Exception {
    KeyId id = RoundTrips.id();
    AesKey wrapping = token.generateAes(32, Token.AesUse.WRAPPING, id, "wrapping");
    WrappedKey key = token.generateWrapped(KeyType.P256, KeyUse.SIGN, wrapping);
    TokenException e =
        assertThrows(TokenException.class, () -> wrapping.unwrap(AesKey.Wrap.KWP, key.blob()));
    assertEquals(Trouble.UNSUPPORTED, e.trouble());
    RoundTrips.use(key, KeyUse.SIGN);
    token.destroy(id, ObjectInfo.Kind.SECRET_KEY);
  }

  @Test
  void refusesToWrapWhatSoftHsmWrapsWrongly() throws Exception {
    KeyId id = RoundTrips.id();
    AesKey key = token.generateAes(16, Token.AesUse.DATA, id, "data");
    TokenException e =
        assertThrows(TokenException.class, () -> key.wrap(AesKey.Wrap.KWP, new byte[20]));
    assertEquals(Trouble.UNSUPPORTED, e.trouble());
    token.destroy(id, ObjectInfo.Kind.SECRET_KEY);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100})
  void encrypts(int length) throws Exception {
    KeyId id = RoundTrips.id();
    AesKey key = token.generateAes(32, Token.AesUse.DATA, id, "data");
    byte[] plaintext = new byte[length];
    byte[] iv = new byte[12];
    byte[] ciphertext = key.encryptGcm(iv, new byte[] {1}, 128, plaintext);
    assertEquals(length + 16, ciphertext.length);
    assertArrayEquals(plaintext, key.decryptGcm(iv, new byte[] {1}, 128, ciphertext));
    TokenException e =
        assertThrows(
            TokenException.class, () -> key.decryptGcm(iv, new byte[] {2}, 128, ciphertext));
    assertEquals(Ckr.ENCRYPTED_DATA_INVALID.value(), e.ckr().getAsLong());
    token.destroy(id, ObjectInfo.Kind.SECRET_KEY);
  }

  @Test
  void tellsWhatIsThere() throws Exception {
    KeyPairRequest request = RoundTrips.request(KeyType.X25519, KeyUse.DERIVE, Storage.TOKEN);
    StoredKey key = token.generate(request);
    ObjectInfo secret = only(request.id(), ObjectInfo.Kind.PRIVATE_KEY);
    assertEquals(Optional.of(KeyType.X25519), secret.type());
    assertTrue(
        secret
            .flags()
            .containsAll(
                Set.of(
                    ObjectInfo.Flag.PRIVATE,
                    ObjectInfo.Flag.SENSITIVE,
                    ObjectInfo.Flag.NEVER_EXTRACTABLE,
                    ObjectInfo.Flag.LOCAL,
                    ObjectInfo.Flag.DERIVE)));
    assertFalse(secret.flags().contains(ObjectInfo.Flag.SIGN));
    assertFalse(secret.flags().contains(ObjectInfo.Flag.EXTRACTABLE));
    assertArrayEquals(
        key.publicKey(), only(request.id(), ObjectInfo.Kind.PUBLIC_KEY).value().orElseThrow());
    token.relabel(request.id(), "another");
    assertEquals("another", only(request.id(), ObjectInfo.Kind.PUBLIC_KEY).label());
    assertEquals(request.id(), token.privateKeys("another").get(0).id());
    token.destroy(request.id(), ObjectInfo.Kind.PRIVATE_KEY, ObjectInfo.Kind.PUBLIC_KEY);
  }

  private static ObjectInfo only(KeyId id, ObjectInfo.Kind kind) throws TokenException {
    List<ObjectInfo> found =
        token.objects().stream()
            .filter(info -> info.kind() == kind && info.id().equals(Optional.of(id)))
            .toList();
    assertEquals(1, found.size());
    return found.get(0);
  }

  @Test
  void keepsTokensApart() throws Exception {
    try (Token bob = module.open(TokenSelector.label("bob"), options("bob"))) {
      StoredKey key = bob.generate(RoundTrips.request(KeyType.P256, KeyUse.SIGN, Storage.TOKEN));
      RoundTrips.use(key, KeyUse.SIGN);
      assertTrue(token.privateKey(key.id()).isEmpty());
    }
  }

  @Test
  void initialisesATokenAnew() throws Exception {
    Slot free =
        module.slots().stream()
            .filter(slot -> slot.token().stream().anyMatch(info -> info.label().isEmpty()))
            .findFirst()
            .orElseThrow();
    char[] soPin = "testsopin".toCharArray();
    char[] pin = "testpin".toCharArray();
    TokenInfo made = module.initialize(free.id(), "carol", soPin, pin);
    assertEquals("carol", made.label());
    assertTrue(made.flags().contains(TokenInfo.Flag.USER_PIN_INITIALIZED));
    try (Token carol =
        module.open(
            Pkcs11Uri.parse(made.uri()).selector(),
            TokenOptions.of((info, occasion) -> Optional.of("testpin".toCharArray())))) {
      RoundTrips.storedKey(carol, KeyType.P256, KeyUse.SIGN);
    }
  }

  @Test
  void refusesALabelThatDoesNotFitBeforeAnythingIsErased() throws Exception {
    long slot = token.info().slotId();
    char[] pin = "1234".toCharArray();
    for (String label : List.of("x".repeat(33), "ü".repeat(17), "blank ")) {
      assertThrows(
          IllegalArgumentException.class, () -> module.initialize(slot, label, pin, pin), label);
    }
  }

  @Test
  void tellsAKeyFromOneOfAnotherKindWithItsId() throws Exception {
    hsm.tool("bob").asUser(madeOutside("rsa:2048", "rsa", "7e")).orThrow();
    hsm.tool("bob").asUser(madeOutside("EC:secp256r1", "ec", "7e")).orThrow();
    hsm.tool("bob").asUser(madeOutside("EC:secp384r1", "ec384", "7e")).orThrow();
    try (Token bob = module.open(TokenSelector.label("bob"), options("bob"))) {
      for (String label : List.of("ec", "ec384")) {
        StoredKey key = bob.privateKeys(label).get(0);
        assertEquals(key.type().signatureLength(), key.sign(new byte[32]).length);
      }
    }
  }

  @Test
  void takesNoPublicKeyOfAnotherPairWithTheSameId() throws Exception {
    hsm.tool("bob").asUser(madeOutside("EC:secp256r1", "first", "7f")).orThrow();
    try (Token bob = module.open(TokenSelector.label("bob"), options("bob"))) {
      StoredKey known = bob.privateKeys("first").get(0);
      hsm.tool("bob").asUser(madeOutside("EC:secp256r1", "second", "7f")).orThrow();
      assertEquals(List.of(), bob.privateKeys("first"));
      assertEquals(List.of(), bob.privateKeys("second"));
      TokenException e = assertThrows(TokenException.class, () -> known.sign(new byte[32]));
      assertTrue(e.getMessage().contains("2 keys with the id 7f"), e.getMessage());
    }
  }

  private static String[] madeOutside(String type, String label, String id) {
    return new String[] {
      "--keypairgen", "--key-type", type, "--label", label, "--id", id, "--usage-sign"
    };
  }

  @Test
  void findsAKeyAgainWhoseHandleChanged() throws Exception {
    StoredKey key = token.generate(RoundTrips.request(KeyType.ED25519, KeyUse.SIGN, Storage.TOKEN));
    RoundTrips.use(key, KeyUse.SIGN);
    Cryptoki cryptoki = token.core().cryptoki();
    long slot = token.core().token().slotId();
    cryptoki.call(
        "C_CloseAllSessions",
        library -> {
          library.C_CloseAllSessions(slot);
          return slot;
        });
    RoundTrips.use(key, KeyUse.SIGN);
    token.destroy(key.id(), ObjectInfo.Kind.PRIVATE_KEY, ObjectInfo.Kind.PUBLIC_KEY);
  }

  @Test
  void refusesPointsOfSmallOrder() throws Exception {
    try (SessionKey key =
        token.generateInSession(
            RoundTrips.request(KeyType.X25519, KeyUse.DERIVE, Storage.SESSION))) {
      assertThrows(InvalidPublicKey.class, () -> key.derive(new byte[32]));
      RoundTrips.use(key, KeyUse.DERIVE);
    }
  }

  @Test
  void putsACertificateInThePlaceOfAnother() throws Exception {
    KeyId id = RoundTrips.id();
    token.putCertificate(id, "first", Certificates.selfSigned("first"));
    token.putCertificate(id, "second", Certificates.selfSigned("second"));
    ObjectInfo found = only(id, ObjectInfo.Kind.CERTIFICATE);
    assertEquals("second", found.label());
    token.destroy(id, ObjectInfo.Kind.CERTIFICATE);
  }

  @Test
  void findsThePublicKeyInTheCertificate() throws Exception {
    References.Pair pair = References.Pair.generate(KeyType.P256);
    KeyPairRequest request = RoundTrips.request(KeyType.P256, KeyUse.SIGN, Storage.TOKEN);
    token.importKeyPair(request, pair.privateKey, pair.publicKey);
    token.destroy(request.id(), ObjectInfo.Kind.PUBLIC_KEY);
    assertTrue(token.privateKey(request.id()).isEmpty());
    token.putCertificate(request.id(), "card", Certificates.of(pair.publicKey));
    StoredKey key = token.privateKey(request.id()).orElseThrow();
    assertArrayEquals(pair.publicKey, key.publicKey());
    RoundTrips.use(key, KeyUse.SIGN);
    token.destroy(request.id(), ObjectInfo.Kind.PRIVATE_KEY, ObjectInfo.Kind.CERTIFICATE);
  }

  @Test
  void makesRandomBytes() throws Exception {
    byte[] bytes = new byte[64];
    token.random(bytes);
    assertFalse(java.util.Arrays.equals(new byte[64], bytes));
  }
}
