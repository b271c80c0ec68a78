package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.SecretLog;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.testing.ForkedJvm;
import dev.hornbeam.testing.HeapDump;
import dev.hornbeam.testing.HeapDump.Hit;
import dev.hornbeam.testing.HeapDump.Needle;
import dev.hornbeam.testing.Workspace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Forward secrecy in the heap (RFC 9420 s.9.2, 14, 16.6): secrets that are not needed any more are
 * in no object that is alive. Garbage may hold copies that nothing can wipe; there must be no more
 * of them than there are. The JVM that is dumped collects nothing before, so that all it ever made
 * is there; but what a collector leaves behind when it moves an object is in no dump.
 */
class ForwardSecrecyTest {
  private static final String ENGINE = "engine";
  private static final String JDK_GCM = "AES-GCM of the JDK";
  private static final String NUMBERS = "BigInteger";
  private static final String LOCALS = "nothing";

  /** All that a member may have of an epoch that has passed, by the labels of the RFCs. */
  private static final Set<String> OF_PAST_EPOCHS =
      Set.of(
          "sender data",
          "resumption",
          "tree",
          "handshake",
          "application",
          "secret",
          "key",
          "nonce");

  /**
   * How many copies are left in garbage, by what holds them.
   *
   * <ul>
   *   <li>the engine: the reference of each software key that a key package was made with. It is
   *       the key source's, which may go by it
   *   <li>the JDK's AES: the last key and the round keys of each cipher object, and the nonce in
   *       its counters; a cipher that is given another key drops them unwiped
   *   <li>numbers: a scalar of a NIST curve is a {@code BigInteger} to Bouncy Castle and the JCA
   *   <li>nothing: what Bouncy Castle, or a number's conversion to bytes, has in local variables
   * </ul>
   */
  static Stream<Arguments> lives() {
    CipherSuite x25519 = CipherSuite.X25519_AES128GCM_SHA256_ED25519;
    CipherSuite p256 = CipherSuite.P256_AES128GCM_SHA256_P256;
    return Stream.of(
        Arguments.of(x25519, "fastest", Map.of(ENGINE, 6)),
        Arguments.of(p256, "fastest", Map.of(ENGINE, 6, NUMBERS, 43, LOCALS, 43)),
        Arguments.of(x25519, "portable", Map.of(ENGINE, 6, JDK_GCM, 1366, LOCALS, 120)),
        Arguments.of(p256, "portable", Map.of(ENGINE, 6, JDK_GCM, 1366, NUMBERS, 283, LOCALS, 83)));
  }

  @ParameterizedTest
  @MethodSource("lives")
  void nothingOldIsAliveAndGarbageHasNoMoreCopiesThanKnown(
      CipherSuite suite, String profile, Map<String, Integer> known) throws Exception {
    try (Workspace files = live(suite, profile, 0)) {
      OldSecrets secrets = new OldSecrets(SecretLog.read(files.file(LoggedLife.LOG)));
      HeapDump alive = HeapDump.of(files.file(LoggedLife.LIVE));
      assertKeptIsFound(secrets, alive);
      assertEquals(List.of(), alive.search(secrets.oldNeedles()));
      assertEquals(1, alive.search(secrets.plantedNeedles()).size());

      List<Hit> garbage = HeapDump.of(files.file(LoggedLife.ALL)).search(secrets.oldNeedles());
      Map<String, Integer> copies = new TreeMap<>();
      garbage.forEach(hit -> copies.merge(holder(hit.place()), 1, Integer::sum));
      String report =
          suite + ", " + profile + ": " + garbage.size() + " copies of " + secrets.old().size();
      System.out.println(report + " old secrets in garbage: " + copies);
      copies.forEach(
          (holder, count) ->
              assertTrue(
                  count <= known.getOrDefault(holder, 0),
                  () -> report + " secrets: " + copies + ", known are " + known));
    }
  }

  @Test
  void ofPastEpochsOnlyUnusedKeysAreAlive() throws Exception {
    CipherSuite suite = CipherSuite.X25519_AES128GCM_SHA256_ED25519;
    try (Workspace files = live(suite, "fastest", 2)) {
      OldSecrets secrets = new OldSecrets(SecretLog.read(files.file(LoggedLife.LOG)));
      HeapDump alive = HeapDump.of(files.file(LoggedLife.LIVE));
      List<Hit> hits = alive.search(secrets.oldNeedles());
      Set<String> names = new HashSet<>();
      hits.forEach(hit -> names.add(hit.needle().name()));
      assertEquals(OF_PAST_EPOCHS, names);
      assertEquals(List.of(), alive.search(secrets.usedNeedles()));
    }
  }

  @Test
  void aSecretIsLookedForInEveryForm() {
    Bytes secret = Bytes.fromHex("00112233445566778899aabbccddeeff");
    Set<String> forms = new HashSet<>();
    for (Needle needle : OldSecrets.needles("key", secret)) {
      forms.add(Bytes.own(needle.value()).hex());
    }
    assertEquals(
        Set.of(
            "00112233445566778899aabbccddeeff",
            "ffeeddccbbaa99887766554433221100",
            "3322110077665544bbaa9988ffeeddcc",
            "3627140572635041beaf9c8dfaebd8c9",
            "5c4d7e6f18093a2bd4c5f6e79081b2a3"),
        forms);
  }

  private static Workspace live(CipherSuite suite, String profile, int pastEpochs) {
    Workspace files = Workspace.create("heap");
    try {
      ForkedJvm.of(LoggedLife.class)
          // All is new to the collector; and no compiler decides that an array need not be.
          .options("-XX:+UseSerialGC", "-Xmx2g", "-Xmn1500m", "-XX:TieredStopAtLevel=1")
          .arguments(
              Integer.toString(suite.code()),
              profile,
              Integer.toString(pastEpochs),
              files.path().toString())
          .run()
          .orThrow();
      return files;
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
  }

  /** The search finds what is there: what each member has to have, by its name. */
  private static void assertKeptIsFound(OldSecrets secrets, HeapDump alive) {
    assertTrue(secrets.kept().keySet().containsAll(Set.of("init", "leaf key", "node key", "tree")));
    Set<String> found = new HashSet<>();
    List<Needle> needles = new ArrayList<>();
    secrets
        .kept()
        .forEach((name, values) -> values.forEach(v -> needles.add(new Needle(name, v.view()))));
    alive.search(needles).forEach(hit -> found.add(hit.needle().name()));
    assertEquals(secrets.kept().keySet(), found);
  }

  private static String holder(String place) {
    if (place.contains("dev.hornbeam.")) {
      return ENGINE;
    }
    if (place.contains("com.sun.crypto.provider.AESCrypt")
        || place.contains("com.sun.crypto.provider.GCTR")
        || place.contains("com.sun.crypto.provider.GaloisCounterMode")) {
      return JDK_GCM;
    }
    if (place.contains("java.math.BigInteger")) {
      return NUMBERS;
    }
    return place.matches("(byte|int)\\[\\d+\\]") ? LOCALS : place;
  }
}
