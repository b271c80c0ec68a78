package dev.hornbeam.pkcs11;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Optional;

/** Whole lives of keys, each step compared with Bouncy Castle. */
public final class RoundTrips {
  static final SecureRandom RANDOM = new SecureRandom();

  private RoundTrips() {}

  static KeyId id() {
    return KeyId.random(RANDOM);
  }

  static KeyPairRequest request(KeyType type, KeyUse use, Storage storage) {
    return KeyPairRequest.of(type, use, storage, id(), "test " + type);
  }

  /** What logs in by a PIN. */
  public static TokenOptions options(String pin) {
    return TokenOptions.of((info, occasion) -> Optional.of(pin.toCharArray()));
  }

  /** Signs or agrees, twice, and compares. */
  public static void use(TokenKey key, KeyUse use) throws TokenException, InvalidPublicKey {
    useOnce(key, use);
    useOnce(key, use);
  }

  /** Signs or agrees, and compares. */
  public static void useOnce(TokenKey key, KeyUse use) throws TokenException, InvalidPublicKey {
    switch (use) {
      case SIGN -> {
        byte[] input = new byte[32];
        RANDOM.nextBytes(input);
        byte[] signature = key.sign(input);
        assertEquals(key.type().signatureLength(), signature.length);
        assertTrue(References.verifies(key.type(), key.publicKey(), input, signature));
      }
      case DERIVE -> {
        References.Pair peer = References.Pair.generate(key.type());
        assertArrayEquals(peer.derive(key.publicKey()), key.derive(peer.publicKey));
      }
    }
  }

  /** Makes a token object, uses it, finds it, and destroys it. */
  public static void storedKey(Token token, KeyType type, KeyUse use) throws Exception {
    KeyPairRequest request = request(type, use, Storage.TOKEN);
    StoredKey made = token.generate(request);
    use(made, use);
    StoredKey found = token.privateKey(request.id()).orElseThrow();
    assertArrayEquals(made.publicKey(), found.publicKey());
    assertEquals(type, found.type());
    assertEquals(request.label(), found.label());
    use(found, use);
    token.destroy(request.id(), ObjectInfo.Kind.PRIVATE_KEY, ObjectInfo.Kind.PUBLIC_KEY);
    assertTrue(token.privateKey(request.id()).isEmpty());
  }

  /** Makes a session object and uses it. */
  public static void sessionKey(Token token, KeyType type, KeyUse use) throws Exception {
    try (SessionKey key = token.generateInSession(request(type, use, Storage.SESSION))) {
      use(key, use);
    }
    assertEquals(0, token.sessions().leased());
  }

  /** Makes a key outside of the token, and uses it before and after it was put away. */
  public static void wrappedKey(Token token, KeyType type, KeyUse use, AesKey wrapping)
      throws Exception {
    WrappedKey made = token.generateWrapped(type, use, wrapping);
    use(made, use);
    use(token.wrappedKey(type, use, wrapping, made.blob(), made.publicKey()), use);
  }

  /** Puts a key of software on the token, uses it, finds it, and destroys it. */
  public static void importedKey(Token token, KeyType type, KeyUse use) throws Exception {
    References.Pair pair = References.Pair.generate(type);
    KeyPairRequest request = request(type, use, Storage.TOKEN);
    StoredKey key = token.importKeyPair(request, pair.privateKey, pair.publicKey);
    use(key, use);
    StoredKey found = token.privateKey(request.id()).orElseThrow();
    assertArrayEquals(pair.publicKey, found.publicKey());
    token.destroy(request.id(), ObjectInfo.Kind.PRIVATE_KEY, ObjectInfo.Kind.PUBLIC_KEY);
  }
}
