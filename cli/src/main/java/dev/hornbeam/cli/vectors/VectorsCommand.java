package dev.hornbeam.cli.vectors;

import dev.hornbeam.cli.HornbeamCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hornbeam vectors}: groups what is done with test vectors. */
@Command(
    name = "vectors",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Verifies test vectors in the format of the MLS working group, or makes new ones for other"
            + " implementations to verify.",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  hornbeam vectors verify vectors/mls",
      "  hornbeam vectors generate tree-math --out tree-math.json"
    },
    subcommands = {VerifyCommand.class, GenerateCommand.class})
public final class VectorsCommand implements HornbeamCommand {
  @Spec private CommandSpec spec;

  /** For {@code ServiceLoader}. */
  public VectorsCommand() {}

  /** There is nothing to do without a subcommand. */
  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
  }
}
