package dev.hornbeam.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Benchmarks that are run in the same way.
 *
 * @param names which, by their simple names; those that are not there are not missed
 * @param params the values to run them with, of the parameters that they have. For others, the
 *     first value of the benchmark's own
 */
record Series(Pattern names, Map<String, List<String>> params, Effort effort) {
  Series {
    params = Map.copyOf(params);
  }

  /** A series without parameters as yet. */
  static Series of(Effort effort, String names) {
    return new Series(Pattern.compile(names), Map.of(), effort);
  }

  /**
   * The same with values for one more parameter.
   *
   * @param values none for all that the benchmark has by itself
   */
  Series with(String param, Object... values) {
    Map<String, List<String>> more = new LinkedHashMap<>(params);
    List<String> texts = new ArrayList<>();
    for (Object value : values) {
      texts.add(value.toString());
    }
    more.put(param, List.copyOf(texts));
    return new Series(names, more, effort);
  }

  /** Each benchmark with each combination of values. */
  List<Trial> trials(Catalogue catalogue) {
    List<Trial> trials = new ArrayList<>();
    catalogue
        .benchmarks()
        .forEach(
            (benchmark, own) -> {
              if (names.matcher(Names.simple(benchmark)).matches()) {
                for (SortedMap<String, String> combination : combinations(own)) {
                  trials.add(new Trial(benchmark, combination, effort));
                }
              }
            });
    return trials;
  }

  private List<SortedMap<String, String>> combinations(Map<String, List<String>> own) {
    List<SortedMap<String, String>> combinations = List.of(new TreeMap<>());
    for (Map.Entry<String, List<String>> param : own.entrySet()) {
      List<String> values = values(param.getKey(), param.getValue());
      List<SortedMap<String, String>> longer = new ArrayList<>();
      for (SortedMap<String, String> combination : combinations) {
        for (String value : values) {
          SortedMap<String, String> one = new TreeMap<>(combination);
          one.put(param.getKey(), value);
          longer.add(one);
        }
      }
      combinations = longer;
    }
    return combinations;
  }

  private List<String> values(String param, List<String> own) {
    List<String> wanted = params.getOrDefault(param, own.subList(0, 1));
    return wanted.isEmpty() ? own : wanted;
  }
}
