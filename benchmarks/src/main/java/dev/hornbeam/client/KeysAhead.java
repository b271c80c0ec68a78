package dev.hornbeam.client;

/**
 * Leaf keys that are made ahead, by a thread whose work nobody else can wait for. This is in the
 * package of the source, on the class path.
 */
public final class KeysAhead {
  private KeysAhead() {}

  /** Waits until a source has made all keys ahead that it was asked for. */
  public static void await(TokenKeySource source) {
    source.awaitKeysAhead();
  }
}
