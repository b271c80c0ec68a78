package dev.hornbeam.benchmarks;

import java.util.SortedMap;

/**
 * How times grow with sizes, by least squares over what was measured. The errors of small times
 * weigh as much as those of large ones, in relation to the times.
 */
public final class Growth {
  /** {@code a + b log n + c n}. */
  private static final int TERMS = 3;

  private Growth() {}

  /**
   * The e in {@code time = c * size^e} that fits best: 1 for what is linear, 2 for what is
   * quadratic.
   *
   * @param times by size, in any unit; at least two, all positive
   */
  public static double exponent(SortedMap<Integer, Double> times) {
    requirePositive(times, 2);
    double meanX = 0;
    double meanY = 0;
    for (var each : times.entrySet()) {
      meanX += Math.log(each.getKey()) / times.size();
      meanY += Math.log(each.getValue()) / times.size();
    }
    double covariance = 0;
    double variance = 0;
    for (var each : times.entrySet()) {
      double x = Math.log(each.getKey()) - meanX;
      covariance += x * (Math.log(each.getValue()) - meanY);
      variance += x * x;
    }
    return covariance / variance;
  }

  /**
   * Which part of the time at the largest size grows with the size itself, where the rest grows
   * with its logarithm or not at all: the share of {@code c n} in the {@code a + b log n + c n}
   * that fits best.
   *
   * @param times by size, in any unit; at least three, all positive
   * @return 1 if all is linear; about 0, and perhaps a little under, if nothing is
   */
  public static double linearShare(SortedMap<Integer, Double> times) {
    requirePositive(times, TERMS);
    int largest = times.lastKey();
    double[][] normal = new double[TERMS][TERMS + 1];
    for (var each : times.entrySet()) {
      double time = each.getValue();
      // Each term is 1 at the largest size, and the time is 1: what is left over is relative.
      double[] row = {
        1 / time,
        Math.log(each.getKey()) / Math.log(largest) / time,
        (double) each.getKey() / largest / time,
        1
      };
      for (int i = 0; i < TERMS; i++) {
        for (int j = 0; j <= TERMS; j++) {
          normal[i][j] += row[i] * row[j];
        }
      }
    }
    double[] terms = solve(normal);
    return terms[2] / (terms[0] + terms[1] + terms[2]);
  }

  /** Solves {@code A x = y} for the rows {@code A | y}, by elimination; they are overwritten. */
  private static double[] solve(double[][] rows) {
    for (int i = 0; i < rows.length; i++) {
      int pivot = i;
      for (int k = i + 1; k < rows.length; k++) {
        pivot = Math.abs(rows[k][i]) > Math.abs(rows[pivot][i]) ? k : pivot;
      }
      double[] row = rows[pivot];
      rows[pivot] = rows[i];
      rows[i] = row;
      for (int k = 0; k < rows.length; k++) {
        double factor = k == i ? 0 : rows[k][i] / row[i];
        for (int j = i; j < row.length; j++) {
          rows[k][j] -= factor * row[j];
        }
      }
    }
    double[] solution = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      solution[i] = rows[i][rows.length] / rows[i][i];
    }
    return solution;
  }

  private static void requirePositive(SortedMap<Integer, Double> times, int least) {
    if (times.size() < least) {
      throw new IllegalArgumentException(times.size() + " sizes, and it takes " + least);
    }
    times.forEach(
        (size, time) -> {
          if (size < 1 || !(time > 0)) {
            throw new IllegalArgumentException("a time of " + time + " at size " + size);
          }
        });
  }
}
