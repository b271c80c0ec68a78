package dev.hornbeam.mls.fuzz;

import com.sun.management.ThreadMXBean;
import dev.hornbeam.mls.error.MlsException;
import java.lang.management.ManagementFactory;

/** Counts the heap that is asked for on the way, whether or not it is garbage at once. */
final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What is measured. */
  interface Action {
    void run() throws MlsException;
  }

  private Allocation() {}

  /** Bytes that this thread allocates in the action, which may well be refused. */
  static long of(Action action) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      action.run();
    } catch (MlsException refused) {
      // It cost what it cost.
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
