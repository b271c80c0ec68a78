package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.error.MlsException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what operations on trees cost, in all threads, while a test asks for it. Counting nodes
 * and not only primitives is what brings a hidden scan to light.
 */
public final class TreeMeter {
  private static final AtomicReference<@Nullable Meter> CURRENT = new AtomicReference<>();

  private TreeMeter() {}

  /**
   * What an operation cost.
   *
   * @param visits nodes that were looked at or made
   * @param hashes tree hashes and parent hashes that were computed
   */
  public record Cost(long visits, long hashes) {}

  /** What is measured. */
  @FunctionalInterface
  public interface Operation {
    void run() throws MlsException;
  }

  private record Meter(LongAdder visits, LongAdder hashes) {}

  /**
   * Runs the operation and counts.
   *
   * @throws IllegalStateException if another one is being measured
   */
  public static Cost measure(Operation operation) throws MlsException {
    Meter meter = new Meter(new LongAdder(), new LongAdder());
    if (!CURRENT.compareAndSet(null, meter)) {
      throw new IllegalStateException("another operation is being measured");
    }
    try {
      operation.run();
    } finally {
      CURRENT.set(null);
    }
    return new Cost(meter.visits.sum(), meter.hashes.sum());
  }

  static void visit() {
    Meter meter = CURRENT.get();
    if (meter != null) {
      meter.visits.increment();
    }
  }

  static void hash() {
    Meter meter = CURRENT.get();
    if (meter != null) {
      meter.hashes.increment();
    }
  }
}
