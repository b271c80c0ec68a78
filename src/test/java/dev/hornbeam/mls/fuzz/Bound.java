package dev.hornbeam.mls.fuzz;

/**
 * How much heap may be asked for on the way to the end of an input.
 *
 * @param factor bytes for each byte of the input
 * @param constant bytes besides, which every input costs
 */
record Bound(int factor, long constant) {
  /** What is done once only, such as the loading of classes, may be done in the first attempts. */
  private static final int ATTEMPTS = 3;

  /**
   * Checks one input.
   *
   * @param input what it is called if it costs too much
   * @param length of the input, in bytes
   * @param action does the same each time
   */
  void check(String input, int length, Allocation.Action action) {
    long limit = factor * (long) length + constant;
    long allocated = Long.MAX_VALUE;
    for (int i = 0; i < ATTEMPTS && allocated > limit; i++) {
      allocated = Allocation.of(action);
    }
    if (allocated > limit) {
      throw new AssertionError(input + ": " + allocated + " bytes of heap for " + length);
    }
  }
}
