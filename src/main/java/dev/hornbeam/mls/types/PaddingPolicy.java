package dev.hornbeam.mls.types;

/**
 * How much padding an encrypted message gets, which hides the length of its content (RFC 9420
 * s.15.1). A policy is called by several threads. What it says is padding of this client's messages
 * alone: others may pad otherwise.
 */
@FunctionalInterface
public interface PaddingPolicy {
  /**
   * The number of zero bytes to add.
   *
   * @param length bytes of the content with its signature, from 1
   * @return 0 or more; a negative number makes sending throw {@link IllegalArgumentException}
   */
  int padding(int length);

  /** No padding. */
  static PaddingPolicy none() {
    return length -> 0;
  }

  /**
   * Pads to a multiple of a number of bytes.
   *
   * @param bytes from 1
   * @throws IllegalArgumentException if the number is not positive
   */
  static PaddingPolicy toMultipleOf(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("no multiple of " + bytes + " bytes");
    }
    return length -> Math.floorMod(-length, bytes);
  }

  /**
   * Pads to one of few lengths that lie the further apart the longer they are: at most 12 percent
   * are added, and the padded length of n bytes shows O(log log n) bits (Padmé, of "Reducing
   * Metadata Leakage from Encrypted Files and Communication with PURBs", 2019).
   */
  static PaddingPolicy toSteps() {
    return length -> {
      int exponent = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(length);
      int kept = Integer.SIZE - Integer.numberOfLeadingZeros(exponent);
      int step = 1 << Math.max(0, exponent - kept);
      return Math.floorMod(-length, step);
    };
  }
}
