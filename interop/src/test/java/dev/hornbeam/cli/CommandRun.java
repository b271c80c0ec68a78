package dev.hornbeam.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.ServiceLoader;
import picocli.CommandLine;

/**
 * What one command line did, run in this process with every command that is registered on the class
 * path.
 */
public record CommandRun(int code, String out, String err) {
  /** Runs {@code hornbeam} with the arguments. */
  public static CommandRun hornbeam(Object... args) {
    var commands = new ArrayList<HornbeamCommand>();
    ServiceLoader.load(HornbeamCommand.class).forEach(commands::add);
    CommandLine commandLine = Main.commandLine(commands, Map.of());
    var out = new StringWriter();
    var err = new StringWriter();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    String[] texts = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
    int code = Main.execute(commandLine, texts);
    return new CommandRun(code, out.toString(), err.toString());
  }
}
