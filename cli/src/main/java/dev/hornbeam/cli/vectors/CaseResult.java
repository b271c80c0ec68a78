package dev.hornbeam.cli.vectors;

/**
 * How one case fared.
 *
 * @param index the place in the file's array, from 0
 * @param problem in words; empty when the case passed
 */
record CaseResult(int index, Outcome outcome, String problem) {
  enum Outcome {
    PASSED,
    /** The engine disagrees. */
    FAILED,
    /** It is not written as the format asks. */
    MALFORMED
  }

  static CaseResult passed(int index) {
    return new CaseResult(index, Outcome.PASSED, "");
  }
}
