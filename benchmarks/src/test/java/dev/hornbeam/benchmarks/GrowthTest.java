package dev.hornbeam.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class GrowthTest {
  private static final double EXACT = 1e-9;

  private static SortedMap<Integer, Double> times(DoubleUnaryOperator time) {
    SortedMap<Integer, Double> times = new TreeMap<>();
    for (int n : new int[] {100, 1000, 5000, 10_000, 50_000}) {
      times.put(n, time.applyAsDouble(n));
    }
    return times;
  }

  @Test
  void aPowerHasItsExponent() {
    assertEquals(1, Growth.exponent(times(n -> 57 * n)), EXACT);
    assertEquals(2, Growth.exponent(times(n -> n * n / 3)), EXACT);
    assertEquals(0, Growth.exponent(times(n -> 7)), EXACT);
    assertEquals(1.1, Growth.exponent(times(n -> Math.pow(n, 1.1))), EXACT);
  }

  @Test
  void nLogNIsALittleMoreThanLinear() {
    double exponent = Growth.exponent(times(n -> n * Math.log(n)));
    assertTrue(exponent > 1.1 && exponent < 1.2, () -> "exponent " + exponent);
  }

  @Test
  void twoSizesAreEnoughForAnExponent() {
    assertEquals(1.5, Growth.exponent(new TreeMap<>(Map.of(10, 2.0, 1000, 2000.0))), EXACT);
  }

  @Test
  void theLinearShareIsThatOfTheLargestSize() {
    // 300 + 60 * log2(n) + n / 50 of which at 50,000 the last is 1,000.
    DoubleUnaryOperator commit = n -> 300 + 60 * Math.log(n) / Math.log(2) + n / 50;
    double expected = 1000 / commit.applyAsDouble(50_000);
    assertEquals(expected, Growth.linearShare(times(commit)), 1e-6);
    assertEquals(0, Growth.linearShare(times(n -> 300 + 60 * Math.log(n))), 1e-6);
    assertEquals(0, Growth.linearShare(times(n -> 300)), 1e-6);
    assertEquals(1, Growth.linearShare(times(n -> 3 * n)), 1e-6);
  }

  /** A few percent of noise do not make a half out of little, nor little out of a half. */
  @Test
  void noiseIsFittedOver() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      SortedMap<Integer, Double> little =
          times(n -> noisy(random, 800 + 60 * Math.log(n) + n / 500));
      SortedMap<Integer, Double> much = times(n -> noisy(random, 800 + 60 * Math.log(n) + n / 10));
      assertTrue(Growth.linearShare(little) < 0.3, () -> "seed " + seed + ": " + little);
      assertTrue(Growth.linearShare(much) > 0.6, () -> "seed " + seed + ": " + much);
      assertEquals(1, Growth.exponent(times(n -> noisy(random, 57 * n))), 0.05, "seed " + seed);
    }
  }

  private static double noisy(Random random, double time) {
    return time * (0.97 + 0.06 * random.nextDouble());
  }

  @Test
  void tooFewSizesAreRefused() {
    SortedMap<Integer, Double> two = new TreeMap<>(Map.of(10, 2.0, 1000, 2000.0));
    assertThrows(IllegalArgumentException.class, () -> Growth.linearShare(two));
    assertThrows(IllegalArgumentException.class, () -> Growth.exponent(two.headMap(1000)));
  }

  @Test
  void whatWasNotMeasuredIsRefused() {
    SortedMap<Integer, Double> none = times(n -> n - 100);
    assertThrows(IllegalArgumentException.class, () -> Growth.exponent(none));
    assertThrows(IllegalArgumentException.class, () -> Growth.linearShare(times(n -> Double.NaN)));
  }
}
