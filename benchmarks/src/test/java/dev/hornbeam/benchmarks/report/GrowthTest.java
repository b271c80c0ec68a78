package dev.hornbeam.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GrowthTest {
  private static Growth of(Map<Long, Double> times) {
    return Growth.of(new TreeMap<>(times)).orElseThrow();
  }

  @Test
  void aPowerIsFoundAgain() {
    TreeMap<Long, Double> times = new TreeMap<>();
    for (long n : new long[] {1000, 5000, 10_000, 50_000}) {
      times.put(n, 3 * Math.pow((double) n, 1.1));
    }
    assertEquals(1.1, of(times).exponent(), 1e-9);
  }

  /** By hand: with logarithms to the base of ten, the points (0,0), (1,1), (2,1) have slope 1/2. */
  @Test
  void pointsOffTheLineAreFittedBySquares() {
    Growth growth = of(Map.of(1L, 1.0, 10L, 10.0, 100L, 10.0));
    assertEquals(0.5, growth.exponent(), 1e-9);
    assertEquals(1, growth.from());
    assertEquals(100, growth.to());
  }

  @Test
  void smallGroupsDoNotCountWhenThereAreLargeOnes() {
    Growth growth = of(Map.of(10L, 7.0, 100L, 7.0, 1000L, 7.0, 10_000L, 70.0));
    assertEquals(1.0, growth.exponent(), 1e-9);
    assertEquals(1000, growth.from());
  }

  @Test
  void oneSizeHasNoGrowth() {
    assertTrue(Growth.of(new TreeMap<>(Map.of(1000L, 1.0))).isEmpty());
    // Without n there is 0 in its place.
    assertTrue(Growth.of(new TreeMap<>(Map.of(0L, 1.0, 10L, 1.0))).isEmpty());
  }
}
