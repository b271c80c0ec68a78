package dev.hornbeam.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.ServiceLoader;
import picocli.CommandLine;

/**
 * What one command line did, run in this process with every registered command.
 *
 * @param out standard output, with line feeds
 * @param err standard error, with line feeds
 */
public record Run(int code, String out, String err) {
  /** Made once: finding the commands' options takes longer than most runs. */
  private static final CommandLine COMMAND_LINE = commandLine();

  /** Runs {@code hornbeam} with the arguments. */
  public static synchronized Run hornbeam(Object... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    COMMAND_LINE.setOut(new PrintWriter(out));
    COMMAND_LINE.setErr(new PrintWriter(err));
    String[] texts = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
    int code = Main.execute(COMMAND_LINE, texts);
    return new Run(code, unix(out), unix(err));
  }

  private static CommandLine commandLine() {
    var commands = new ArrayList<HornbeamCommand>();
    ServiceLoader.load(HornbeamCommand.class).forEach(commands::add);
    return Main.commandLine(commands, Map.of());
  }

  private static String unix(StringWriter text) {
    return text.toString().replace(System.lineSeparator(), "\n");
  }
}
