package dev.hornbeam.cli.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.Run;
import dev.hornbeam.testing.NssSoftokn;
import dev.hornbeam.testing.SoftHsm;
import dev.hornbeam.testing.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TokenCommandTest {
  private static final int COLUMNS = 130;

  private static SoftHsm hsm;
  private static Workspace files;
  private static Path pinFile;

  @BeforeAll
  static void setUp() {
    hsm = SoftHsm.inThisJvm("alice", "bob");
    files = Workspace.create("token-command");
    pinFile = files.write("pin", hsm.token("alice").pin() + "\n");
    hsm.tool("alice").generate("EC:prime256v1", "a key", "0a0b");
  }

  @AfterAll
  static void tearDown() {
    files.close();
    hsm.close();
  }

  private static Run token(String command, Object... more) {
    List<Object> all = new ArrayList<>(List.of("token", command, "--module", SoftHsm.library()));
    all.addAll(List.of(more));
    return Run.hornbeam(all.toArray());
  }

  private static Run refused(Run run) {
    assertEquals(ExitCode.USAGE, run.code(), run.err() + run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    return run;
  }

  private static Run ok(Run run) {
    assertEquals(ExitCode.OK, run.code(), run.err() + run.out());
    assertEquals("", run.err());
    assertTrue(run.out().lines().allMatch(line -> line.length() <= COLUMNS), run.out());
    return run;
  }

  @Test
  void infoTellsWhatWorksInWhichSuite() {
    String out = ok(token("info", "--token-label", "alice")).out();
    assertTrue(out.contains("  label         alice\n"), out);
    assertTrue(out.contains("token \"bob\""), out);
    assertTrue(out.contains("pkcs11:"), out);
    assertTrue(out.contains("CKM_EC_KEY_PAIR_GEN"), out);
    assertTrue(out.contains("  All keys on the token: in suites 1, 2, 3, 4, 5, 6, 7\n"), out);
    assertTrue(out.contains("  All keys wrapped by it: in suites 2, 5, 7\n"), out);
    assertTrue(out.contains("  7  MLS_256_DHKEMP384_AES256GCM_SHA384_P384\n"), out);
  }

  @Test
  void aLabelDoesNotControlTheTerminal() {
    char escape = 27;
    char controlSequence = 0x9b;
    String label = "a" + escape + "[2J" + controlSequence + "1mb";
    try (SoftHsm other = SoftHsm.inThisJvm(label)) {
      assertEquals(label, other.token(label).label());
      Run info = token("info", "--token-label", label);
      assertTrue(ok(info).out().contains("  label         a?[2J?1mb\n"), info.out());
      Run missing = refused(token("info", "--token-label", "nobody"));
      assertTrue(missing.err().contains("a?[2J?1mb"), missing.err());
      for (String text : List.of(info.out(), missing.err())) {
        assertEquals(-1, text.indexOf(escape), text);
        assertEquals(-1, text.indexOf(controlSequence), text);
      }
    } finally {
      hsm.close();
      setUp();
    }
  }

  @Test
  void infoSaysWhatIsMissing() {
    try (NssSoftokn nss = NssSoftokn.start()) {
      Run run =
          Run.hornbeam(
              "token",
              "info",
              "--module",
              NssSoftokn.library(),
              "--module-args",
              nss.initArguments(),
              "--token-label",
              NssSoftokn.LABEL);
      String out = ok(run).out();
      assertTrue(out.contains("  All keys on the token: in suites 2, 5, 7\n"), out);
      assertTrue(out.contains("no (1)"), out);
      assertTrue(out.contains("\n  (1) "), out);
    }
  }

  @Test
  void listShowsObjectsAndNotWhatTheyAre() {
    Run run = ok(token("list", "--token-label", "alice", "--pin-file", pinFile));
    String line =
        run.out().lines().filter(each -> each.startsWith("private key")).findFirst().orElseThrow();
    assertTrue(line.contains("a key") && line.contains("0a0b") && line.contains("P256"), line);
    assertTrue(line.contains("sensitive") && line.contains("derive"), line);
    assertTrue(run.out().endsWith("\n2 objects\n"), run.out());
  }

  @Test
  void listWithoutAPinSaysSo() {
    Run run = ok(token("list", "--token-label", "alice"));
    assertFalse(run.out().contains("private key"), run.out());
    assertTrue(run.out().contains("Without a PIN"), run.out());
  }

  @Test
  void listOfAnEmptyTokenIsEmpty() {
    assertEquals(
        "0 objects\n", ok(token("list", "--token-label", "bob", "--pin-file", pinFile)).out());
  }

  @Test
  void testTriesAllAndLeavesNothing() {
    Run run = ok(token("test", "--token-label", "bob", "--pin-file", pinFile, "--time", 1));
    String out = run.out();
    for (String type : List.of("ED25519 sign", "ED448 sign", "X25519 derive", "X448 derive")) {
      assertWorks(out, type, "token", "session");
      assertTrue(out.matches("(?s).*\n" + type + " +wrapped .*not offered: .*"), out);
    }
    for (String type : List.of("P256", "P384", "P521")) {
      assertWorks(out, type + " sign", "token", "session", "wrapped");
      assertWorks(out, type + " derive", "token", "session", "wrapped");
    }
    assertTrue(out.contains("All that the token offers works"), out);
    assertEquals(List.of(), hsm.tool("bob").objects());
  }

  private static void assertWorks(String out, String type, String... places) {
    for (String where : places) {
      assertTrue(
          out.matches("(?s).*\n" + type + " +" + where + " .*ok, as software does\n.*"), out);
    }
  }

  @Test
  void slotsAndTokensThatAreNotThereAreNamedWithThoseThatAre() {
    Run label = refused(token("info", "--token-label", "carol"));
    assertTrue(label.err().contains("alice") && label.err().contains("bob"), label.err());
    Run several = refused(token("info"));
    assertTrue(several.err().contains("alice") && several.err().contains("bob"), several.err());
    Run index = refused(token("info", "--slot-index", 99));
    assertTrue(index.err().contains("alice"), index.err());
    refused(token("info", "--slot", "12345"));
    Run word = refused(token("info", "--slot", "first"));
    assertTrue(word.err().contains("--slot must be a number, not first"), word.err());
  }

  @Test
  void whatIsNoModuleIsNotLoaded() {
    Path text = files.write("text.so", "no library");
    for (Object path : Stream.of("/nowhere/at/all.so", text, files.path()).toList()) {
      Run run = refused(Run.hornbeam("token", "info", "--module", path));
      assertTrue(run.err().contains(path.toString()), run.err());
    }
    Run none = refused(Run.hornbeam("token", "info"));
    assertTrue(none.err().contains("--module=PATH is missing"), none.err());
  }

  @Test
  void aWrongPinIsToldAndNotRepeated() {
    Path wrong = files.write("wrong", "0000\n");
    Run run = refused(token("list", "--token-label", "alice", "--pin-file", wrong));
    assertTrue(run.err().contains("PIN"), run.err());
    assertFalse(run.err().contains("0000"), run.err());
    Run missing = refused(token("list", "--token-label", "alice", "--pin-file", "/nowhere/pin"));
    assertTrue(missing.err().contains("/nowhere/pin cannot be read"), missing.err());
    Run variable = refused(token("list", "--token-label", "alice", "--pin-env", "NOT_SET_HERE"));
    assertTrue(variable.err().contains("NOT_SET_HERE is not set"), variable.err());
    Run both =
        refused(token("list", "--pin-file", pinFile, "--pin-env", "PATH", "--token-label", "bob"));
    assertTrue(both.err().contains("exclude each other"), both.err());
    Run test = refused(token("test", "--token-label", "alice"));
    assertTrue(test.err().contains("PIN"), test.err());
  }

  @Test
  void absurdTimesAreRefused() {
    assertEquals(ExitCode.USAGE, token("test", "--time", 0).code());
    assertEquals(ExitCode.USAGE, token("test", "--time", 60_001).code());
  }

  @Test
  void aSubcommandIsNeeded() {
    Run run = Run.hornbeam("token");
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("a command is missing"), run.err());
  }
}
