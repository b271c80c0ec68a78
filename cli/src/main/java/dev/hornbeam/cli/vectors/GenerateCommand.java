package dev.hornbeam.cli.vectors;

import dev.hornbeam.cli.AtomicFile;
import dev.hornbeam.cli.BadInput;
import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.SuiteNames;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hornbeam vectors generate}. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    description = {
      "Makes test vectors in the format of the MLS working group, for other implementations to"
          + " verify.",
      "",
      "The same kind, suites and seed give the very same bytes, on every machine. The seed also"
          + " determines the private keys in the file: use them for nothing else."
    },
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the vectors were written, all of them",
      "1:they could not be made or written; nothing is left half-written",
      "2:the command line cannot be used"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  hornbeam vectors generate key-schedule > key-schedule.json",
      "  hornbeam vectors generate treekem --suite 2 --seed 42 --out treekem.json"
    })
final class GenerateCommand implements Callable<Integer> {
  private static final int SEED_LENGTH = 16;

  @Parameters(
      paramLabel = "KIND",
      completionCandidates = Kinds.class,
      description = "What to make: ${COMPLETION-CANDIDATES}.")
  private String kind;

  @Option(
      names = "--suite",
      paramLabel = "S",
      converter = SuiteNames.class,
      description = "A cipher suite, by number or name. Default: all seven, one after the other.")
  private @Nullable CipherSuite suite;

  @Option(
      names = "--seed",
      paramLabel = "X",
      description =
          "Any text. Default: a random one, which is printed to standard error so that the vectors"
              + " can be made again.")
  private @Nullable String seed;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Where to write. A file that is there is replaced, at once and as a whole. Default:"
              + " standard output.")
  private @Nullable Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws BadInput, IOException, MlsException, InterruptedException {
    VectorKind chosen = kind();
    List<CipherSuite> suites = suites(chosen);
    byte[] file = Generator.generate(chosen, suites, seed());
    if (out != null) {
      AtomicFile.write(out, file);
    } else {
      print(new String(file, StandardCharsets.UTF_8));
    }
    return ExitCode.OK;
  }

  private VectorKind kind() {
    return VectorKinds.named(kind)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "'" + kind + "' is no kind of vector; there are: " + VectorKinds.names()));
  }

  private List<CipherSuite> suites(VectorKind chosen) {
    if (suite != null && !chosen.hasSuite()) {
      throw new ParameterException(
          spec.commandLine(), chosen.name() + " does not depend on a suite: leave --suite out");
    }
    return Optional.ofNullable(suite).map(List::of).orElse(List.of(CipherSuite.values()));
  }

  private String seed() {
    if (seed != null) {
      return seed;
    }
    byte[] random = new byte[SEED_LENGTH];
    new SecureRandom().nextBytes(random);
    String chosen = Bytes.own(random).hex();
    PrintWriter err = spec.commandLine().getErr();
    err.println("--seed " + chosen);
    err.flush();
    return chosen;
  }

  private void print(String text) throws IOException {
    PrintWriter writer = spec.commandLine().getOut();
    writer.print(text);
    writer.flush();
    if (writer.checkError()) {
      throw new IOException("standard output cannot be written; try --out FILE");
    }
  }

  private static final class Kinds implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return VectorKinds.ALL.stream().map(VectorKind::name).iterator();
    }
  }
}
