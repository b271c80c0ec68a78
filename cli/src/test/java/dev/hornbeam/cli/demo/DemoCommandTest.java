package dev.hornbeam.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoCommandTest {
  private static final int COLUMNS = 100;

  private static Run agreed(int members, Object... args) {
    Object[] all = new Object[args.length + 3];
    all[0] = "demo";
    all[1] = "--members";
    all[2] = members;
    System.arraycopy(args, 0, all, 3, args.length);
    Run run = Run.hornbeam(all);
    assertEquals(ExitCode.OK, run.code(), run.err() + run.out());
    assertEquals("", run.err());
    assertTrue(run.out().lines().allMatch(line -> line.length() <= COLUMNS), run.out());
    assertTrue(
        run.out().codePoints().allMatch(c -> c == '\n' || (c >= ' ' && c <= '~')), run.out());
    assertFalse(run.out().contains("NOT THE SAME"), run.out());
    return run;
  }

  private static void assertEndsWith(String verdict, Run run) {
    assertTrue(run.out().endsWith("\n\n" + verdict + "\n"), run.out());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void everySuiteComesToAgreement(int suite) {
    Run run = agreed(3, "--suite", suite, "--keys", "software");
    assertEndsWith("All 3 members agree.", run);
    assertTrue(run.out().contains("  cipher suite          " + suite + ", MLS_"), run.out());
    assertTrue(run.out().contains("signature key         software, "), run.out());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 7})
  void keysOfAKeystoreSignForX509Credentials(int suite) {
    Run run = agreed(3, "--suite", suite, "--keys", "pkcs12");
    assertEndsWith("All 3 members agree.", run);
    assertTrue(run.out().contains("signature key         keystore ("), run.out());
    assertTrue(run.out().contains("credentials           X.509, "), run.out());
    Matcher file = Pattern.compile("in (\\S+members\\.p12)").matcher(run.out());
    assertTrue(file.find(), run.out());
    assertFalse(Files.exists(Path.of(file.group(1)).getParent()), "the keystore is left over");
  }

  @Test
  void eightMembersAndAKeystoreAreTheDefault() {
    Run run = Run.hornbeam("demo");
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertTrue(run.out().contains("erin, frank, grace and heidi\n"), run.out());
    assertTrue(run.out().contains("/members.p12"), run.out());
    assertTrue(run.out().contains("MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519"), run.out());
    assertTrue(run.out().contains("unmerged: heidi\n"), run.out());
    assertTrue(run.out().contains("another key: refused (CREDENTIAL_KEY,"), run.out());
    assertEndsWith("All 8 members agree.", run);
  }

  @Test
  void twoMembersAreEnough() {
    Run run = agreed(2, "--keys", "software");
    assertTrue(run.out().contains("6  bob comes back by an external commit"), run.out());
    assertEndsWith("All 2 members agree.", run);
  }

  @Test
  void fortyMembersAgree() {
    Run run = agreed(40, "--keys", "software");
    assertTrue(run.out().contains("40: alice, bob and 38 others\n"), run.out());
    assertTrue(run.out().contains("alice adds bob, carol and 36 others"), run.out());
    assertFalse(run.out().contains("Late comers"), run.out());
    assertEndsWith("All 40 members agree.", run);
  }

  @Test
  void whoWasOfflineCatchesUp() {
    Run run = agreed(12, "--online", 4, "--keys", "software");
    assertTrue(run.out().contains("8 members were offline all the time."), run.out());
    for (String name : new String[] {"dave", "grace", "karl"}) {
      assertTrue(run.out().matches("(?s).*\n +" + name + " joins, and processes .*"), run.out());
    }
    assertEndsWith("All 7 members who were online agree, of 12 in the group.", run);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "-5", "20001", "2147483647"})
  void absurdNumberOfMembersIsRefused(String members) {
    Run run = Run.hornbeam("demo", "--members", members);
    assertEquals(ExitCode.USAGE, run.code());
    assertEquals("", run.out());
    assertEquals(
        "hornbeam demo: --members must be from 2 to 20,000, not " + members + "\n", run.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "3", "9"})
  void absurdNumberOfThoseOnlineIsRefused(String online) {
    Run run = Run.hornbeam("demo", "--online", online);
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("--online must be from 4 to 8, not " + online + "\n"), run.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--members=many", "--keys=nowhere", "--suite=8"})
  void whatIsNoValueIsRefused(String option) {
    Run run = Run.hornbeam("demo", option);
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains(option.split("=", 2)[1]), run.err());
  }
}
