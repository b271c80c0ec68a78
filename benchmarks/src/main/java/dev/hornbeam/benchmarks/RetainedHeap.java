package dev.hornbeam.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.concurrent.Callable;

/**
 * How much heap an object keeps alive: what full collections leave with it, less what they leave
 * without it. What others keep alive too is not counted.
 */
final class RetainedHeap {
  /** What comes and goes by itself, as when a class is loaded. */
  private static final long STEADY_BYTES = 4096;

  private static final int ATTEMPTS = 20;

  private RetainedHeap() {}

  /**
   * Makes an object, and measures when it is gone.
   *
   * @param maker keeps nothing of what it makes
   * @return bytes, good to some hundreds of thousands
   */
  static long of(Callable<?> maker) throws Exception {
    // What the maker knows was there before, and is there at the end.
    try {
      long with = liveWith(maker.call());
      return with - live();
    } finally {
      Reference.reachabilityFence(maker);
    }
  }

  private static long liveWith(Object made) {
    try {
      return live();
    } finally {
      Reference.reachabilityFence(made);
    }
  }

  /**
   * Collects until nothing more goes: what has a finalizer or a cleaner goes one step at a time.
   */
  private static long live() {
    long last = collected();
    for (int i = 0; i < ATTEMPTS; i++) {
      long next = collected();
      if (Math.abs(next - last) < STEADY_BYTES) {
        return next;
      }
      last = next;
    }
    return last;
  }

  private static long collected() {
    System.gc();
    System.runFinalization();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
