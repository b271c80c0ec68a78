package dev.hornbeam.benchmarks.report;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The results of a run, to be asked for what a report tells. */
final class Findings {
  private final BenchRun run;

  Findings(BenchRun run) {
    this.run = run;
  }

  BenchRun run() {
    return run;
  }

  /** All that one benchmark measured. */
  List<Measured> of(String name) {
    return run.measured().stream().filter(measured -> measured.name().equals(name)).toList();
  }

  /** The first result of a benchmark with these values of parameters, among others. */
  Optional<Measured> find(String name, Map<String, String> params) {
    return of(name).stream()
        .filter(each -> each.params().entrySet().containsAll(params.entrySet()))
        .findFirst();
  }

  /** The operations that were measured, in the order of telling. */
  NavigableSet<Operation> operations() {
    NavigableSet<Operation> operations = new TreeSet<>();
    run.measured().forEach(each -> Operation.of(each).ifPresent(operations::add));
    return operations;
  }

  /**
   * The results of an operation by one thread, by n; 0 where there is no n.
   *
   * @return empty if there are none
   */
  SortedMap<Long, Measured> byN(Operation operation, Maker maker) {
    return byN(operation, maker, "1");
  }

  /** The same by a number of threads. */
  SortedMap<Long, Measured> byN(Operation operation, Maker maker, String threads) {
    SortedMap<Long, Measured> results = new TreeMap<>();
    of(operation, maker)
        .filter(each -> each.params().getOrDefault("threads", "1").equals(threads))
        .forEach(each -> results.put(each.n().orElse(0), each));
    return Collections.unmodifiableSortedMap(results);
  }

  /** The numbers of threads that an operation was measured with, besides one. */
  NavigableSet<String> threads(Operation operation) {
    NavigableSet<String> threads = new TreeSet<>();
    of(operation, Maker.HORNBEAM).forEach(each -> threads.add(each.param("threads")));
    threads.removeAll(List.of("", "1"));
    return threads;
  }

  private Stream<Measured> of(Operation operation, Maker maker) {
    return run.measured().stream()
        .filter(each -> Names.maker(each.name()) == maker)
        .filter(each -> Operation.of(each).filter(operation::equals).isPresent());
  }

  /** Microseconds by n. */
  static SortedMap<Long, Double> micros(SortedMap<Long, Measured> results) {
    SortedMap<Long, Double> micros = new TreeMap<>();
    results.forEach((n, each) -> each.score().micros().ifPresent(value -> micros.put(n, value)));
    return micros;
  }
}
