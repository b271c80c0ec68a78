package dev.hornbeam.pkcs11;

/**
 * A private key outside its token, encrypted under an AES key that never leaves it. Each use
 * unwraps it into a session, and destroys that object afterwards.
 */
public final class WrappedKey implements TokenKey {
  private final KeyType type;
  private final KeyUse use;
  private final AesKey wrappingKey;
  private final byte[] blob;
  private final byte[] publicKey;

  WrappedKey(KeyType type, KeyUse use, AesKey wrappingKey, byte[] blob, byte[] publicKey) {
    this.type = type;
    this.use = use;
    this.wrappingKey = wrappingKey;
    this.blob = blob.clone();
    this.publicKey = publicKey.clone();
  }

  /** What one use does with the unwrapped key. */
  @FunctionalInterface
  private interface Use {
    byte[] with(Session session, long key) throws TokenException;
  }

  /** The encrypted PKCS#8 structure, as the token wrapped it; a new array, not secret. */
  public byte[] blob() {
    return blob.clone();
  }

  /** The key under which it is encrypted. */
  public AesKey wrappingKey() {
    return wrappingKey;
  }

  /** What it may do. */
  public KeyUse use() {
    return use;
  }

  @Override
  public Token token() {
    return wrappingKey.token();
  }

  @Override
  public KeyType type() {
    return type;
  }

  /** Empty: a wrapped key has no label. */
  @Override
  public String label() {
    return "";
  }

  @Override
  public byte[] publicKey() {
    return publicKey.clone();
  }

  @Override
  public byte[] sign(byte[] input) throws TokenException {
    KeyUsing.checkInput(type, input);
    KeyTraits traits = new KeyTraits(type, KeyTraits.LoginEach.PROCESS);
    PinDesk desk = token().core().desk();
    return unwrapped((session, key) -> KeyUsing.sign(session, desk, key, traits, input));
  }

  @Override
  public byte[] derive(byte[] peer) throws TokenException, InvalidPublicKey {
    KeyUsing.checkPeer(type, peer);
    return KeyUsing.checkSecret(
        type, unwrapped((session, key) -> KeyUsing.derive(session, key, type, peer)));
  }

  private byte[] unwrapped(Use use) throws TokenException {
    long mechanism = token().wrapMechanism();
    return token()
        .core()
        .run(
            session -> {
              long wrapping = wrappingKey.handle(session);
              long key = Wrapping.unwrapPrivateKey(session, mechanism, wrapping, this);
              try {
                return use.with(session, key);
              } finally {
                session.destroyHere(key);
              }
            });
  }

  /** Its type and the key that wraps it. */
  @Override
  public String toString() {
    return type + " key wrapped under " + wrappingKey;
  }
}
