package dev.hornbeam.benchmarks.report;

import dev.hornbeam.benchmarks.Lacking;
import dev.hornbeam.cli.BadInput;
import dev.hornbeam.cli.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Carries a plan out: each benchmark in a JVM of its own, one after the other. */
final class Measuring {
  /** Progress is one line of a terminal. */
  private static final int WIDTH = 78;

  /** Not what this process was started with: that is chosen for a command that ends soon. */
  private static final List<String> JVM_ARGS =
      List.of("-XX:+IgnoreUnrecognizedVMOptions", "--enable-native-access=ALL-UNNAMED");

  private final Plan plan;
  private final Notebook notebook;
  private final PrintStream log;
  private final Progress progress;
  private final Pace pace;
  private final long start = System.nanoTime();
  private int at;

  /**
   * @param log for what JMH has to say; it stays the caller's
   */
  Measuring(Plan plan, Notebook notebook, PrintStream log, Progress progress) {
    this.plan = plan;
    this.notebook = notebook;
    this.log = log;
    this.progress = progress;
    this.pace = new Pace(plan.estimate());
  }

  /**
   * Does all steps. A step that fails is noted, and the next one is done.
   *
   * @throws BadInput if the folder of the results is gone
   * @throws IOException if the results cannot be written
   */
  void run() throws BadInput, IOException {
    try {
      for (Step step : plan.steps()) {
        if (notebook.isClosed()) {
          return;
        }
        at++;
        show(step);
        if (step instanceof Trial trial) {
          measure(trial);
        } else if (step instanceof SizesOf sizes) {
          count(sizes);
        }
        pace.did(step);
      }
    } finally {
      progress.clear();
    }
  }

  private void show(Step step) {
    Duration left = pace.left(Duration.ofNanos(System.nanoTime() - start));
    String line =
        String.format(
            Locale.ROOT,
            "[%d/%d, %s left] %s",
            at,
            plan.steps().size(),
            Units.rough(left),
            step.label());
    progress.show(line.length() <= WIDTH ? line : line.substring(0, WIDTH - 1) + "…");
  }

  private void measure(Trial trial) throws BadInput, IOException {
    log.println("# " + trial.label());
    try {
      Collection<RunResult> results =
          new Runner(options(trial).build(), new JmhLog(log, () -> show(trial))).run();
      for (RunResult result : results) {
        notebook.add(Measured.of(result));
      }
    } catch (RunnerException e) {
      e.printStackTrace(log);
      notebook.add(unmeasured(trial, e));
    }
    log.flush();
  }

  private static ChainedOptionsBuilder options(Trial trial) {
    Effort effort = trial.effort();
    TimeValue time = TimeValue.milliseconds(effort.time().toMillis());
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + trial.benchmark().replace(".", "\\.") + "$")
            .forks(1)
            .warmupIterations(effort.warmups())
            .warmupTime(time)
            .measurementIterations(effort.iterations())
            .measurementTime(time)
            .addProfiler(GCProfiler.class)
            .jvmArgs(JVM_ARGS.toArray(String[]::new))
            .shouldFailOnError(true);
    trial.params().forEach(options::param);
    return options;
  }

  private void count(SizesOf sizes) throws BadInput, IOException {
    try {
      notebook.add(sizes.count());
    } catch (BadInput | IOException e) {
      throw e; // of the notebook
    } catch (Exception e) { // the peer throws anything
      e.printStackTrace(log);
      notebook.add(Unmeasured.of(Unmeasured.Kind.FAILED, sizes, reason(e)));
    }
  }

  private static Unmeasured unmeasured(Trial trial, RunnerException failure) {
    Optional<Throwable> lacking =
        causes(failure).filter(cause -> cause instanceof Lacking).findFirst();
    return lacking
        .map(lack -> Unmeasured.of(Unmeasured.Kind.LACKING, trial, message(lack)))
        .orElseGet(() -> Unmeasured.of(Unmeasured.Kind.FAILED, trial, reason(failure)));
  }

  /** The deepest cause says most. */
  private static String reason(Throwable failure) {
    Throwable deepest = causes(failure).reduce(failure, (one, other) -> other);
    return deepest.getClass().getSimpleName() + ": " + message(deepest);
  }

  private static String message(Throwable thrown) {
    return String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
  }

  /** JMH hides what a JVM that it started threw among the suppressed. */
  private static Stream<Throwable> causes(Throwable thrown) {
    return Stream.concat(
        Stream.of(thrown),
        Stream.concat(Stream.ofNullable(thrown.getCause()), Stream.of(thrown.getSuppressed()))
            .flatMap(Measuring::causes));
  }
}
