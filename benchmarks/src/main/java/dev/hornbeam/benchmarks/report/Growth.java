package dev.hornbeam.benchmarks.report;

import java.util.Optional;
import java.util.SortedMap;

/**
 * How a time grows: as n to the power of this exponent, by the straight line that fits best on log
 * axes.
 *
 * @param from the smallest n that it was computed from
 * @param to the largest
 */
record Growth(double exponent, long from, long to) {
  /** Below it, what does not depend on n is most of the time. */
  private static final long LARGE = 1000;

  /**
   * The growth of positive times by n, from 1,000 members if there are two such sizes.
   *
   * @return empty if there are not two sizes
   */
  static Optional<Growth> of(SortedMap<Long, Double> times) {
    SortedMap<Long, Double> large = times.tailMap(LARGE);
    SortedMap<Long, Double> used = large.size() >= 2 ? large : times.tailMap(1L);
    if (used.size() < 2) {
      return Optional.empty();
    }
    double meanX = used.keySet().stream().mapToDouble(Math::log).average().orElseThrow();
    double meanY = used.values().stream().mapToDouble(Math::log).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (var each : used.entrySet()) {
      double x = Math.log(each.getKey()) - meanX;
      products += x * (Math.log(each.getValue()) - meanY);
      squares += x * x;
    }
    return Optional.of(new Growth(products / squares, used.firstKey(), used.lastKey()));
  }
}
