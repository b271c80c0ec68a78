package dev.hornbeam.benchmarks;

import static dev.hornbeam.benchmarks.OneShot.once;
import static dev.hornbeam.benchmarks.OneShot.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/** Each benchmark runs, once and small: its set-up verifies what it does. */
class BenchmarksTest {
  @BeforeAll
  static void nothingIsMeasured() {
    OneShot.ignoreLock();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "3", "4", "5", "6", "7"})
  void primitivesOfTheEnginesProfiles(String suite) throws RunnerException {
    Set<String> names =
        run(
            once("\\.(Hash|Kdf|Aead|Hpke|Signature)Benchmark")
                .param("suite", suite)
                .param("profile", "fastest", "portable", "jdk")
                .param("size", "32"));
    assertEquals(15, names.size(), names::toString);
  }

  @Test
  void aProviderIsMeasuredForWhatItHas() throws RunnerException {
    ChainedOptionsBuilder sha256 =
        once("\\.HashBenchmark").param("suite", "1").param("profile", "conscrypt");
    assertEquals(Set.of("HashBenchmark.hash", "HashBenchmark.treeNodeHash"), run(sha256));
    ChainedOptionsBuilder x448 =
        once("\\.HpkeBenchmark.open").param("suite", "4").param("profile", "conscrypt");
    RunnerException told = assertThrows(RunnerException.class, () -> run(x448));
    assertTrue(causes(told).contains("lacks [X448"), () -> causes(told));
  }

  private static String causes(Throwable error) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      text.append(cause).append('\n');
      for (Throwable other : cause.getSuppressed()) {
        text.append(causes(other));
      }
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "9"})
  void groups(String n) throws RunnerException {
    Set<String> names =
        run(
            once("\\.benchmarks\\.(Commit|AddMany|Join|Message|State|Create)Benchmark")
                .param("n", n)
                .param("threads", "1", "2")
                .param("size", "32"));
    assertEquals(15, names.size(), names::toString);
  }

  /** What each operation needs can be priced, in groups of any form. */
  @Test
  void neededWork() throws RunnerException {
    ChainedOptionsBuilder every =
        once("\\.NeededWorkBenchmark")
            .param("n", "2", "9")
            .param(
                "operation",
                Stream.of("commit", "addOne", "addOneWithoutPath", "remove", "update", "epoch")
                    .flatMap(each -> Stream.of(each, processing(each)))
                    .filter(each -> !each.equals("processEpoch"))
                    .toArray(String[]::new));
    assertEquals(Set.of("NeededWorkBenchmark.needed"), run(every));
    ChainedOptionsBuilder joins =
        once("\\.NeededWorkBenchmark")
            .param("n", "2", "9")
            .param("operation", "join", "externalJoin", "processExternalJoin")
            .param("among", "engine", "all");
    assertEquals(Set.of("NeededWorkBenchmark.needed"), run(joins));
  }

  private static String processing(String operation) {
    return operation.equals("commit")
        ? "process"
        : "process" + operation.substring(0, 1).toUpperCase(Locale.ROOT) + operation.substring(1);
  }

  @Test
  void processorTimeIsToldBesideTheTime() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                once("\\.SignatureBenchmark.verify")
                    .param("suite", "1")
                    .param("profile", "portable")
                    .addProfiler(CpuTimeProfiler.class)
                    .build())
            .run();
    assertEquals(1, results.size());
    results.forEach(
        result -> {
          Result<?> cpu =
              Objects.requireNonNull(result.getSecondaryResults().get("cpu.time"), "no result");
          assertTrue(cpu.getScore() > 0, result::toString);
          assertEquals("us/op", cpu.getScoreUnit());
        });
  }

  @Test
  void memory() throws RunnerException {
    assertEquals(
        Set.of("MemoryBenchmark.retained"),
        run(once("\\.MemoryBenchmark").param("n", "2", "9").param("member", "loaded", "joined")));
  }

  /** Nobody listening can be measured only in a JVM where nobody has. */
  @Test
  void eventsAreToldToWhomeverListens() throws RunnerException {
    Set<String> names = run(once("\\.EventBenchmark").param("recording", "off", "on"));
    assertEquals(Set.of("EventBenchmark.bare", "EventBenchmark.told"), names);
  }

  /** Whatever the peer does, it does under the name of what it is compared with. */
  @Test
  void groupsOfThePeer() throws RunnerException {
    Set<String> peers = run(once("\\.peer\\.").param("n", "3", "9").param("size", "32"));
    assertFalse(peers.isEmpty());
    Set<String> ours =
        run(
            once("\\.benchmarks\\.(Commit|AddMany|Join|Message|State|Create)Benchmark")
                .param("n", "2")
                .param("shape", "full")
                .param("size", "32"));
    peers.forEach(name -> assertTrue(ours.contains(name.substring("Peer".length())), name));
  }
}
