package dev.hornbeam.testing;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A program to be run outside this JVM.
 *
 * @param words the program and its arguments
 * @param environment what is set over the environment of this JVM
 * @param limit how long it may take when it is run to its end
 */
public record Command(List<String> words, Map<String, String> environment, Duration limit) {
  /** Copies the words and the environment. */
  public Command {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /**
   * A program that may take 30 seconds and has this JVM's environment.
   *
   * @param words the program and its arguments
   * @return the command
   */
  public static Command of(String... words) {
    return new Command(List.of(words), Map.of(), Duration.ofSeconds(30));
  }

  /**
   * @param more arguments to be added at the end
   * @return the longer command
   */
  public Command and(String... more) {
    return new Command(Stream.concat(words.stream(), Stream.of(more)).toList(), environment, limit);
  }

  /**
   * @param more variables to be set besides, or instead of, those that are set
   * @return the command with them
   */
  public Command with(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.putAll(more);
    return new Command(words, all, limit);
  }

  /**
   * @param longer how long the program may take
   * @return the command with this limit
   */
  public Command within(Duration longer) {
    return new Command(words, environment, longer);
  }

  /**
   * Starts the program.
   *
   * @return the running program, which the caller closes
   * @throws FixtureException if there is no such program
   */
  public RunningProgram start() {
    return RunningProgram.start(this);
  }

  /**
   * Runs the program to its end.
   *
   * @return how it ended, well or not
   * @throws FixtureException if there is no such program, or if it took longer than the limit and
   *     was killed
   */
  public Outcome run() {
    try (RunningProgram program = start()) {
      return program.finish();
    }
  }
}
