package dev.hornbeam.benchmarks;

import java.util.Set;
import java.util.TreeSet;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs benchmarks once, in this JVM: for what their set-up verifies, not for how long they take.
 */
public final class OneShot {
  private OneShot() {}

  /** Another run on this machine would be disturbed, which it is by any test. */
  public static void ignoreLock() {
    System.setProperty("jmh.ignoreLock", "true");
  }

  /** What matches the pattern, to be refined; a set-up that fails fails the run. */
  public static ChainedOptionsBuilder once(String pattern) {
    return new OptionsBuilder()
        .include(pattern)
        .forks(0)
        .mode(Mode.SingleShotTime)
        .warmupIterations(0)
        .measurementIterations(1)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }

  /**
   * Runs them.
   *
   * @return who ran, as {@code Type.method}
   */
  public static Set<String> run(ChainedOptionsBuilder options) throws RunnerException {
    Set<String> names = new TreeSet<>();
    for (RunResult result : new Runner(options.build()).run()) {
      String benchmark = result.getParams().getBenchmark();
      names.add(
          benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1));
    }
    return names;
  }
}
