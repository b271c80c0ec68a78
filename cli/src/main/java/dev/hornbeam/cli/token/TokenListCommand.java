package dev.hornbeam.cli.token;

import dev.hornbeam.cli.Columns;
import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.HornbeamCommand;
import dev.hornbeam.cli.Printable;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.ObjectInfo;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenOptions;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hornbeam token list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description =
        "Lists the objects of a token: their kind, label, id, type and flags, and never what a key"
            + " is. Without a PIN, only those are seen that anyone sees.",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the objects were listed, also if there are none",
      "1:the token or the program failed",
      "2:there is no such module, slot or token, or the PIN is wrong"
    })
public final class TokenListCommand implements HornbeamCommand {
  @Mixin private TokenArguments arguments;
  @Spec private CommandSpec spec;

  /** For picocli. */
  public TokenListCommand() {}

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    return arguments.use(
        module -> {
          TokenOptions options = TokenOptions.of(arguments.pin());
          try (Token token = module.open(arguments.selector(), options)) {
            show(token.objects(), out);
          }
          if (!arguments.hasPin()) {
            out.println("Without a PIN, what is private is not seen: --pin-file, --pin-env.");
          }
          out.flush();
          return ExitCode.OK;
        });
  }

  private static void show(List<ObjectInfo> objects, PrintWriter out) {
    if (!objects.isEmpty()) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("Kind", "Label", "Id", "Type", "Flags"));
      objects.stream()
          .sorted(Comparator.comparing(ObjectInfo::label).thenComparing(ObjectInfo::kind))
          .forEach(object -> rows.add(row(object)));
      Columns.print(rows, out);
    }
    out.println(objects.size() + (objects.size() == 1 ? " object" : " objects"));
  }

  private static List<String> row(ObjectInfo object) {
    return List.of(
        object.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        printable(object.label()),
        object.id().map(KeyId::toString).orElse("-"),
        object.type().map(Enum::name).orElse(object.keyType().isEmpty() ? "-" : object.keyType()),
        object.flags().stream()
            .sorted()
            .map(flag -> flag.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .collect(Collectors.joining(" ")));
  }

  private static String printable(String label) {
    return label.isEmpty() ? "-" : Printable.of(label);
  }
}
