package dev.hornbeam.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.cli.CommandRun;
import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
  @TempDir private Path folder;

  @BeforeAll
  static void nothingIsMeasured() {
    // Another run on this machine would be disturbed, which it is by any test.
    System.setProperty("jmh.ignoreLock", "true");
  }

  private static CommandRun bench(Object... args) {
    return CommandRun.hornbeam(Stream.concat(Stream.of("bench"), Stream.of(args)).toArray());
  }

  private List<String> files(Path where) throws Exception {
    try (Stream<Path> files = Files.list(where)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aCommandIsToldAsAShellReadsIt() {
    assertEquals("--out=a/b-1.c", BenchCommand.quoted("--out=a/b-1.c"));
    assertEquals("'stage.*n=1000 '", BenchCommand.quoted("stage.*n=1000 "));
    assertEquals("'it'\\''s'", BenchCommand.quoted("it's"));
    assertEquals("''", BenchCommand.quoted(""));
  }

  /** One primitive that there is, and one that Conscrypt does not have, each in a JVM. */
  @Test
  void aSmallRun() throws Exception {
    Path out = folder.resolve("results");
    CommandRun run =
        bench(
            "--out",
            out,
            "SignatureBenchmark.verify profile=jdk suite=1",
            "SignatureBenchmark.sign profile=conscrypt suite=4",
            "^MessageSizes.of n=(3|10) ");
    assertEquals(ExitCode.OK, run.code(), () -> run.out() + run.err());
    assertTrue(run.out().startsWith("4 measurements, about "), run.out());
    assertTrue(run.out().contains("1 have nothing to measure"), run.out());
    assertTrue(run.out().contains(out.resolve("report.md").toString()), run.out());
    assertEquals("", run.err());
    assertEquals(List.of("bench.json", "jmh.log", "report.md"), files(out));

    BenchRun kept = BenchJsonReader.read(out.resolve("bench.json"));
    assertEquals(BenchRun.Ending.COMPLETE, kept.ending());
    Measured verified = kept.measured().get(0);
    assertEquals("SignatureBenchmark.verify", verified.name());
    assertEquals(new TreeMap<>(Map.of("profile", "jdk", "suite", "1")), verified.params());
    assertEquals("us/op", verified.score().unit());
    assertTrue(verified.score().value() > 0, verified::toString);
    assertTrue(verified.score().error().isPresent(), verified::toString);
    assertTrue(verified.allocated().orElseThrow() > 0, verified::toString);
    assertEquals(1, kept.measured().size());
    assertEquals(List.of(3L, 10L), kept.sizes().stream().map(Sizes::n).toList());
    Unmeasured lacking = kept.unmeasured(Unmeasured.Kind.LACKING).get(0);
    assertTrue(lacking.reason().contains("lacks [Ed448"), lacking.reason());
    assertEquals(Runtime.version().toString(), kept.about().java().version());
    assertTrue(kept.about().command().startsWith("hornbeam bench --out " + out));
    assertTrue(kept.about().machine().memory() > 0, kept::toString);
    assertFalse(kept.about().profile().isEmpty());
    assertTrue(Files.readString(out.resolve("report.md")).contains("`Signature.verify`"));
    String log = Files.readString(out.resolve("jmh.log"));
    assertTrue(log.contains("# Benchmark: dev.hornbeam.benchmarks.SignatureBenchmark.verify"), log);
  }

  /** There is no suite 99, so the set-up fails as it would for a defect. */
  @Test
  void aFailureIsNotedAndNamed() throws Exception {
    OutputFolder output = OutputFolder.fresh(folder);
    Trial trial =
        new Trial(
            "dev.hornbeam.benchmarks.HashBenchmark.hash",
            new TreeMap<>(Map.of("suite", "99", "profile", "jdk")),
            new Effort(0, 1, Duration.ofMillis(1)));
    Notebook notebook = new Notebook(output, Samples.ABOUT, List.of());
    var log = new ByteArrayOutputStream();
    try (PrintStream stream = new PrintStream(log, true, StandardCharsets.UTF_8)) {
      Progress progress = new Progress(new PrintWriter(new StringWriter()));
      new Measuring(new Plan(List.of(trial)), notebook, stream, progress).run();
    }
    BenchRun run = notebook.close(BenchRun.Ending.COMPLETE);
    assertEquals(List.of(), run.measured());
    Unmeasured failed = run.unmeasured(Unmeasured.Kind.FAILED).get(0);
    assertEquals("HashBenchmark.hash profile=jdk suite=99", failed.label());
    assertTrue(failed.reason().startsWith("NoSuchElementException: "), failed.reason());
    assertTrue(
        log.toString(StandardCharsets.UTF_8).contains("NoSuchElementException"), log::toString);
    assertTrue(Files.readString(output.report()).contains("**Failed:**"));
  }

  @Test
  void whatIsPlannedIsListed() {
    CommandRun run = bench("--list", "--quick", "Signature.*sign");
    assertEquals(ExitCode.OK, run.code(), run.err());
    List<String> lines = run.out().lines().toList();
    assertEquals("SignatureBenchmark.sign profile=fastest suite=1", lines.get(0));
    assertTrue(lines.get(lines.size() - 1).matches("5 measurements, about \\d+ s"), run.out());
  }

  @Test
  void aReportIsWrittenAgain() throws Exception {
    Path file = Files.write(folder.resolve("bench.json"), BenchJson.write(Samples.everything()));
    CommandRun here = bench("--from", file);
    assertEquals(ExitCode.OK, here.code(), here.err());
    String report = Files.readString(folder.resolve("report.md"));
    assertEquals(Report.of(Samples.everything()), report);
    assertTrue(files(folder).contains("ratio-to-peer.svg"));

    Path elsewhere = folder.resolve("elsewhere");
    assertEquals(ExitCode.OK, bench("--from", file, "--out", elsewhere).code());
    assertEquals(report, Files.readString(elsewhere.resolve("report.md")));
    assertEquals(Files.readString(file), Files.readString(elsewhere.resolve("bench.json")));
    assertEquals(ExitCode.OK, bench("--from", file, "--out", folder).code());
    assertEquals(ExitCode.USAGE, bench("--from", file, "--out", elsewhere).code());
  }

  @Test
  void whatCannotBeDoneIsRefused() throws Exception {
    Path mine = Files.writeString(folder.resolve("mine"), "mine");
    refused("is not empty", "--quick", "--out", folder);
    refused("is a file", "--quick", "--out", mine);
    refused("not JSON", "--from", mine);
    refused("No such file", "--from", folder.resolve("none"));
    refused("--from measures nothing", "--from", mine, "--quick");
    refused("--from measures nothing", "--from", mine, "Hash");
    refused("'NoSuchBenchmark'", "NoSuchBenchmark");
    refused("'[' is no regular expression", "[");
    assertEquals(List.of("mine"), files(folder));
    assertEquals("mine", Files.readString(mine));
  }

  private static void refused(String message, Object... args) {
    CommandRun run = bench(args);
    assertEquals(ExitCode.USAGE, run.code(), () -> run.out() + run.err());
    assertTrue(run.err().contains(message), run.err());
  }
}
