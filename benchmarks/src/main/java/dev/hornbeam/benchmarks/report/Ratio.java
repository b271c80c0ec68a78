package dev.hornbeam.benchmarks.report;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** How many times longer one thing takes than another. */
final class Ratio {
  private Ratio() {}

  /**
   * @param above absent if it was not measured
   * @param below likewise
   * @return empty if either is absent or no time
   */
  static OptionalDouble of(@Nullable Measured above, @Nullable Measured below) {
    if (above == null || below == null) {
      return OptionalDouble.empty();
    }
    OptionalDouble dividend = above.score().micros();
    OptionalDouble divisor = below.score().micros();
    return dividend.isPresent() && divisor.isPresent() && divisor.getAsDouble() > 0
        ? OptionalDouble.of(dividend.getAsDouble() / divisor.getAsDouble())
        : OptionalDouble.empty();
  }
}
