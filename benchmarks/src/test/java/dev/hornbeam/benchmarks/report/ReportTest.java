package dev.hornbeam.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
  private static final String PAGE = Report.of(Samples.everything());

  private static BenchRun of(BenchRun.Ending ending, List<Measured> measured) {
    return new BenchRun(Samples.ABOUT, ending, measured, List.of(), List.of(), List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "| Command | `hornbeam bench 'a\\|b' <c>` |",
        "| Hornbeam | 1.2.3, commit v1.2.3-4-gabcdef |",
        "| Machine | A CPU & more, 2 cores, 8.00 GiB, Linux 6 amd64 |",
        "| bcmls | Bouncy Castle's MLS 4.5 |",
        "| SUN 17 | SHA-256, SHA-512 |",
        // Ours takes 1 ms and the peer 12.5 ms.
        "| commit with a path | full | 1,000 | 1.00 ms | 100 µs | 2.00 KiB | 12.5 ms | 1.25 ms"
            + " | 2.00 KiB | 12.5 × |",
        "| commit with a path | full | 10,000 | 12.6 ms | 1.26 ms | 2.00 KiB |  |  |  |  |",
        "| protect 32 B | full | 2 | 250 ns | 25.0 ns | 2.00 KiB |  |  |  |  |",
        // What is made for each operation would count too.
        "| join by a Welcome | full | 1,000 | 240 ms | 24.0 ms |  |  |  |  |  |",
        // The work is not the same.
        "| create a group |  |  | 100 µs | 10.0 µs | 2.00 KiB | 200 µs | 20.0 µs | 2.00 KiB |  |",
        "| commit with a path | full | Hornbeam | 1,000 | 10,000 | 1.1 |",
        "| commit with a path | full | bcmls | 10 | 1,000 | 1.0 |",
        "| join by a Welcome | full | 1,000 | 2 | 240 ms | 120 ms | 2.00 × |",
        "| commit with a path | full | 1,000 | 800 µs | 1.00 ms | 1.25 × |",
        "| add n at once |  | 100 | 20.0 ms | 30.0 ms | 1.50 × |",
        "| Message | Hornbeam, n = 10 | Hornbeam, n = 1,000 | bcmls, n = 1,000 |",
        "| `commit` | 500 | 1,234 | 1,300 |",
        "### 1 MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519",
        "| Primitive | jdk | conscrypt | bc |",
        "| `Signature.sign` | 77.7 µs | lacks | failed |",
        "| n | TreeKEM | bytes | ART | agreements | bytes | Sender Keys | agreements | bytes"
            + " | Pairwise | agreements | bytes |",
        "| 1,000 | 1.00 ms | 1,234 | 4.14 ms | 999 | 414 | 220 ms | 999 | 90,000 | 220 ms | 999"
            + " | 90,000 |",
        "| n | TreeKEM | bytes | Sender Keys | agreements | bytes | bytes by others |",
        "| 10 |  |  | 1.00 ms | 9 | 500 | 800 |",
        "| sign | 1 ms | 2,350 |",
        // 3 ms, where half a millisecond of signatures and 1.5 ms in software are needed.
        "| commit | token | 1 ms | 100 | 3.00 ms | 1.40 ms | 47 % | 500 µs | 1.50 × |",
        "| 2 | 5 ms | 9.00 ms |",
        "| loaded | full | 1,000 | 3.50 MiB |",
        "| commit | software |  | 100 | 1.50 ms |  |  |  |  |",
        "- **Failed:** `SignatureBenchmark.sign profile=bc suite=1`: IllegalStateException: odd;"
            + " see jmh.log",
        "- Left out: tokens of another kind",
        "- Lacking: there is | no Ed25519",
      })
  void aLineOfIt(String line) {
    assertTrue(PAGE.lines().anyMatch(line::equals), () -> line + "\nis not in\n" + PAGE);
  }

  @Test
  void eachRowHasAsManyCellsAsItsHeader() {
    Pattern bar = Pattern.compile("(?<!\\\\)\\|");
    String before = "";
    int rows = 0;
    for (String line : PAGE.lines().toList()) {
      if (line.startsWith("|") && before.startsWith("|")) {
        assertEquals(bar.split(before, -1).length, bar.split(line, -1).length, line);
        rows++;
      }
      before = line;
    }
    assertTrue(rows > 40, PAGE);
  }

  @Test
  void aPlotThatIsShownIsWritten() {
    List<String> written = Plots.of(Samples.everything()).stream().map(Plot::file).toList();
    List<String> shown =
        Pattern.compile("!\\[[^]]+]\\(([^)]+)\\)")
            .matcher(PAGE)
            .results()
            .map(m -> m.group(1))
            .toList();
    assertEquals(written, shown);
  }

  @Test
  void whatWasNotMeasuredHasNoSection() {
    String page =
        Report.of(
            of(
                BenchRun.Ending.COMPLETE,
                List.of(Samples.time("HashBenchmark.hash", 1, "suite", 2, "profile", "jdk"))));
    assertEquals(
        List.of(
            "# Benchmarks of Hornbeam",
            "## Primitives",
            "### 2 MLS_128_DHKEMP256_AES128GCM_SHA256_P256"),
        page.lines().filter(line -> line.startsWith("#")).toList());
    assertFalse(page.contains("ended before"), page);
  }

  @Test
  void neededWorkIsToldWithoutTheWhole() {
    String page =
        Report.of(
            of(
                BenchRun.Ending.COMPLETE,
                List.of(
                    Samples.time(
                        "NeededWorkBenchmark.needed",
                        800,
                        "n",
                        1000,
                        "operation",
                        "join",
                        "shape",
                        "full"))));
    assertTrue(page.contains("| join by a Welcome | full | 1,000 | 800 µs |  |  |"), page);
  }

  @Test
  void anInterruptedRunSaysSo() {
    String page = Report.of(of(BenchRun.Ending.INCOMPLETE, List.of()));
    assertTrue(page.contains("**This run was ended before it was done"), page);
  }
}
