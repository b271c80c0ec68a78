package dev.hornbeam.cli.token;

import dev.hornbeam.cli.HornbeamCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hornbeam token}: groups what is done with PKCS#11 tokens. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Shows what a PKCS#11 token is, has and can do: a hardware security module, a smartcard, a"
            + " TPM, or one in software.",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  hornbeam token info --module /usr/lib/softhsm/libsofthsm2.so",
      "  hornbeam token list --module /usr/lib/softhsm/libsofthsm2.so --token-label alice --pin-file"
          + " pin",
      "  hornbeam token test --module /usr/lib/softhsm/libsofthsm2.so --token-label alice --pin-file"
          + " pin"
    },
    subcommands = {TokenInfoCommand.class, TokenListCommand.class, TokenTestCommand.class})
public final class TokenCommand implements HornbeamCommand {
  @Spec private CommandSpec spec;

  /** For {@code ServiceLoader}. */
  public TokenCommand() {}

  /** There is nothing to do without a subcommand. */
  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
  }
}
