package dev.hornbeam.cli;

import java.io.FileNotFoundException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What went wrong, said in one line on standard error, and the exit code that goes with it. */
final class Failures {
  private Failures() {}

  /** The command line itself is wrong. */
  static int usage(ParameterException e) {
    CommandLine at = e.getCommandLine();
    String command = at.getCommandSpec().qualifiedName();
    PrintWriter err = at.getErr();
    err.println(at.getColorScheme().errorText(command + ": " + e.getMessage()));
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try '" + command + " --help'.");
    err.flush();
    return ExitCode.USAGE;
  }

  /**
   * A command threw.
   *
   * @param at the command that was running
   */
  static int report(Throwable thrown, CommandLine at, boolean stacktrace) {
    String command = at.getCommandSpec().qualifiedName();
    Optional<String> badInput = badInput(thrown);
    PrintWriter err = at.getErr();
    String line = badInput.orElseGet(() -> oneLine(thrown));
    err.println(at.getColorScheme().errorText(command + ": " + Printable.of(line)));
    if (stacktrace) {
      thrown.printStackTrace(err);
    } else if (badInput.isEmpty()) {
      err.println("(--stacktrace shows where)");
    }
    err.flush();
    return badInput.isPresent() ? ExitCode.USAGE : ExitCode.FAILED;
  }

  private static Optional<String> badInput(Throwable thrown) {
    if (thrown instanceof BadInput e) {
      return Optional.of(firstLine(e));
    }
    if (thrown instanceof NoSuchFileException e) {
      return Optional.of("No such file: " + e.getFile());
    }
    if (thrown instanceof AccessDeniedException e) {
      return Optional.of("Permission denied: " + e.getFile());
    }
    if (thrown instanceof FileNotFoundException e) {
      return Optional.of("Cannot open " + firstLine(e));
    }
    return Optional.empty();
  }

  private static String oneLine(Throwable thrown) {
    String type = thrown.getClass().getSimpleName();
    return thrown.getMessage() == null ? type : type + ": " + firstLine(thrown);
  }

  private static String firstLine(Throwable thrown) {
    return String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
  }
}
