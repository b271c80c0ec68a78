package dev.hornbeam.benchmarks.token;

import dev.hornbeam.pkcs11.ObservedModule;

/** How long the module has been at work for a thread; what others have it do is not counted. */
final class TokenClock implements ObservedModule.Observer {
  /** Per thread, in nanoseconds: all calls, and those that sign. */
  private final ThreadLocal<long[]> spent = ThreadLocal.withInitial(() -> new long[2]);

  /**
   * Time in calls into the module.
   *
   * @param all nanoseconds
   * @param signing of these, in {@code C_SignInit} and {@code C_Sign}
   */
  record Reading(long all, long signing) {}

  /** What this thread has spent so far. */
  Reading read() {
    long[] nanos = spent.get();
    return new Reading(nanos[0], nanos[1]);
  }

  @Override
  public Runnable entering(String function) {
    long began = System.nanoTime();
    return () -> {
      long nanos = System.nanoTime() - began;
      long[] sums = spent.get();
      sums[0] += nanos;
      if (function.startsWith("C_Sign")) {
        sums[1] += nanos;
      }
    };
  }
}
