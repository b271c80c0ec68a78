package dev.hornbeam.testing;

import java.util.List;

/**
 * How a program ended.
 *
 * @param command the program and its arguments
 * @param exitCode its exit code; 128 and the signal's number for one that a signal ended
 * @param stdout what it wrote to its standard output
 * @param stderr what it wrote to its standard error
 */
public record Outcome(List<String> command, int exitCode, String stdout, String stderr) {
  /** Copies the command. */
  public Outcome {
    command = List.copyOf(command);
  }

  /**
   * Insists on success.
   *
   * @return this
   * @throws FixtureException if the exit code is not 0, with all output in the message
   */
  public Outcome orThrow() {
    if (exitCode != 0) {
      throw new FixtureException("failed: " + this);
    }
    return this;
  }

  /**
   * @return the standard output followed by the standard error
   */
  public String output() {
    return stdout + stderr;
  }

  @Override
  public String toString() {
    return String.join(" ", command)
        + "\nexit code "
        + exitCode
        + "\n--- stdout\n"
        + stdout
        + "\n--- stderr\n"
        + stderr;
  }
}
