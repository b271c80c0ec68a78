package dev.hornbeam.benchmarks.report;

import java.util.Collection;
import java.util.Collections;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What one benchmark measured.
 *
 * @param benchmark its class and method, as JMH names them
 * @param params what it was run with
 * @param mode as JMH tells it, such as {@code avgt}
 * @param score the time of an operation, or how many there are in a time
 * @param secondary what else was counted, by its name: allocation, events
 */
record Measured(
    String benchmark,
    SortedMap<String, String> params,
    String mode,
    Score score,
    SortedMap<String, Score> secondary) {
  /** Bytes allocated by an operation. */
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  Measured {
    params = Collections.unmodifiableSortedMap(new TreeMap<>(params));
    secondary = Collections.unmodifiableSortedMap(new TreeMap<>(secondary));
  }

  /** From JMH's own result. */
  static Measured of(RunResult result) {
    BenchmarkParams jmh = result.getParams();
    SortedMap<String, String> params = new TreeMap<>();
    // JMH's type says no more than that it is a collection.
    Collection<?> names = jmh.getParamsKeys();
    names.forEach(name -> params.put(name.toString(), jmh.getParam(name.toString())));
    SortedMap<String, Score> secondary = new TreeMap<>();
    result.getSecondaryResults().forEach((name, other) -> secondary.put(name, score(other)));
    return new Measured(
        jmh.getBenchmark(),
        params,
        jmh.getMode().shortLabel(),
        score(result.getPrimaryResult()),
        secondary);
  }

  private static Score score(Result<?> result) {
    double error = result.getScoreError();
    return new Score(
        result.getScore(),
        Double.isFinite(error) ? OptionalDouble.of(error) : OptionalDouble.empty(),
        result.getScoreUnit());
  }

  /** Class and method without the package. */
  String name() {
    return Names.simple(benchmark);
  }

  /** The value of a parameter; empty text if there is no such parameter. */
  String param(String name) {
    return params.getOrDefault(name, "");
  }

  /** The number of members. */
  OptionalLong n() {
    String n = param("n");
    return n.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(n));
  }

  /** Bytes allocated by an operation. */
  OptionalDouble allocated() {
    return counted(ALLOCATED);
  }

  /** The value of a secondary result. */
  OptionalDouble counted(String name) {
    Score counted = secondary.get(name);
    return counted == null ? OptionalDouble.empty() : OptionalDouble.of(counted.value());
  }
}
