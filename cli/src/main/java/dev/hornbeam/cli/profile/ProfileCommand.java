package dev.hornbeam.cli.profile;

import dev.hornbeam.cli.BadInput;
import dev.hornbeam.cli.Columns;
import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.HornbeamCommand;
import dev.hornbeam.cli.SuiteNames;
import dev.hornbeam.mls.crypto.Choice;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.Lack;
import dev.hornbeam.mls.crypto.Primitive;
import dev.hornbeam.mls.types.CipherSuite;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hornbeam profile}. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    description = {
      "Shows which implementation serves which cryptographic primitive.",
      "",
      "The table has a line for each primitive: the cipher suites that need it, by number, and the"
          + " implementation that serves it for software keys. Below it stand the suites that cannot"
          + " be served, and what they lack. A key in hardware is always used where it lives."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the profile was shown, also if it lacks primitives",
      "1:the program failed",
      "2:there is no such provider"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  hornbeam profile", "  hornbeam profile --provider BC"})
public final class ProfileCommand implements HornbeamCommand {
  @Option(
      names = "--provider",
      paramLabel = "NAME",
      description =
          "Take everything from this JCA provider, and list what it lacks. Default: the fastest"
              + " implementation of each primitive.")
  private @Nullable String provider;

  @Spec private CommandSpec spec;

  /** For {@code ServiceLoader}. */
  public ProfileCommand() {}

  @Override
  public Integer call() throws BadInput {
    CryptoProfile profile =
        provider == null ? CryptoProfile.fastest() : CryptoProfile.of(Providers.named(provider));
    PrintWriter out = spec.commandLine().getOut();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("Primitive", "Suites", "Implementation", "Version"));
    for (Primitive primitive : Primitive.values()) {
      rows.add(row(primitive, profile));
    }
    Columns.print(rows, out);
    out.println();
    printSuites(profile, out);
    out.flush();
    return ExitCode.OK;
  }

  private static List<String> row(Primitive primitive, CryptoProfile profile) {
    for (Choice choice : profile.choices()) {
      if (choice.primitive() == primitive) {
        var by = choice.implementation();
        return List.of(primitive.label(), suites(primitive), by.name(), by.version());
      }
    }
    for (Lack lack : profile.lacking()) {
      if (lack.primitive() == primitive) {
        return List.of(primitive.label(), suites(primitive), "lacking", "(" + lack.reason() + ")");
      }
    }
    throw new AssertionError(primitive + " is neither there nor lacking");
  }

  private static String suites(Primitive primitive) {
    return Arrays.stream(CipherSuite.values())
        .filter(suite -> Primitive.of(suite).contains(primitive))
        .map(suite -> Integer.toString(suite.code()))
        .collect(Collectors.joining(" "));
  }

  private static void printSuites(CryptoProfile profile, PrintWriter out) {
    for (CipherSuite suite : CipherSuite.values()) {
      List<Lack> lacks = profile.lacks(suite);
      String state =
          lacks.isEmpty()
              ? "served"
              : "lacks "
                  + lacks.stream()
                      .map(lack -> lack.primitive().label())
                      .collect(Collectors.joining(", "));
      out.println(
          String.format(Locale.ROOT, "%d  %-52s  %s", suite.code(), SuiteNames.of(suite), state));
    }
  }
}
