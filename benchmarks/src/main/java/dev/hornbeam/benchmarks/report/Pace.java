package dev.hornbeam.benchmarks.report;

import java.time.Duration;

/** Tells how much longer a plan takes, by how fast its steps went so far. */
final class Pace {
  /** Before so much is done, the estimate stands. */
  private static final Duration TRUSTED = Duration.ofSeconds(15);

  private final Duration total;
  private Duration done = Duration.ZERO;

  /**
   * @param total what all steps are estimated to take
   */
  Pace(Duration total) {
    this.total = total;
  }

  /** A step is done. */
  void did(Step step) {
    done = done.plus(step.estimate());
  }

  /**
   * How much longer it takes.
   *
   * @param elapsed since the first step began
   */
  Duration left(Duration elapsed) {
    Duration planned = total.minus(done);
    if (done.compareTo(TRUSTED) < 0) {
      return planned;
    }
    double factor = (double) elapsed.toMillis() / done.toMillis();
    return Duration.ofMillis(Math.round(planned.toMillis() * factor));
  }
}
