package dev.hornbeam.mls.types;

/**
 * How far a receiver follows messages of one sender that are lost or come out of order (RFC 9420
 * s.9.2, s.15.3).
 *
 * @param outOfOrder for how many further generations a skipped key is kept, which is also how many
 *     are kept at most; 0 keeps none
 * @param forwardLimit how many generations one message may skip; one that skips more is refused
 *     before anything is derived
 */
public record RatchetPolicy(int outOfOrder, int forwardLimit) {
  /** Keeps 32 skipped keys and follows a gap of 1000. */
  public static final RatchetPolicy DEFAULT = new RatchetPolicy(32, 1000);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public RatchetPolicy {
    if (outOfOrder < 0 || forwardLimit < 0) {
      throw new IllegalArgumentException("a number of generations is not negative");
    }
  }
}
