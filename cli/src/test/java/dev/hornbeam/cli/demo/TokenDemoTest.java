package dev.hornbeam.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.Run;
import dev.hornbeam.testing.NssSoftokn;
import dev.hornbeam.testing.SoftHsm;
import dev.hornbeam.testing.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo with all keys on a token. */
class TokenDemoTest {
  private static final String ALL_LIVING =
      "\nThese are the living keys, all of them, and no others.\n";

  private static final String NONE =
      "\nThere is the key that wraps the living keys, and no other.\n";

  private static Run told(Run run, int members) {
    assertEquals(ExitCode.OK, run.code(), run.err() + run.out());
    assertEquals("", run.err());
    assertTrue(run.out().contains("\nAll " + members + " members agree.\n"), run.out());
    assertTrue(run.out().endsWith(ALL_LIVING) || run.out().endsWith(NONE), run.out());
    assertTrue(run.out().lines().allMatch(line -> line.length() <= 100), run.out());
    return run;
  }

  private static Set<String> temporaryFolders() throws IOException {
    try (Stream<Path> paths = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return paths
          .map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("hornbeam-demo-"))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void aFreshTokenIsMadeAndDeleted() throws Exception {
    Set<String> before = temporaryFolders();
    Run run = told(Run.hornbeam("demo", "--keys", "token"), 8);
    assertTrue(run.out().contains("signature key         opaque ("), run.out());
    assertTrue(run.out().contains("leaf key              opaque ("), run.out());
    assertTrue(run.out().contains("  signature keys        8\n"), run.out());
    assertTrue(run.out().contains("  leaf keys             8\n"), run.out());
    Set<String> left = temporaryFolders();
    left.removeAll(before);
    assertEquals(Set.of(), left);
  }

  @ParameterizedTest
  @CsvSource({"4,token", "5,token", "7,token", "2,wrapped"})
  void otherSuitesAndCustodies(int suite, String custody) throws Exception {
    Run run =
        told(
            Run.hornbeam(
                "demo", "--keys", "token", "--members", 3, "--suite", suite, "--custody", custody),
            3);
    assertTrue(run.out().contains("  cipher suite          " + suite + ", MLS_"), run.out());
    assertEquals(custody.equals("wrapped"), run.out().contains("  secret key "), run.out());
    assertEquals(custody.equals("token"), run.out().contains("  private key "), run.out());
  }

  @Test
  void whatSoftHsmDoesNotWrapIsRefused() throws Exception {
    Set<String> before = temporaryFolders();
    Run run = Run.hornbeam("demo", "--keys", "token", "--custody", "wrapped");
    assertEquals(ExitCode.USAGE, run.code(), run.err() + run.out());
    assertEquals("", run.out());
    assertTrue(run.err().contains("it can with --suite 2 or 5 or 7\n"), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertEquals(before, temporaryFolders());
  }

  @Test
  void aTokenOfSomeoneElseIsLeftAsItWas() {
    try (SoftHsm hsm = SoftHsm.inThisJvm("theirs");
        Workspace files = Workspace.create("token-demo")) {
      hsm.tool("theirs").generate("EC:prime256v1", "their key", "0a0b");
      var before = hsm.tool("theirs").objects();
      Path pin = files.write("pin", hsm.token("theirs").pin() + "\n");
      Run run =
          told(
              Run.hornbeam(
                  "demo",
                  "--keys=token",
                  "--members=4",
                  "--module=" + SoftHsm.library(),
                  "--token-label=theirs",
                  "--pin-file=" + pin),
              4);
      assertTrue(run.out().contains("others' keys          1, not touched\n"), run.out());
      assertFalse(run.out().contains("their key"), run.out());
      assertEquals(before, hsm.tool("theirs").objects());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", "wrapped"})
  void aSuiteThatTheTokenLacksIsRefusedWithThoseThatItHas(String custody) {
    try (NssSoftokn nss = NssSoftokn.start();
        Workspace files = Workspace.create("token-demo")) {
      Path pin = files.write("pin", nss.token().pin() + "\n");
      Run run =
          Run.hornbeam(
              "demo",
              "--keys=token",
              "--custody=" + custody,
              "--module=" + NssSoftokn.library(),
              "--module-args=" + nss.initArguments(),
              "--token-label=" + NssSoftokn.LABEL,
              "--pin-file=" + pin);
      assertEquals(ExitCode.USAGE, run.code(), run.out() + run.err());
      assertEquals("", run.out());
      assertTrue(run.err().contains("signature keys of suite 1 ("), run.err());
      assertTrue(
          run.err().contains("it can with --suite 2") || run.err().contains("any other suite"),
          run.err());
    }
  }

  @Test
  void aWrongPinIsToldBeforeAnythingBegins() {
    try (SoftHsm hsm = SoftHsm.inThisJvm("theirs");
        Workspace files = Workspace.create("token-demo")) {
      Path pin = files.write("pin", "0000\n");
      Run run =
          Run.hornbeam(
              "demo",
              "--keys=token",
              "--module=" + SoftHsm.library(),
              "--pin-file=" + pin,
              "--token-label=theirs");
      assertEquals(ExitCode.USAGE, run.code(), run.out() + run.err());
      assertEquals("", run.out());
      assertTrue(run.err().contains("PIN"), run.err());
      assertEquals(0, hsm.tool("theirs").objects().size());
    }
  }
}
