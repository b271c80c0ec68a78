package dev.hornbeam.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.cli.CommandRun;
import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.Main;
import dev.hornbeam.testing.ForkedJvm;
import dev.hornbeam.testing.Outcome;
import dev.hornbeam.testing.SoftHsm;
import dev.hornbeam.testing.Tpm;
import dev.hornbeam.testing.Workspace;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command says of itself, and when it refuses to begin. */
class InteropCommandTest {
  private static String refusal(Object... args) {
    List<Object> all = new ArrayList<>(List.of("interop"));
    all.addAll(List.of(args));
    CommandRun run = CommandRun.hornbeam(all.toArray());
    assertEquals(ExitCode.USAGE, run.code(), run.out() + run.err());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    return run.err().strip();
  }

  @Test
  void helpTellsOptionsDangersAndExitCodes() {
    CommandRun run = CommandRun.hornbeam("interop", "--help");
    assertEquals(ExitCode.OK, run.code(), run.err());
    String help = run.out().replaceAll("\\s+", " ");
    for (String part :
        List.of(
            "--port=N",
            "Default: 50051.",
            "Default: 127.0.0.1.",
            "Whoever reaches it gets private keys.",
            "--keys=WHERE",
            "--custody=KIND",
            "--module=PATH",
            "Default: 4096; 128 with keys that are objects of a token",
            "130 it was ended by Ctrl-C",
            "143 it was ended by SIGTERM")) {
      assertTrue(help.contains(part), () -> part + " is not in\n" + help);
    }
    assertTrue(CommandRun.hornbeam("--help").out().contains("\n  interop "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port=-1|--port must be from 0 to 65535, not -1",
        "--port=65536|--port must be from 0 to 65535, not 65536",
        "--max-ids=0|--max-ids must be from 1, not 0",
        "--host=[::|--host [:: is no address, nor the name of one",
        "--host=|--host is empty: name an address of this machine",
        "--module=lib.so|--module is about a token, but keys are in software: add --keys token",
        "--custody=wrapped|--custody is about a token, but keys are in software: add --keys token",
      })
  void whatCannotBeIsRefused(String option, String reason) {
    assertEquals("hornbeam interop: " + reason, refusal(option));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--port=many", "--keys=nowhere", "--custody=lost", "--max-ids=all"})
  void whatIsNoValueIsRefused(String option) {
    CommandRun run = CommandRun.hornbeam("interop", option);
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains(option.split("=", 2)[1]), run.err());
  }

  @Test
  void aPortInUseIsToldWithTheWayOut() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertEquals(
          "hornbeam interop: port "
              + taken.getLocalPort()
              + " of 127.0.0.1 is in use, or not for this user: --port 0 takes any that is free",
          refusal("--port", taken.getLocalPort()));
    }
  }

  @Test
  void whichTokenIsOfNoUseToATemporaryOne() {
    assertEquals(
        "hornbeam interop: --token-label is about a token of yours: --module=PATH says where it is",
        refusal("--keys=token", "--token-label=mine"));
  }

  /** An address that is nobody's (RFC 5737). */
  @Test
  void anAddressOfAnotherMachineIsTold() {
    assertEquals(
        "hornbeam interop: --host 192.0.2.1 is no address of this machine",
        refusal("--host=192.0.2.1", "--port=0"));
  }

  @Test
  void aModuleThatIsNotThereIsTold() {
    String refusal = refusal("--keys=token", "--module=/no/such/module.so");
    assertTrue(refusal.contains("/no/such/module.so"), refusal);
  }

  @Test
  void aTokenThatCannotBeUsedIsToldBeforeAnythingBegins() {
    try (SoftHsm hsm = SoftHsm.inThisJvm("theirs");
        Workspace files = Workspace.create("interop")) {
      List<Object> token =
          List.of("--keys=token", "--port=0", "--module=" + SoftHsm.library(), "--token-label");
      Path wrong = files.write("pin", "0000\n");
      String pin = refusal(with(token, "theirs", "--pin-file=" + wrong));
      assertTrue(pin.contains("PIN"), pin);
      assertEquals(
          "hornbeam interop: the token wants a PIN: --pin-file or --pin-env says where it is",
          refusal(with(token, "theirs")));
      String absent = refusal(with(token, "mine", "--pin-file=" + wrong));
      assertTrue(absent.contains("mine"), absent);
      assertEquals(List.of(), hsm.tool("theirs").objects());
    }
  }

  private static Object[] with(List<Object> first, Object... more) {
    List<Object> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return all.toArray();
  }

  /** A TPM signs, but it derives nothing. */
  @Test
  void aTokenThatKeepsNoSuiteIsTold() {
    try (Tpm tpm = Tpm.start();
        Workspace files = Workspace.create("interop")) {
      Path pin = files.write("pin", tpm.token().pin() + "\n");
      Outcome outcome =
          ForkedJvm.of(Main.class)
              .with(tpm.environment())
              .arguments(
                  "interop",
                  "--port=0",
                  "--keys=token",
                  "--module=" + Tpm.library(),
                  "--token-label=" + Tpm.LABEL,
                  "--pin-file=" + pin)
              .run();
      assertEquals(ExitCode.USAGE, outcome.exitCode(), outcome::toString);
      assertEquals("", outcome.stdout());
      assertTrue(
          outcome
              .stderr()
              .endsWith(
                  "hornbeam interop: the token cannot make all keys of any suite: 'hornbeam token"
                      + " info' shows what it can\n"),
          outcome::toString);
    }
  }
}
