package dev.hornbeam.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.client.FaultedGroup.Keys;
import dev.hornbeam.client.FaultedGroup.Outcome;
import dev.hornbeam.client.FaultedGroup.Work;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.pkcs11.TokenException;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fails the n-th PKCS#11 call of a commit, of its receipt and of a join, for every n, in each of
 * many ways. Afterwards each step has happened or has not, the same call works, all agree, no
 * session is missing and no object is left over.
 *
 * <p>Each call of a commit meets one answer of each kind, and each of a join one of any kind; with
 * the system property {@code hornbeam.nightly}, each call meets every answer, and the token is
 * pulled before each call rather than each third one.
 */
class CommitFaultSweepTest {
  private static final boolean NIGHTLY = Boolean.getBoolean("hornbeam.nightly");

  /** Of how many calls one finds the token pulled, which takes it several tries to be sure of. */
  private static final int STRIDE = NIGHTLY ? 1 : 3;

  /** More calls than any work makes. */
  private static final int MANY = 400;

  private static final String MAKING_AND_DESTROYING =
      "C_GenerateKeyPair,C_CreateObject,C_DestroyObject,C_UnwrapKey,C_WrapKey";

  /** Answers of which the application is told. After all others work goes on by itself. */
  private static final List<String> REFUSALS =
      List.of(
          "CKR_HOST_MEMORY",
          "CKR_GENERAL_ERROR",
          "CKR_FUNCTION_FAILED",
          "CKR_ARGUMENTS_BAD",
          "CKR_DEVICE_MEMORY",
          "CKR_MECHANISM_INVALID",
          "CKR_PIN_INCORRECT",
          "CKR_SESSION_COUNT",
          "0x8000CAFE");

  /** All answers, by what is done about them: the next ones tell what was lost. */
  private static final List<List<String>> KINDS =
      List.of(
          REFUSALS,
          List.of("CKR_SESSION_HANDLE_INVALID", "CKR_SESSION_CLOSED", "CKR_OPERATION_ACTIVE"),
          List.of("CKR_DEVICE_ERROR", "CKR_DEVICE_REMOVED", "CKR_TOKEN_NOT_PRESENT"),
          List.of("CKR_CRYPTOKI_NOT_INITIALIZED"),
          List.of("CKR_USER_NOT_LOGGED_IN"),
          List.of("CKR_KEY_HANDLE_INVALID", "CKR_OBJECT_HANDLE_INVALID"));

  private static final List<String> ANSWERS = KINDS.stream().flatMap(List::stream).toList();

  static Stream<Arguments> keysAndWorks() {
    return Stream.of(Keys.values())
        .flatMap(keys -> Stream.of(Work.values()).map(work -> Arguments.of(keys, work)));
  }

  @ParameterizedTest
  @MethodSource("keysAndWorks")
  void anAnswerIsAFailure(Keys keys, Work work) throws Exception {
    sweep(keys, work, "fail * %s call=%d");
  }

  @ParameterizedTest
  @MethodSource("keysAndWorks")
  void anAnswerIsLost(Keys keys, Work work) throws Exception {
    sweep(keys, work, "fail " + MAKING_AND_DESTROYING + " %s call=%d after");
  }

  private static void sweep(Keys keys, Work work, String rule) throws Exception {
    try (FaultBench bench = FaultBench.open();
        FaultedGroup group = new FaultedGroup(bench, keys, 0)) {
      for (List<String> codes : courses(work)) {
        eachCall(group, work, 1, n -> String.format(rule, codes.get(n % codes.size()), n));
      }
    }
  }

  /** For each time that all calls are failed in turn, the answers that take turns. */
  private static List<List<String>> courses(Work work) {
    if (NIGHTLY) {
      return ANSWERS.stream().map(List::of).toList();
    }
    return work == Work.COMMIT ? KINDS : List.of(ANSWERS);
  }

  @ParameterizedTest
  @MethodSource("keysAndWorks")
  void theTokenIsPulledAndPutBackLater(Keys keys, Work work) throws Exception {
    try (FaultBench bench = FaultBench.open();
        FaultedGroup group = new FaultedGroup(bench, keys, 0)) {
      eachCall(group, work, STRIDE, n -> "remove-token * call=" + n);
    }
  }

  @Test
  void keysAreMadeAheadMeanwhile() throws Exception {
    try (FaultBench bench = FaultBench.open()) {
      FaultedGroup group = new FaultedGroup(bench, Keys.ON_TOKEN, 4);
      try (group) {
        eachCall(
            group, Work.COMMIT, 1, n -> "fail * " + ANSWERS.get(n % ANSWERS.size()) + " call=" + n);
        eachCall(group, Work.COMMIT, STRIDE, n -> "remove-token * call=" + n);
      }
      group.requireOrder();
      assertEquals(List.of(), ahead(bench));
      bench.requireNoLeak();
    }
  }

  /** Whether the application learns of it, and does not find that work goes on by itself. */
  private static boolean mayBeTold(String rule) {
    return rule.startsWith("remove-token") || REFUSALS.stream().anyMatch(rule::contains);
  }

  /** Of keys made ahead, one that is not wanted is destroyed as soon as the token does so. */
  @Test
  @Timeout(60)
  void aKeyMadeAheadThatWasNotDestroyedIsDestroyedLater() throws Exception {
    CipherSuite suite = CipherSuite.X25519_AES128GCM_SHA256_ED25519;
    try (FaultBench bench = FaultBench.open()) {
      Custody custody = Custody.token(bench.provider());
      int made = 1;
      try (TokenKeySource keys = TokenKeySource.builder().keys(custody).leafKeysAhead(1).build()) {
        keys.create(KeySource.Purpose.LEAF, suite, "first");
        while (ahead(bench).isEmpty()) {
          Thread.sleep(1);
        }
        bench.arm(
            "fail C_SetAttributeValue CKR_HOST_MEMORY", "fail C_DestroyObject CKR_HOST_MEMORY");
        while (!bench.haveFired()) {
          keys.create(KeySource.Purpose.LEAF, suite, "another");
          made++;
          Thread.sleep(1);
        }
        bench.disarm();
      }
      assertEquals(List.of(), ahead(bench));
      assertEquals(2 * made, bench.objects().size());
    }
  }

  private static List<String> ahead(FaultBench bench) throws TokenException {
    return bench.objects().stream().filter(o -> o.endsWith(FaultBench.AHEAD)).toList();
  }

  /** Goes on until no call is left that could fail. */
  private static void eachCall(
      FaultedGroup group, Work work, int stride, IntFunction<String> rule) {
    boolean isReached = true;
    for (int n = 1; isReached; n += stride) {
      String when = rule.apply(n);
      try {
        assertTrue(n < MANY, "the work never ends");
        Outcome outcome = group.round(work, when);
        isReached = outcome.reached();
        assertTrue(mayBeTold(when) || outcome.failure().isEmpty(), () -> "told: " + outcome);
        assertTrue(isReached || n > 1, "no call was made");
        group.requireOrder();
      } catch (MlsException | TokenException | RuntimeException | AssertionError e) {
        throw new AssertionError(when, e);
      }
    }
  }
}
