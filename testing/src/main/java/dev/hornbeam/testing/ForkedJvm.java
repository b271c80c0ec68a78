package dev.hornbeam.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A main class in a JVM of its own, with this JVM's class path: for modules that read the
 * environment, for what may crash, and for heap dumps.
 *
 * <pre>{@code
 * Outcome outcome =
 *     ForkedJvm.of(SignWithTpm.class).with(tpm.environment()).arguments("label").run().orThrow();
 * }</pre>
 *
 * <p>A crash of the JVM is exit code 134 (SIGABRT), with its report in the standard output and no
 * core file; a kill is 137.
 *
 * @param main a class with a public static main method; it may be a test's nested class
 * @param arguments the main method's arguments
 * @param options options of the JVM, such as {@code -Xmx64m}
 * @param environment what is set over this JVM's environment
 * @param limit how long it may run
 */
public record ForkedJvm(
    Class<?> main,
    List<String> arguments,
    List<String> options,
    Map<String, String> environment,
    Duration limit) {
  /** Copies what is given. */
  public ForkedJvm {
    arguments = List.copyOf(arguments);
    options = List.copyOf(options);
    environment = Map.copyOf(environment);
  }

  /**
   * A JVM without arguments or options that may run for a minute.
   *
   * @param main the main class
   * @return what is to be run
   */
  public static ForkedJvm of(Class<?> main) {
    return new ForkedJvm(main, List.of(), List.of(), Map.of(), Duration.ofMinutes(1));
  }

  /**
   * @param values the main method's arguments
   * @return the same with these arguments
   */
  public ForkedJvm arguments(String... values) {
    return new ForkedJvm(main, List.of(values), options, environment, limit);
  }

  /**
   * @param values options of the JVM
   * @return the same with these options
   */
  public ForkedJvm options(String... values) {
    return new ForkedJvm(main, arguments, List.of(values), environment, limit);
  }

  /**
   * @param values a fixture's environment
   * @return the same with this environment
   */
  public ForkedJvm with(Map<String, String> values) {
    return new ForkedJvm(main, arguments, options, values, limit);
  }

  /**
   * @param longer how long it may run
   * @return the same with this limit
   */
  public ForkedJvm within(Duration longer) {
    return new ForkedJvm(main, arguments, options, environment, longer);
  }

  /**
   * Runs the JVM to its end.
   *
   * @return how it ended, well or not
   * @throws FixtureException if the limit passed; the JVM was then killed
   */
  public Outcome run() {
    return command().run();
  }

  /**
   * Starts the JVM, for a test that talks with it while it runs: by {@link
   * RunningProgram#awaitOutput} and {@link RunningProgram#send}.
   *
   * @return the running JVM, which the caller closes
   */
  public RunningProgram start() {
    return command().start();
  }

  private Command command() {
    // A JVM that is told to leave no core file ends as if by exit(1): the limit keeps the signal.
    List<String> words = new ArrayList<>(List.of("sh", "-c", "ulimit -c 0; exec \"$@\"", "sh"));
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-XX:+ErrorFileToStdout");
    words.add("--enable-native-access=ALL-UNNAMED"); // else newer Java versions warn
    words.addAll(options);
    words.add("-cp");
    words.add(System.getProperty("java.class.path"));
    words.add(main.getName());
    return new Command(
        Stream.concat(words.stream(), arguments.stream()).toList(), environment, limit);
  }
}
