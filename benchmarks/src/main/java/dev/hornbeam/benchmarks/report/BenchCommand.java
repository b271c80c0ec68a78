package dev.hornbeam.benchmarks.report;

import dev.hornbeam.cli.BadInput;
import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.HornbeamCommand;
import dev.hornbeam.cli.Progress;
import dev.hornbeam.cli.SoftHsm;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hornbeam bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures how fast this machine is with Hornbeam.",
      "",
      "It runs JMH benchmarks of cryptographic primitives, of groups (also by Bouncy Castle's MLS,"
          + " to compare), of schemes that TreeKEM is compared with, and of tokens. Into one folder"
          + " it writes bench.json with every number, report.md with tables, plots in SVG, and"
          + " jmh.log with all that JMH says.",
      "",
      "Let nothing else run meanwhile. What was measured is kept when the run is interrupted."
    },
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all that is planned was measured, but for what is lacking here",
      "1:a benchmark failed, or the program did",
      "2:the command line, or a file it names, cannot be used"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  hornbeam bench --quick",
      "  hornbeam bench --out results 'CommitBenchmark.stage.*n=1000 '",
      "  hornbeam bench --list Signature Hpke",
      "  hornbeam bench --from results/bench.json",
      "",
      "A run of your own choice: java -jar benchmarks/target/benchmarks.jar -h"
    })
