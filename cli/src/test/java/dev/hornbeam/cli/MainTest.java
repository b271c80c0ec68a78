package dev.hornbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpTellsOptionsCommandsAndExitCodes() {
    assertEquals(ExitCode.OK, run(() -> ExitCode.OK, "--help"));
    String help = out.toString();
    assertTrue(help.startsWith("Usage: hornbeam"), help);
    for (String part : List.of("RFC 9420", "--version", "--stacktrace", "probe", "Exit codes:")) {
      assertTrue(help.contains(part), () -> part + " is not in\n" + help);
    }
    assertEquals("", err.toString());
  }

  @Test
  void versionIsTheBuilds() {
    assertEquals(ExitCode.OK, run(() -> ExitCode.OK, "--version"));
    assertTrue(out.toString().matches("(?s)hornbeam \\d+\\.\\d+.*Java \\d+.*"), out.toString());
  }

  @Test
  void unknownOptionIsAUsageError() {
    assertEquals(ExitCode.USAGE, run(() -> ExitCode.OK, "--no-such-option"));
    assertTrue(err.toString().contains("Unknown option: '--no-such-option'"), err.toString());
    assertTrue(err.toString().contains("Try 'hornbeam --help'."), err.toString());
    assertEquals("", out.toString());
  }

  @Test
  void unknownOptionOfACommandNamesTheCommand() {
    assertEquals(ExitCode.USAGE, run(() -> ExitCode.OK, "probe", "--no-such-option"));
    assertTrue(err.toString().startsWith("hornbeam probe: Unknown option"), err.toString());
  }

  @Test
  void mistypedCommandIsAUsageErrorWithASuggestion() {
    assertEquals(ExitCode.USAGE, run(() -> ExitCode.OK, "prob"));
    assertTrue(err.toString().contains("hornbeam probe"), err.toString());
  }

  @Test
  void missingCommandIsAUsageError() {
    assertEquals(ExitCode.USAGE, run(() -> ExitCode.OK));
    assertTrue(err.toString().contains("a command is missing"), err.toString());
  }

  @Test
  void exitCodeIsTheCommands() {
    assertEquals(ExitCode.OK, run(() -> ExitCode.OK, "probe"));
    assertEquals(ExitCode.FAILED, run(() -> ExitCode.FAILED, "probe"));
    assertEquals("", err.toString());
  }

  @Test
  void badInputIsShownAsItIs() {
    assertEquals(ExitCode.USAGE, run(thrower(new BadInput("x.json: not JSON")), "probe"));
    assertEquals("hornbeam probe: x.json: not JSON\n", unix(err));
  }

  @Test
  void missingFileIsBadInput() {
    Callable<Integer> reads = () -> Files.readString(Path.of("no/such/file")).length();
    assertEquals(ExitCode.USAGE, run(reads, "probe"));
    assertEquals("hornbeam probe: No such file: " + Path.of("no/such/file") + "\n", unix(err));
    assertEquals(ExitCode.USAGE, run(thrower(new NoSuchFileException("f")), "probe"));
    assertEquals(ExitCode.USAGE, run(thrower(new AccessDeniedException("f")), "probe"));
  }

  @Test
  void failureIsOneLineWithoutAStackTrace() {
    assertEquals(ExitCode.FAILED, run(thrower(new IllegalStateException("odd\nlot")), "probe"));
    assertEquals(
        "hornbeam probe: IllegalStateException: odd\n(--stacktrace shows where)\n", unix(err));
  }

  @Test
  void errorIsReportedLikeAnException() {
    Callable<Integer> broken =
        () -> {
          throw new AssertionError();
        };
    assertEquals(ExitCode.FAILED, run(broken, "probe"));
    assertEquals("hornbeam: AssertionError\n(--stacktrace shows where)\n", unix(err));
  }

  @Test
  void stackTraceIsShownWhenAskedFor() {
    var failure = new IllegalStateException("odd");
    for (String[] args : new String[][] {{"--stacktrace", "probe"}, {"probe", "--stacktrace"}}) {
      assertEquals(ExitCode.FAILED, run(thrower(failure), args));
      assertTrue(err.toString().contains("\tat " + MainTest.class.getName()), err.toString());
      err.getBuffer().setLength(0);
    }
    run(Map.of("HORNBEAM_DEBUG", "0"), thrower(failure), "probe");
    assertFalse(err.toString().contains("\tat "), err.toString());
    run(Map.of("HORNBEAM_DEBUG", "1"), thrower(failure), "probe");
    assertTrue(err.toString().contains("\tat "), err.toString());
  }

  @Test
  void everyRegisteredCommandHasHelp() {
    var commands = new ArrayList<HornbeamCommand>();
    ServiceLoader.load(HornbeamCommand.class).forEach(commands::add);
    CommandLine commandLine = Main.commandLine(commands, Map.of());
    for (String name : commandLine.getSubcommands().keySet()) {
      var help = new StringWriter();
      commandLine.setOut(new PrintWriter(help));
      assertEquals(ExitCode.OK, Main.execute(commandLine, name, "--help"), name);
      assertTrue(help.toString().startsWith("Usage: hornbeam " + name), help.toString());
    }
  }

  private int run(Callable<Integer> body, String... args) {
    return run(Map.of(), body, args);
  }

  private int run(Map<String, String> environment, Callable<Integer> body, String... args) {
    CommandLine commandLine = Main.commandLine(List.of(new Probe(body)), environment);
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return Main.execute(commandLine, args);
  }

  private static Callable<Integer> thrower(Exception e) {
    return () -> {
      throw e;
    };
  }

  private static String unix(StringWriter text) {
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  @Command(name = "probe", mixinStandardHelpOptions = true, description = "Does what it is told.")
  private static final class Probe implements HornbeamCommand {
    private final Callable<Integer> body;

    Probe(Callable<Integer> body) {
      this.body = body;
    }

    @Override
    public Integer call() throws Exception {
      return body.call();
    }
  }
}
