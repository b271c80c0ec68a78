package dev.hornbeam.benchmarks.report;

import java.time.Duration;

/**
 * How long one benchmark is run for, in one JVM of its own.
 *
 * @param warmups iterations that are not counted
 * @param iterations iterations that are
 * @param time of each iteration
 */
record Effort(int warmups, int iterations, Duration time) {
  /** All iterations together, when each operation is short. */
  Duration total() {
    return time.multipliedBy(warmups + (long) iterations);
  }
}
