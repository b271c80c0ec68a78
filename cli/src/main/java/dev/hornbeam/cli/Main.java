package dev.hornbeam.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code hornbeam} command: finds its subcommands and runs the one that was asked for. */
@Command(
    name = "hornbeam",
    description =
        "Messaging Layer Security (RFC 9420) for Java, with private keys that live in hardware.",
    versionProvider = VersionFile.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all went well",
      "1:a check failed, or the program did",
      "2:the command line, or a file it names, cannot be used"
    },
    footerHeading = "%n",
    footer = "'hornbeam COMMAND --help' tells about one command.")
public final class Main implements Runnable {
  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where an error was thrown. HORNBEAM_DEBUG=1 does the same.")
  private boolean stacktrace;

  @Spec private CommandSpec spec;

  private Main(boolean stacktrace) {
    this.stacktrace = stacktrace;
  }

  /**
   * Runs one command and ends the process with its {@link ExitCode}.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    var commands = new ArrayList<HornbeamCommand>();
    ServiceLoader.load(HornbeamCommand.class).forEach(commands::add);
    System.exit(execute(commandLine(commands, System.getenv()), args));
  }

  /**
   * The parser, ready for {@link #execute}.
   *
   * @param commands the subcommands; the help lists them by name
   * @param environment the process environment, of which only {@code HORNBEAM_DEBUG} is read
   */
  static CommandLine commandLine(List<HornbeamCommand> commands, Map<String, String> environment) {
    boolean debug = "1".equals(environment.get("HORNBEAM_DEBUG"));
    var commandLine = new CommandLine(new Main(debug));
    commands.stream()
        .map(CommandLine::new)
        .sorted(Comparator.comparing(CommandLine::getCommandName))
        .forEach(command -> commandLine.addSubcommand(command.getCommandName(), command));
    commandLine.getSubcommands().values().forEach(Main::addVersion);
    return commandLine
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((e, args) -> Failures.usage(e))
        .setExecutionExceptionHandler(
            (e, at, parsed) -> Failures.report(e, at, debug || stacktraceAsked(commandLine)));
  }

  /**
   * Runs one command. Nothing is thrown: whatever a command throws ends as a line on its error
   * writer and an {@link ExitCode}.
   */
  static int execute(CommandLine commandLine, String... args) {
    try {
      return commandLine.execute(args);
    } catch (Error e) { // picocli hands over exceptions only
      return Failures.report(e, commandLine, stacktraceAsked(commandLine));
    }
  }

  /** There is nothing to do without a command: says what there is. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
  }

  /** Every subcommand is of the same version. */
  private static void addVersion(CommandLine commandLine) {
    commandLine.getCommandSpec().versionProvider(new VersionFile());
    commandLine.getSubcommands().values().forEach(Main::addVersion);
  }

  private static boolean stacktraceAsked(CommandLine commandLine) {
    Main main = commandLine.getCommand();
    return main.stacktrace;
  }
}
