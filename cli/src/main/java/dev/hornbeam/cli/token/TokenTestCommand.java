package dev.hornbeam.cli.token;

import dev.hornbeam.cli.BadInput;
import dev.hornbeam.cli.Columns;
import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.HornbeamCommand;
import dev.hornbeam.cli.Progress;
import dev.hornbeam.pkcs11.Pkcs11Module;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.pkcs11.TokenOptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hornbeam token test}. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = {
      "Tries what a token says it can do.",
      "",
      "Keys of each kind are made on the token, in a session, and wrapped; each signs, and the JDK"
          + " verifies, or derives a secret that the JDK derives too. All of them are destroyed"
          + " again. Nothing that was on the token is used or changed."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:whatever the token offers works",
      "1:something that it offers does not work; or the program failed",
      "2:there is no such module, slot or token, or the PIN is wrong"
    })
public final class TokenTestCommand implements HornbeamCommand {
  private static final int LONGEST = 60_000;

  @Mixin private TokenArguments arguments;

  @Option(
      names = "--time",
      paramLabel = "MS",
      description =
          "How long each operation is repeated, in milliseconds, to take its time. Default:"
              + " ${DEFAULT-VALUE}.")
  private int milliseconds = 200;

  @Spec private CommandSpec spec;

  /** For picocli. */
  public TokenTestCommand() {}

  @Override
  public Integer call() throws Exception {
    if (milliseconds < 1 || milliseconds > LONGEST) {
      throw new BadInput("--time must be from 1 to 60,000, not " + milliseconds);
    }
    return arguments.use(this::test);
  }

  private int test(Pkcs11Module module) throws TokenException, BadInput {
    PrintWriter out = spec.commandLine().getOut();
    try (Token token = module.open(arguments.selector(), TokenOptions.of(arguments.pin()))) {
      token.login();
      SelfTest test =
          new SelfTest(
              token, new Progress(spec.commandLine().getErr()), Duration.ofMillis(milliseconds));
      List<SelfTest.Result> results = guarded(test);
      show(results, out);
      out.flush();
      boolean isWell = results.stream().noneMatch(r -> r.outcome() == SelfTest.Outcome.FAILED);
      return isWell ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  /** Also when the process is told to end, nothing stays on the token. */
  private static List<SelfTest.Result> guarded(SelfTest test) throws TokenException {
    Thread cleaning = new Thread(() -> closeQuietly(test), "hornbeam-token-test");
    Runtime.getRuntime().addShutdownHook(cleaning);
    try (test) {
      return test.run();
    } finally {
      removeHook(cleaning);
    }
  }

  private static void closeQuietly(SelfTest test) {
    try {
      test.close();
    } catch (TokenException e) {
      // The process ends: there is nobody to tell, and the label tells what the key was for.
    }
  }

  private static void removeHook(Thread cleaning) {
    try {
      Runtime.getRuntime().removeShutdownHook(cleaning);
    } catch (IllegalStateException e) {
      // The process is ending already, and the hook is at work.
    }
  }

  private static void show(List<SelfTest.Result> results, PrintWriter out) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("Key", "Made", "in ms", "uses/s", "Result"));
    for (SelfTest.Result each : results) {
      rows.add(
          List.of(
              each.key(),
              each.where(),
              each.make().map(TokenTestCommand::number).orElse("-"),
              each.operations() == 0 ? "-" : String.format(Locale.ROOT, "%,.0f", each.operations()),
              result(each)));
    }
    Columns.print(rows, out);
    long failed = results.stream().filter(r -> r.outcome() == SelfTest.Outcome.FAILED).count();
    long passed = results.stream().filter(r -> r.outcome() == SelfTest.Outcome.PASSED).count();
    out.println();
    out.println(
        failed == 0
            ? "All that the token offers works: " + passed + " tests."
            : failed + " of " + (passed + failed) + " tests failed.");
    out.println("Nothing was left on the token.");
  }

  private static String result(SelfTest.Result each) {
    return switch (each.outcome()) {
      case PASSED -> "ok, as software does";
      case FAILED -> "FAILED: " + each.remark();
      case NOT_OFFERED -> "not offered: " + each.remark();
    };
  }

  private static String number(Duration duration) {
    return String.format(Locale.ROOT, "%.1f", duration.toNanos() / 1e6);
  }
}
