package dev.hornbeam.mls.crypto;

import java.security.SecureRandom;

/**
 * A source whose bytes are given: a key generator that draws a seed from it, and nothing else,
 * makes the key of that seed. Whether a generator does is for the caller to check on what it made.
 */
final class GivenBytes extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final transient byte[] given;

  /**
   * @param given stays the caller's, who wipes it after the last use of this object
   */
  GivenBytes(byte[] given) {
    this.given = given;
  }

  @Override
  public void nextBytes(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = given[i % given.length];
    }
  }
}
