package dev.hornbeam.benchmarks.report;

import java.util.OptionalDouble;

/**
 * A measured number.
 *
 * @param error half the width of its 99.9 % confidence interval, if it was measured often enough
 * @param unit as JMH tells it, such as {@code us/op}
 */
record Score(double value, OptionalDouble error, String unit) {
  /**
   * The score as microseconds for an operation.
   *
   * @return empty if it is no such time
   */
  OptionalDouble micros() {
    return micros(value);
  }

  /**
   * The error as microseconds for an operation.
   *
   * @return empty if there is none, or if the score is no such time
   */
  OptionalDouble errorMicros() {
    return error.isPresent() ? micros(error.getAsDouble()) : OptionalDouble.empty();
  }

  private OptionalDouble micros(double number) {
    return switch (unit) {
      case "ns/op" -> OptionalDouble.of(number / 1e3);
      case "us/op" -> OptionalDouble.of(number);
      case "ms/op" -> OptionalDouble.of(number * 1e3);
      case "s/op" -> OptionalDouble.of(number * 1e6);
      default -> OptionalDouble.empty();
    };
  }
}
