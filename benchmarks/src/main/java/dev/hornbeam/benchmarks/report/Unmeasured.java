package dev.hornbeam.benchmarks.report;

import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was planned and gave no result.
 *
 * @param name as in its step
 * @param reason one line
 */
record Unmeasured(Kind kind, String name, SortedMap<String, String> params, String reason) {
  /** Why there is no result. */
  enum Kind {
    /** There is nothing to be measured here: a provider, or a part of it, is not there. */
    LACKING,
    /** It should have worked. */
    FAILED;

    /** As it is told to a reader. */
    String title() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The one of a title. */
    static Optional<Kind> titled(String title) {
      return Arrays.stream(values()).filter(kind -> kind.title().equals(title)).findFirst();
    }
  }

  Unmeasured {
    params = Collections.unmodifiableSortedMap(new TreeMap<>(params));
  }

  /** A step without a result. */
  static Unmeasured of(Kind kind, Step step, String reason) {
    return new Unmeasured(kind, step.name(), step.params(), reason);
  }

  /** Name and parameters in one line. */
  String label() {
    return Step.label(name, params);
  }
}
