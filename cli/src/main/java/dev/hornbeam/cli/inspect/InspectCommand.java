package dev.hornbeam.cli.inspect;

import dev.hornbeam.cli.BadInput;
import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.HornbeamCommand;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.error.MalformedMessage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hornbeam inspect}. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "Shows an MLS message field by field.",
      "",
      "Each line has the offset of a field from the start of the message, its name in RFC 9420, and"
          + " its value. Numbers of registries are shown with their names; reserved ones are marked"
          + " GREASE. The data of known extensions is decoded as well. Nothing is decrypted, no"
          + " signature is checked, and secrets are not shown.",
      "",
      "If the message is not well-formed, what can be decoded is shown, up to the field that failed."
    },
    descriptionHeading = "%n",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the message is well-formed",
      "1:the program failed",
      "2:the message is not well-formed, or it could not be read"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  hornbeam inspect welcome.bin",
      "  hornbeam inspect --as key-package --full key-package.hex",
      "  pbpaste | hornbeam inspect -"
    })
public final class InspectCommand implements HornbeamCommand {
  /** Bounds the memory that a wrong file costs. */
  private static final int MAX_INPUT = 1 << 30;

  @Parameters(paramLabel = "FILE", description = "The file to read; - for standard input.")
  private Path file;

  @Option(
      names = "--as",
      paramLabel = "STRUCTURE",
      converter = Structure.Converter.class,
      completionCandidates = Structure.Options.class,
      description = "What the bytes are: ${COMPLETION-CANDIDATES}. Default: mls-message.")
  private Structure structure = Structure.MLS_MESSAGE;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "How they are written: raw, hex or base64. Default: it is detected.")
  private @Nullable InputFormat format;

  @Option(names = "--full", description = "Show long values in full.")
  private boolean full;

  @Spec private CommandSpec spec;

  /** For {@code ServiceLoader}. */
  public InspectCommand() {}

  @Override
  public Integer call() throws BadInput, IOException {
    byte[] input = input();
    InputFormat found = Optional.ofNullable(format).orElseGet(() -> InputFormat.of(input));
    Bytes bytes = decode(input, found);
    var out = new PrintWriter(new BufferedWriter(spec.commandLine().getOut(), 1 << 16));
    out.println(
        structure.title()
            + ", "
            + Values.count(bytes.length(), "byte")
            + " ("
            + found.title()
            + ")");
    Optional<MalformedMessage> problem = print(bytes, out);
    out.flush();
    if (problem.isPresent()) {
      throw new BadInput(
          name() + ": " + problem.get().getMessage() + nextStep(bytes), problem.get());
    }
    return ExitCode.OK;
  }

  private Optional<MalformedMessage> print(Bytes bytes, PrintWriter out) {
    var tree = new FieldTree("", 0);
    var printer = new FieldPrinter(out, full ? Values.Detail.FULL : Values.Detail.SHORT);
    try {
      structure.read(new TlsReader(bytes, tree));
    } catch (MalformedMessage e) {
      printer.print(tree.root());
      printer.stopped(e, 0);
      return Optional.of(e);
    }
    printer.print(tree.root());
    return printer.problems().stream().findFirst();
  }

  private byte[] input() throws BadInput, IOException {
    boolean isStdin = file.toString().equals("-");
    if (!isStdin && Files.isDirectory(file)) {
      throw new BadInput(file + " is a folder; name a file");
    }
    try (InputStream in = isStdin ? System.in : Files.newInputStream(file)) {
      byte[] input = in.readNBytes(MAX_INPUT + 1);
      if (input.length == 0) {
        throw new BadInput(name() + " is empty; give it a message");
      }
      if (input.length > MAX_INPUT) {
        throw new BadInput(name() + " is over 1 GiB, more than any message; is it the right file?");
      }
      return input;
    }
  }

  private Bytes decode(byte[] input, InputFormat found) throws BadInput {
    try {
      return found.decode(input);
    } catch (BadInput e) {
      String step = format == null ? "force another --format" : "leave --format out to detect it";
      throw new BadInput(
          name() + " is not " + found.title() + ": " + e.getMessage() + "; " + step, e);
    }
  }

  private String nextStep(Bytes bytes) {
    return Structure.of(bytes)
        .filter(other -> other != structure)
        .map(other -> "; it reads as a whole " + other.title() + ": try --as " + other.option())
        .orElse("; is it whole? --as names another structure, --format another encoding");
  }

  private String name() {
    return file.toString().equals("-") ? "standard input" : file.toString();
  }
}
