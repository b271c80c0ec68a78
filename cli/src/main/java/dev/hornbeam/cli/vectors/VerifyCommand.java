package dev.hornbeam.cli.vectors;

import dev.hornbeam.cli.BadInput;
import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.Progress;
import dev.hornbeam.cli.vectors.CaseResult.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hornbeam vectors verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Verifies files of test vectors in the format of the MLS working group.",
      "",
      "The kind of a file is recognised by the fields of its cases, whatever its name. Every case"
          + " is verified, also after one has failed. A line for each file tells its kind, how many"
          + " cases passed and failed, the cipher suites it names, and the time it took; below it,"
          + " each failed case with its index, from 0, and what differed."
    },
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every case of every file passed",
      "1:a case failed",
      "2:no case failed, but a file or a case in it could not be used"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  hornbeam vectors verify treekem.json",
      "  hornbeam vectors verify mls-implementations/test-vectors"
    })
final class VerifyCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "A file of test vectors, or a folder: then all .json files in it.")
  private List<Path> paths;

  @Spec private CommandSpec spec;

  private Totals totals = new Totals();

  @Override
  public Integer call() throws InterruptedException {
    totals = new Totals();
    long start = System.nanoTime();
    List<Path> files = files();
    int width = files.stream().mapToInt(f -> f.toString().length()).max().orElse(0);
    try (Verifier verifier = new Verifier(new Progress(spec.commandLine().getErr()))) {
      for (Path file : files) {
        verify(file, verifier, width);
      }
    }
    if (files.size() > 1) {
      print(files.size() + " files, " + totals + ", " + seconds(start));
    }
    return totals.exitCode();
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      try {
        files.addAll(VectorFile.at(path));
      } catch (BadInput e) {
        unusable(e.getMessage());
      } catch (IOException e) {
        unusable("Cannot list " + path + ": " + e);
      }
    }
    return files;
  }

  private void verify(Path path, Verifier verifier, int width) throws InterruptedException {
    long start = System.nanoTime();
    VectorFile file;
    try {
      file = VectorFile.read(path);
    } catch (BadInput e) {
      unusable(e.getMessage());
      return;
    }
    List<CaseResult> results = verifier.verify(file);
    Totals counts = new Totals();
    results.forEach(counts::add);
    totals.add(counts);
    print(
        String.format(
            Locale.ROOT,
            "%-" + width + "s  %-18s  %s%s, %s",
            path,
            file.kind().name(),
            counts,
            file.suites().isEmpty() ? "" : ", " + Ranges.of("suite", file.suites()),
            seconds(start)));
    problems(results, Outcome.FAILED).forEach(problem -> print("  " + problem));
    for (String problem : problems(results, Outcome.MALFORMED)) {
      complain(path + ": " + problem + "; correct the case");
    }
  }

  /** What went wrong, with the cases in which it did: {@code cases 3-5, 7: x is missing}. */
  private static List<String> problems(List<CaseResult> results, Outcome outcome) {
    Map<String, SortedSet<Integer>> cases = new LinkedHashMap<>();
    for (CaseResult result : results) {
      if (result.outcome() == outcome) {
        cases.computeIfAbsent(result.problem(), problem -> new TreeSet<>()).add(result.index());
      }
    }
    return cases.entrySet().stream()
        .map(one -> Ranges.of("case", one.getValue()) + ": " + one.getKey())
        .toList();
  }

  private void unusable(String problem) {
    totals.unusable++;
    complain(problem);
  }

  private void complain(String problem) {
    spec.commandLine().getOut().flush();
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        spec.commandLine().getColorScheme().errorText(spec.qualifiedName() + ": " + problem));
    err.flush();
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private static String seconds(long start) {
    return String.format(Locale.ROOT, "%.2f s", (System.nanoTime() - start) / 1e9);
  }

  /** Counts of cases. */
  private static final class Totals {
    private int passed;
    private int failed;
    private int malformed;
    private int unusable;

    void add(CaseResult result) {
      switch (result.outcome()) {
        case PASSED -> passed++;
        case FAILED -> failed++;
        case MALFORMED -> malformed++;
      }
    }

    void add(Totals other) {
      passed += other.passed;
      failed += other.failed;
      malformed += other.malformed;
    }

    int exitCode() {
      if (failed > 0) {
        return ExitCode.FAILED;
      }
      return malformed + unusable > 0 ? ExitCode.USAGE : ExitCode.OK;
    }

    @Override
    public String toString() {
      return passed
          + " passed, "
          + failed
          + " failed"
          + (malformed > 0 ? ", " + malformed + " malformed" : "")
          + (unusable > 0 ? ", " + unusable + " unusable" : "");
    }
  }
}
