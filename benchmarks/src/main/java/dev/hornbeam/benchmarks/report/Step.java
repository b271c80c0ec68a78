package dev.hornbeam.benchmarks.report;

import java.time.Duration;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** One thing to be done in a {@link Plan}. */
sealed interface Step permits Trial, SizesOf {
  /** The class and method that do it, without their package. */
  String name();

  /** What it is done with, by the names of the parameters. */
  SortedMap<String, String> params();

  /** How long it takes on an idle machine of two cores, roughly. */
  Duration estimate();

  /** The name with its parameters, in one line: what a user's patterns are matched with. */
  default String label() {
    return label(name(), params());
  }

  /** A name with parameters, in one line. */
  static String label(String name, SortedMap<String, String> params) {
    return name
        + params.entrySet().stream()
            .map(e -> " " + e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining());
  }
}
