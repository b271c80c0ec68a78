package dev.hornbeam.benchmarks;

/** What the set-up of a benchmark knows about its results. */
public final class Results {
  private Results() {}

  /** Ends a benchmark that would measure something else than it says. */
  public static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("the operation gives a wrong result");
    }
  }
}