public final class BenchCommand implements HornbeamCommand {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  @Option(
      names = "--quick",
      description = "Measure less, in under five minutes; the numbers are rough.")
  private boolean quick;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where to write; what is there must be empty. Default: bench-DATE-TIME, or where the file"
              + " of --from is.")
  private @Nullable Path out;

  @Option(names = "--list", description = "Show what would be measured, and how long it takes.")
  private boolean list;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "Measure nothing: write the report of a bench.json again.")
  private @Nullable Path from;

  @Parameters(
      arity = "0..*",
      paramLabel = "PATTERN",
      description =
          "Only what has one of these regular expressions in its line of --list. Default: all.")
  private List<String> patterns = new ArrayList<>();

  @Spec private CommandSpec spec;

  /** For {@code ServiceLoader}. */
  public BenchCommand() {}

  @Override
  public Integer call() throws Exception {
    if (from != null) {
      return rewrite(from);
    }
    Catalogue catalogue = Catalogue.onClassPath();
    Plan plan = (quick ? Plan.quick(catalogue) : Plan.full(catalogue)).only(compiled(patterns));
    List<String> leftOut = new ArrayList<>();
    Plan possible = SoftHsm.library().isPresent() ? plan : plan.withoutTokens();
    if (possible.steps().size() < plan.steps().size()) {
      leftOut.add("tokens, as there is no SoftHSM here: " + SoftHsm.INSTALL);
    }
    return list ? show(possible, leftOut) : measure(possible, leftOut);
  }

  private static List<Pattern> compiled(List<String> texts) throws BadInput {
    List<Pattern> compiled = new ArrayList<>();
    for (String text : texts) {
      try {
        compiled.add(Pattern.compile(text));
      } catch (PatternSyntaxException e) {
        throw new BadInput("'" + text + "' is no regular expression: " + e.getDescription(), e);
      }
    }
    return compiled;
  }

  private int rewrite(Path file) throws BadInput, IOException {
    if (quick || list || !patterns.isEmpty()) {
      throw new BadInput("--from measures nothing, and goes with no other option but --out");
    }
    BenchRun run = BenchJsonReader.read(file);
    OutputFolder folder = OutputFolder.of(file);
    if (out != null && !isFolderOf(file, out)) {
      folder = OutputFolder.fresh(out);
      folder.writeJson(run);
    }
    folder.writeReport(run);
    say("Wrote " + folder.report());
    return ExitCode.OK;
  }

  private static boolean isFolderOf(Path file, Path folder) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    return parent != null && Files.exists(folder) && Files.isSameFile(parent, folder);
  }

  private int show(Plan plan, List<String> leftOut) {
    plan.steps().forEach(step -> say(step.label()));
    leftOut.forEach(reason -> say("Left out: " + reason));
    say(length(plan));
    return ExitCode.OK;
  }

  private static String length(Plan plan) {
    return plan.steps().size()
        + (plan.steps().size() == 1 ? " measurement" : " measurements")
        + ", about "
        + Units.rough(plan.estimate());
  }

  private int measure(Plan plan, List<String> leftOut) throws BadInput, IOException {
    JmhLock lock = JmhLock.take();
    try {
      OutputFolder folder =
          OutputFolder.fresh(
              out == null
                  ? Path.of("bench-" + STAMP.format(LocalDateTime.now(ZoneId.systemDefault())))
                  : out);
      leftOut.forEach(reason -> say("Left out: " + reason));
      say(length(plan) + ", to " + folder);
      return tell(measured(plan, leftOut, folder), folder);
    } finally {
      lock.close();
    }
  }

  private BenchRun measured(Plan plan, List<String> leftOut, OutputFolder folder)
      throws BadInput, IOException {
    Notebook notebook = new Notebook(folder, About.here(command(), version()), leftOut);
    Thread interrupted = new Thread(() -> keep(notebook, folder), "hornbeam-bench-interrupted");
    Runtime.getRuntime().addShutdownHook(interrupted);
    try (PrintStream log = new PrintStream(folder.log().toFile(), StandardCharsets.UTF_8)) {
      Progress progress = new Progress(spec.commandLine().getErr());
      new Measuring(plan, notebook, log, progress).run();
    }
    BenchRun run = notebook.close(BenchRun.Ending.COMPLETE);
    if (run.ending() == BenchRun.Ending.COMPLETE) {
      Runtime.getRuntime().removeShutdownHook(interrupted);
    }
    return run;
  }

  private int tell(BenchRun run, OutputFolder folder) {
    if (run.ending() == BenchRun.Ending.INCOMPLETE) {
      return ExitCode.FAILED; // who ended it says the rest
    }
    int lacking = run.unmeasured(Unmeasured.Kind.LACKING).size();
    if (lacking > 0) {
      say(lacking + " have nothing to measure here: the report says what is lacking");
    }
    say("Wrote " + folder.report());
    List<Unmeasured> failed = run.unmeasured(Unmeasured.Kind.FAILED);
    if (failed.isEmpty()) {
      return ExitCode.OK;
    }
    PrintWriter err = spec.commandLine().getErr();
    failed.forEach(each -> err.println("FAILED " + each.label() + ": " + each.reason()));
    err.println(failed.size() + " failed; " + folder.log() + " has all that was said");
    err.flush();
    return ExitCode.FAILED;
  }

  /** The process is being ended, by Ctrl-C most likely. */
  private void keep(Notebook notebook, OutputFolder folder) {
    PrintWriter err = spec.commandLine().getErr();
    try {
      notebook.close(BenchRun.Ending.INCOMPLETE);
      err.println();
      err.println("Interrupted; what was measured so far is in " + folder.report());
    } catch (BadInput | IOException e) {
      err.println("What was measured could not be written: " + e.getMessage());
    }
    err.flush();
  }

  /** The first line of {@code --version}, without the program's name. */
  private String version() {
    try {
      String line = spec.versionProvider().getVersion()[0];
      return line.substring(line.lastIndexOf(' ') + 1);
    } catch (Exception e) { // picocli has every version provider throw anything
      throw new IllegalStateException("the version is not known", e);
    }
  }

  private String command() {
    List<String> words = new ArrayList<>(List.of("hornbeam"));
    spec.commandLine().getParseResult().originalArgs().forEach(word -> words.add(quoted(word)));
    return String.join(" ", words);
  }

  /** A word as a POSIX shell has to be told it. */
  static String quoted(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private void say(String line) {
    PrintWriter writer = spec.commandLine().getOut();
    writer.println(line);
    writer.flush();
  }
}
