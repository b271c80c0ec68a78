package dev.hornbeam.benchmarks.token;

import static dev.hornbeam.benchmarks.OneShot.once;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.hornbeam.benchmarks.OneShot;
import dev.hornbeam.testing.FaultModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Each benchmark of tokens runs, once and small, and leaves nothing behind. */
class TokenBenchmarksTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @BeforeAll
  static void nothingIsMeasured() {
    FaultModule.leftOut().ifPresent(why -> abort("the fault module was not built: " + why));
    OneShot.ignoreLock();
  }

  /** The methods that ran. */
  private static Set<String> run(ChainedOptionsBuilder options) throws RunnerException {
    return OneShot.run(options).stream()
        .map(name -> name.substring(name.lastIndexOf('.') + 1))
        .collect(Collectors.toSet());
  }

  @AfterEach
  void nothingIsLeft() throws IOException, InterruptedException {
    for (Path folder : Set.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")))) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          String own = BenchToken.folderName();
          assertTrue(files.noneMatch(file -> file.getFileName().toString().startsWith(own)));
        }
      }
    }
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("hornbeam-leaf-keys")) {
        thread.join(PATIENCE.toMillis()); // A pool has ended a moment before its thread has.
        assertFalse(thread.isAlive());
      }
    }
  }

  @Test
  void operations() throws RunnerException {
    Set<String> names =
        run(once("\\.TokenOperationBenchmark").param("sessions", "1", "2").param("latency", "0"));
    assertEquals(Set.of("sign", "derive", "generate"), names);
  }

  @Test
  void groups() throws RunnerException {
    Set<String> names =
        run(once("\\.TokenGroupBenchmark").param("n", "4").param("latency", "0", "1"));
    assertEquals(Set.of("commit", "merge", "process", "protect", "unprotect"), names);
  }

  @Test
  void membersAtOnce() throws RunnerException {
    Set<String> names =
        run(once("\\.TokenMembersBenchmark").param("n", "6").param("members", "1", "2"));
    assertEquals(Set.of("commitAtOnce"), names);
  }

  @Test
  void primitivesWithKeysOnATokenAreThoseOfPrivateKeys() throws RunnerException {
    assertEquals(Set.of("sign"), run(onToken("\\.SignatureBenchmark.sign", "1", "2", "7")));
    assertEquals(
        Set.of("open", "decapsulate"),
        run(onToken("\\.HpkeBenchmark.(open|decapsulate)", "1", "2", "4")));
    assertThrows(RunnerException.class, () -> run(onToken("\\.SignatureBenchmark.verify", "1")));
    assertThrows(RunnerException.class, () -> run(onToken("\\.HashBenchmark.hash", "1")));
  }

  private static ChainedOptionsBuilder onToken(String pattern, String... suites) {
    return once(pattern).param("profile", "token").param("suite", suites);
  }

  /** What the reports rely upon: the share of the token is told beside each time. */
  @Test
  void theTimeOfTheTokenIsTold() throws RunnerException {
    ChainedOptionsBuilder options =
        once("\\.TokenGroupBenchmark.protect")
            .mode(Mode.AverageTime)
            .measurementTime(TimeValue.milliseconds(10))
            .param("n", "4")
            .param("keys", "token")
            .param("latency", "1");
    for (RunResult result : new Runner(options.build()).run()) {
      double operations = secondary(result, "operations");
      double token = secondary(result, "tokenMicros");
      double score = result.getPrimaryResult().getScore();
      assertTrue(operations >= 1, () -> "operations " + operations);
      assertTrue(token > 0);
      assertTrue(token / operations <= score, () -> token + " / " + operations + " > " + score);
      assertEquals(token, secondary(result, "signingMicros"));
    }
  }

  private static double secondary(RunResult result, String name) {
    return Objects.requireNonNull(result.getSecondaryResults().get(name), name).getScore();
  }
}
