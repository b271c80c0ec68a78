package dev.hornbeam.benchmarks.report;

import java.util.List;

/**
 * All that a run of {@code hornbeam bench} found out: what {@code bench.json} holds.
 *
 * @param leftOut what was not even tried, one line each
 */
record BenchRun(
    About about,
    Ending ending,
    List<Measured> measured,
    List<Sizes> sizes,
    List<Unmeasured> unmeasured,
    List<String> leftOut) {
  /** How far the run came. */
  enum Ending {
    /** All that was planned was done. */
    COMPLETE,
    /** It was ended before, or is still going on. */
    INCOMPLETE
  }

  BenchRun {
    measured = List.copyOf(measured);
    sizes = List.copyOf(sizes);
    unmeasured = List.copyOf(unmeasured);
    leftOut = List.copyOf(leftOut);
  }

  /** Those of one kind. */
  List<Unmeasured> unmeasured(Unmeasured.Kind kind) {
    return unmeasured.stream().filter(each -> each.kind() == kind).toList();
  }
}
