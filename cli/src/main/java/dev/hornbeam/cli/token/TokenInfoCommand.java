package dev.hornbeam.cli.token;

import dev.hornbeam.cli.Columns;
import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.HornbeamCommand;
import dev.hornbeam.cli.Printable;
import dev.hornbeam.cli.SuiteNames;
import dev.hornbeam.client.Custody;
import dev.hornbeam.client.Homes;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.KeySource.Purpose;
import dev.hornbeam.pkcs11.ModuleInfo;
import dev.hornbeam.pkcs11.PinSource;
import dev.hornbeam.pkcs11.Pkcs11Module;
import dev.hornbeam.pkcs11.Slot;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenInfo;
import dev.hornbeam.pkcs11.TokenOptions;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hornbeam token info}. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = {
      "Shows a module, its slots, and what one token can do.",
      "",
      "The table tells for each cipher suite which keys can live where: on the token, wrapped by the"
          + " token, or in software. It goes by the token's list of mechanisms and by what is known"
          + " of the module; 'hornbeam token test' tries it. No PIN is needed."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the token was shown",
      "1:the token or the program failed",
      "2:there is no such module, slot or token"
    })
public final class TokenInfoCommand implements HornbeamCommand {
  private static final int WIDTH = 98;

  @Mixin private TokenArguments arguments;
  @Spec private CommandSpec spec;

  /** For picocli. */
  public TokenInfoCommand() {}

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    return arguments.use(
        module -> {
          showModule(module, out);
          try (Token token = module.open(arguments.selector(), TokenOptions.of(PinSource.none()))) {
            showToken(token.info(), out);
            showMechanisms(token.mechanisms().values(), out);
            showHomes(Homes.of(token), out);
          }
          out.flush();
          return ExitCode.OK;
        });
  }

  private static void showModule(Pkcs11Module module, PrintWriter out) throws TokenException {
    ModuleInfo info = module.info();
    out.println("Module");
    fact("description", info.description() + ", version " + info.libraryVersion(), out);
    fact("manufacturer", info.manufacturer(), out);
    fact("Cryptoki", info.cryptokiVersion(), out);
    for (Slot slot : module.slots()) {
      String content = slot.token().map(TokenInfoCommand::content).orElse("no token");
      fact(
          "slot " + slot.id(),
          "(index " + slot.index() + ") " + slot.description() + ": " + content,
          out);
    }
    out.flush();
  }

  private static String content(TokenInfo token) {
    return token.flags().contains(TokenInfo.Flag.TOKEN_INITIALIZED)
        ? "token \"" + token.label() + "\", serial " + token.serial()
        : "a token that is not initialised";
  }

  private static void showToken(TokenInfo info, PrintWriter out) {
    out.println();
    out.println("Token");
    fact("label", info.label(), out);
    fact("manufacturer", info.manufacturer(), out);
    fact("model", info.model(), out);
    fact("serial", info.serial(), out);
    fact("slot", Long.toString(info.slotId()), out);
    fact("URI", info.uri(), out);
    fact(
        "flags",
        info.flags().stream()
            .map(flag -> flag.name().toLowerCase(Locale.ROOT))
            .sorted()
            .collect(Collectors.joining(" ")),
        out);
  }

  private static void showMechanisms(Collection<String> names, PrintWriter out) {
    out.println();
    out.println("Mechanisms (" + names.size() + ")");
    StringBuilder line = new StringBuilder(" ");
    for (String name : names.stream().sorted().toList()) {
      if (line.length() + 1 + name.length() > WIDTH) {
        out.println(line);
        line.setLength(1);
      }
      line.append(' ').append(name);
    }
    out.println(line);
  }

  private static void showHomes(Homes homes, PrintWriter out) {
    out.println();
    out.println("Where keys can live");
    Map<String, Integer> reasons = new LinkedHashMap<>();
    List<List<String>> rows = new ArrayList<>();
    rows.add(heading(Purpose.values()));
    for (CipherSuite suite : CipherSuite.values()) {
      List<String> row = new ArrayList<>(List.of("  " + suite.code()));
      for (Purpose purpose : Purpose.values()) {
        for (Custody.Kind custody : Custody.Kind.values()) {
          row.add(cell(homes.answer(suite, purpose, custody), reasons));
        }
      }
      rows.add(row);
    }
    Columns.print(rows, out);
    if (!reasons.isEmpty()) {
      out.println();
    }
    reasons.forEach((why, number) -> out.println("  (" + number + ") " + why));
    out.println();
    for (Custody.Kind custody : List.of(Custody.Kind.TOKEN, Custody.Kind.WRAPPED)) {
      out.println("  All keys " + name(custody) + ": " + suites(homes.suites(custody)));
    }
    out.println();
    for (CipherSuite suite : CipherSuite.values()) {
      out.println("  " + suite.code() + "  " + SuiteNames.of(suite));
    }
  }

  private static List<String> heading(Purpose... purposes) {
    List<String> heading = new ArrayList<>(List.of("  suite"));
    for (Purpose purpose : purposes) {
      String name = purpose.name().toLowerCase(Locale.ROOT);
      heading.addAll(List.of(name + ": token", "wrapped", "software"));
    }
    return heading;
  }

  private static String cell(Homes.Answer answer, Map<String, Integer> reasons) {
    String word =
        switch (answer.verdict()) {
          case POSSIBLE -> "yes";
          case FOUND_ONLY -> "found";
          case IMPOSSIBLE -> "no";
        };
    if (answer.why().isEmpty()) {
      return word;
    }
    Integer number = reasons.computeIfAbsent(answer.why(), why -> reasons.size() + 1);
    return word + " (" + number + ")";
  }

  private static String name(Custody.Kind custody) {
    return switch (custody) {
      case TOKEN -> "on the token";
      case WRAPPED -> "wrapped by it";
      case SOFTWARE -> "in software";
    };
  }

  private static String suites(Collection<CipherSuite> suites) {
    return suites.isEmpty()
        ? "in no suite"
        : "in suite" + (suites.size() == 1 ? " " : "s ") + SuiteNames.numbers(suites, ", ");
  }

  private static void fact(String name, String value, PrintWriter out) {
    out.println(
        String.format(Locale.ROOT, "  %-12s  %s", name, Printable.of(value)).stripTrailing());
  }
}
