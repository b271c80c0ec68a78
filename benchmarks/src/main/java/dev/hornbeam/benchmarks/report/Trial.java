package dev.hornbeam.benchmarks.report;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One benchmark with one value for each of its parameters.
 *
 * @param benchmark its class and method, as JMH names them
 * @param params all of its parameters
 */
record Trial(String benchmark, SortedMap<String, String> params, Effort effort) implements Step {
  Trial {
    params = Collections.unmodifiableSortedMap(new TreeMap<>(params));
  }

  @Override
  public String name() {
    return Names.simple(benchmark);
  }

  @Override
  public Duration estimate() {
    return Cost.of(this);
  }
}
