package dev.hornbeam.mls.testing;

import java.security.SecureRandom;
import java.util.Random;

/** Randomness of a test that can be had again from its seed. */
public final class RepeatableRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final Random inside;

  public RepeatableRandom(long seed) {
    this.inside = new Random(seed);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    // The constructor above has not run yet when that of SecureRandom calls.
    if (inside != null) {
      inside.nextBytes(bytes);
    }
  }

  /**
   * A seed for a test: the one asked for by a system property, so that a failure can be had again,
   * or a fresh one.
   */
  public static long seed(String property) {
    return Long.getLong(property, new SecureRandom().nextLong());
  }
}
