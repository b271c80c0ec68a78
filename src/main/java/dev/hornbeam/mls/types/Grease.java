package dev.hornbeam.mls.types;

/** The reserved values that keep implementations tolerant of unknown ones (RFC 9420 s.13.5). */
public final class Grease {
  private Grease() {}

  /** Whether the value is 0x0A0A, 0x1A1A, ... 0xEAEA. */
  public static boolean isGrease(int value) {
    return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff) && value != 0xfafa;
  }

  /**
   * One of the reserved values.
   *
   * @param n any number; its remainder by 15 chooses among the fifteen values
   */
  public static int value(int n) {
    return 0x0a0a + Math.floorMod(n, 15) * 0x1010;
  }
}
