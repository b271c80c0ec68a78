package dev.hornbeam.pkcs11.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.hornbeam.pkcs11.InvalidPublicKey;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Fails the n-th PKCS#11 call of each operation, for every n, in each of many ways. Afterwards the
 * operation has happened or has not, the same one works, no session is missing and no object is
 * left over.
 *
 * <p>Each call meets each {@link Answer}; every code of an answer is met nightly, when the system
 * property {@code hornbeam.nightly} is true, and else one of them, in turn.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultSweepTest {
  private static final boolean IS_NIGHTLY = Boolean.getBoolean("hornbeam.nightly");

  /** Return values, by what they say. */
  private enum Answer {
    /** It is final. */
    REFUSED(
        "CKR_GENERAL_ERROR",
        "0x8000CAFE",
        "CKR_FUNCTION_FAILED",
        "CKR_SESSION_COUNT",
        "CKR_HOST_MEMORY",
        "CKR_ARGUMENTS_BAD",
        "CKR_DEVICE_MEMORY",
        "CKR_MECHANISM_INVALID"),
    WRONG_PIN("CKR_PIN_INCORRECT"),
    STALE_HANDLE("CKR_OBJECT_HANDLE_INVALID", "CKR_KEY_HANDLE_INVALID"),
    LOST_LOGIN("CKR_USER_NOT_LOGGED_IN"),
    LOST_SESSION("CKR_SESSION_HANDLE_INVALID", "CKR_OPERATION_ACTIVE", "CKR_SESSION_CLOSED"),
    LOST_DEVICE("CKR_DEVICE_ERROR", "CKR_TOKEN_NOT_PRESENT", "CKR_DEVICE_REMOVED"),
    LOST_MODULE("CKR_CRYPTOKI_NOT_INITIALIZED");

    private final String codes;

    Answer(String... codes) {
      this.codes = String.join(" ", codes);
    }

    List<String> codes() {
      return List.of(codes.split(" ", -1));
    }

    /** Whether an operation may meet it, so that it need not wait for the night. */
    boolean isFor(Operation operation) {
      return this != WRONG_PIN || operation == Operation.LOGIN;
    }

    String code(int turn) {
      return codes().get(turn % codes().size());
    }
  }

  /** The functions after which something is otherwise than before, even if their answer is lost. */
  private static final Set<String> CHANGING =
      Set.of(
          "C_Initialize",
          "C_OpenSession",
          "C_CloseSession",
          "C_Login",
          "C_Logout",
          "C_CreateObject",
          "C_DestroyObject",
          "C_FindObjectsInit",
          "C_FindObjects",
          "C_FindObjectsFinal",
          "C_SignInit",
          "C_Sign",
          "C_GenerateKey",
          "C_GenerateKeyPair",
          "C_WrapKey",
          "C_UnwrapKey",
          "C_DeriveKey");

  /** More calls than any operation makes. */
  private static final int MANY = 400;

  private Bench bench;
  private Set<String> before;

  @BeforeAll
  void open() throws TokenException {
    bench = Bench.open();
    before = bench.objects();
  }

  @AfterAll
  void close() {
    if (bench != null) {
      bench.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> anAnswerIsAFailure() {
    return IS_NIGHTLY
        ? everyCode("fail * %s call=%d")
        : everyAnswer(
            (operation, answer) ->
                eachCall(operation, n -> String.format("fail * %s call=%d", answer.code(n), n)));
  }

  @TestFactory
  Stream<DynamicTest> anAnswerIsLost() {
    return IS_NIGHTLY ? everyCode("fail * %s call=%d after") : everyAnswer(this::eachChange);
  }

  private Stream<DynamicTest> everyCode(String rule) {
    return Stream.of(Operation.values())
        .flatMap(
            operation ->
                Stream.of(Answer.values())
                    .flatMap(answer -> answer.codes().stream())
                    .map(
                        code ->
                            dynamicTest(
                                operation + " " + code,
                                () -> eachCall(operation, n -> String.format(rule, code, n)))));
  }

  private interface Sweep {
    void of(Operation operation, Answer answer) throws TokenException, InvalidPublicKey;
  }

  private static Stream<DynamicTest> everyAnswer(Sweep sweep) {
    return Stream.of(Operation.values())
        .flatMap(
            operation ->
                Stream.of(Answer.values())
                    .filter(answer -> answer.isFor(operation))
                    .map(
                        answer ->
                            dynamicTest(
                                operation + " " + answer, () -> sweep.of(operation, answer))));
  }

  /** How often an operation calls each function that changes something. */
  private Map<String, Long> changes(Operation operation) throws TokenException, InvalidPublicKey {
    requireOrder(operation, "before"); // The handles are known from now on.
    operation.prepare(bench);
    bench.faults.rules();
    operation.run(bench);
    Map<String, Long> calls = new TreeMap<>(bench.faults.status().calls());
    operation.undo(bench);
    calls.keySet().retainAll(CHANGING);
    assertFalse(calls.isEmpty(), "nothing changes");
    return calls;
  }

  /** Loses the answer of each call that changes something. */
  private void eachChange(Operation operation, Answer answer)
      throws TokenException, InvalidPublicKey {
    Map<String, Long> calls = changes(operation);
    int turn = 0;
    for (Map.Entry<String, Long> function : calls.entrySet()) {
      for (int n = 1; n <= function.getValue(); n++) {
        String rule =
            String.format("fail %s %s call=%d after", function.getKey(), answer.code(turn++), n);
        assertTrue(fire(operation, rule).wasReached(), rule);
      }
    }
  }

  /** While a module refuses everything, it closes no session either; it does when it is back. */
  @TestFactory
  Stream<DynamicTest> anOutageLasts() {
    return Stream.of(Operation.values())
        .flatMap(
            operation ->
                Stream.of("CKR_GENERAL_ERROR", "CKR_HOST_MEMORY", "CKR_DEVICE_ERROR")
                    .map(
                        code ->
                            dynamicTest(
                                operation + " " + code,
                                () ->
                                    eachCall(
                                        operation,
                                        n -> String.format("fail * %s from=%d", code, n)))));
  }

  @TestFactory
  Stream<DynamicTest> sessionsAreLost() {
    return cured("lose-sessions * call=%d");
  }

  @TestFactory
  Stream<DynamicTest> theLoginIsLost() {
    return cured("lose-login * call=%d");
  }

  @TestFactory
  Stream<DynamicTest> theTokenIsPulledAndPutBack() {
    return cured("remove-token * call=%d for=2ms");
  }

  /**
   * What goes on by itself, so that nobody sees a failure; but for a key of a lost session, and the
   * opening of a token that is away.
   */
  private Stream<DynamicTest> cured(String rule) {
    return Stream.of(Operation.values())
        .filter(operation -> operation != Operation.CLOSE)
        .map(
            operation ->
                dynamicTest(
                    operation.toString(),
                    () -> {
                      int failures = eachCall(operation, n -> String.format(rule, n));
                      assertTrue(
                          failures == 0 || operation == Operation.GENERATE_IN_SESSION,
                          failures + " failures were seen");
                    }));
  }

  private interface Rule {
    String at(int call);
  }

  /**
   * @return how many of the runs failed
   */
  private int eachCall(Operation operation, Rule rule) throws TokenException {
    int failures = 0;
    for (int n = 1; n <= MANY; n++) {
      Fired fired = fire(operation, rule.at(n));
      failures += fired.outcome().isEmpty() ? 0 : 1;
      if (!fired.wasReached()) {
        assertTrue(n > 1, "no call was made");
        return failures;
      }
    }
    return fail("the operation never ends");
  }

  /**
   * One run under a rule.
   *
   * @param wasReached whether the call was made that the rule is for
   * @param outcome how the operation failed; empty if it did not
   */
  private record Fired(boolean wasReached, String outcome) {}

  private Fired fire(Operation operation, String rule) throws TokenException {
    operation.prepare(bench);
    bench.faults.rules(rule);
    String outcome = run(operation, rule);
    boolean wasReached = bench.faults.status().fired().get(0) > 0;
    bench.faults.rules();
    requireOrder(operation, rule + " -> " + outcome);
    return new Fired(wasReached, outcome);
  }

  /**
   * @return how it failed; empty if it did not
   */
  private String run(Operation operation, String when) {
    try {
      operation.run(bench);
      return "";
    } catch (TokenException e) {
      assertFalse(String.valueOf(e.getMessage()).isBlank(), when);
      return e.trouble() + " " + e.getMessage();
    } catch (InvalidPublicKey e) {
      return fail(when, e);
    }
  }

  private void requireOrder(Operation operation, String when) {
    try {
      Token.SessionCount count = bench.token().sessions();
      assertEquals(0, count.leased(), () -> "leaked: " + when);
      operation.undo(bench);
      operation.prepare(bench);
      operation.run(bench);
      operation.undo(bench);
      assertEquals(before, bench.objects(), when);
      assertEquals(0, bench.token().sessions().leased(), when);
      assertEquals(
          bench.token().sessions().open(), bench.faults.status().sessionsOpen(), () -> when);
      assertTrue(bench.token().sessions().open() <= Bench.MAX_SESSIONS, when);
    } catch (TokenException | InvalidPublicKey e) {
      fail("afterwards: " + when, e);
    }
  }
}
