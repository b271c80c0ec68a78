package dev.hornbeam.cli.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.Run;
import dev.hornbeam.mls.crypto.Primitive;
import org.junit.jupiter.api.Test;

class ProfileCommandTest {
  @Test
  void everyPrimitiveHasAnImplementationByDefault() {
    Run run = Run.hornbeam("profile");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().matches("(?s)Primitive +Suites +Implementation +Version\n.*"), run.out());
    for (Primitive primitive : Primitive.values()) {
      String line = "(?m)^" + primitive.label() + " +[1-7 ]+  [A-Z][\\w ]*?  +\\d\\S*$";
      assertTrue(run.out().lines().anyMatch(l -> l.matches(line)), primitive + "\n" + run.out());
    }
    assertEquals(7, run.out().lines().filter(l -> l.endsWith("  served")).count(), run.out());
    assertFalse(run.out().contains("lack"), run.out());
  }

  @Test
  void suitesOfAPrimitiveAreListed() {
    String out = Run.hornbeam("profile").out();
    assertTrue(out.contains("ChaCha20-Poly1305  3 6  "), out);
    assertTrue(out.contains("7  MLS_256_DHKEMP384_AES256GCM_SHA384_P384"), out);
  }

  @Test
  void oneProviderServesAllOrNothingElseDoes() {
    Run run = Run.hornbeam("profile", "--provider", "bc");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals(
        Primitive.values().length,
        run.out().lines().filter(l -> l.contains("  BC  ")).count(),
        run.out());
  }

  @Test
  void whatAProviderLacksIsListedWithTheReason() {
    Run run = Run.hornbeam("profile", "--provider", "SunEC");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().matches("(?s).*AES-128-GCM +1 2 +lacking +\\(.+\\)\n.*"), run.out());
    assertTrue(run.out().contains("lacks SHA-256, HMAC-SHA256, AES-128-GCM\n"), run.out());
    assertTrue(run.out().matches("(?s).*X25519 +1 3 +SunEC .*"), run.out());
  }

  @Test
  void conscryptIsFoundThoughItDoesNotAnnounceItself() {
    Run run = Run.hornbeam("profile", "--provider", "Conscrypt");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().contains("  Conscrypt  "), run.out());
  }

  @Test
  void unknownProviderIsAnErrorThatListsTheOthers() {
    Run run = Run.hornbeam("profile", "--provider", "NoSuch");
    assertEquals(ExitCode.USAGE, run.code());
    assertEquals("", run.out());
    assertTrue(run.err().contains("no JCA provider 'NoSuch'; there are: "), run.err());
    assertTrue(run.err().contains("SunJCE") && run.err().contains("BC"), run.err());
  }
}
