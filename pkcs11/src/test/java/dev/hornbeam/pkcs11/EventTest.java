package dev.hornbeam.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.testing.FlightRecording;
import dev.hornbeam.testing.SoftHsm;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls into modules, and waits for sessions, are told to the flight recorder. */
class EventTest {
  private static final String OPERATION = "dev.hornbeam.TokenOperation";
  private static final String WAIT = "dev.hornbeam.SessionWait";

  private static SoftHsm hsm;
  private static Pkcs11Module module;
  private static Token token;

  @BeforeAll
  static void open() throws Exception {
    hsm = SoftHsm.inThisJvm("alice");
    module = Pkcs11Module.load(ModuleOptions.of(SoftHsm.library()));
    token = module.open(TokenSelector.label("alice"), options());
    token.login();
  }

  @AfterAll
  static void close() {
    module.close();
    hsm.close();
  }

  private static TokenOptions options() {
    return RoundTrips.options(hsm.token("alice").pin());
  }

  private interface Action {
    void run() throws Exception;
  }

  private static List<RecordedEvent> recorded(String name, Action action) throws Exception {
    try (FlightRecording recording = FlightRecording.start()) {
      action.run();
      recording.stop();
      return recording.events(name);
    }
  }

  /** What is told of the calls: function, mechanism and outcome, one after the other. */
  private static List<String> calls(Action action) throws Exception {
    return recorded(OPERATION, action).stream()
        .map(
            event ->
                String.join(
                    " ",
                    event.getString("function"),
                    event.getString("mechanism"),
                    event.getString("outcome")))
        .toList();
  }

  /** The same, of the functions that are named. */
  private static List<String> calls(Set<String> functions, Action action) throws Exception {
    return calls(action).stream()
        .filter(call -> functions.contains(call.substring(0, call.indexOf(' '))))
        .toList();
  }

  // Token operations.

  @ParameterizedTest
  @CsvSource({
    "P256, CKM_ECDSA, CKM_EC_KEY_PAIR_GEN",
    "ED25519, CKM_EDDSA, CKM_EC_EDWARDS_KEY_PAIR_GEN"
  })
  void signing(KeyType type, String mechanism, String making) throws Exception {
    KeyPairRequest request = RoundTrips.request(type, KeyUse.SIGN, Storage.TOKEN);
    assertEquals(
        List.of("C_GenerateKeyPair " + making + " CKR_OK"),
        calls(Set.of("C_GenerateKeyPair"), () -> token.generate(request)));
    StoredKey key = token.privateKey(request.id()).orElseThrow();
    assertEquals(
        List.of("C_SignInit " + mechanism + " CKR_OK", "C_Sign " + mechanism + " CKR_OK"),
        calls(Set.of("C_SignInit", "C_Sign"), () -> key.sign(new byte[32])));
    assertEquals(
        List.of("C_DestroyObject  CKR_OK", "C_DestroyObject  CKR_OK"),
        calls(
            Set.of("C_DestroyObject"),
            () ->
                token.destroy(key.id(), ObjectInfo.Kind.PRIVATE_KEY, ObjectInfo.Kind.PUBLIC_KEY)));
  }

  @Test
  void deriving() throws Exception {
    KeyPairRequest request = RoundTrips.request(KeyType.X25519, KeyUse.DERIVE, Storage.TOKEN);
    StoredKey key = token.generate(request);
    assertEquals(
        List.of("C_DeriveKey CKM_ECDH1_DERIVE CKR_OK"),
        calls(Set.of("C_DeriveKey"), () -> key.derive(key.publicKey())));
    token.destroy(key.id(), ObjectInfo.Kind.PRIVATE_KEY, ObjectInfo.Kind.PUBLIC_KEY);
  }

  @Test
  void wrappingAndEncrypting() throws Exception {
    KeyId id = RoundTrips.id();
    AesKey[] key = new AesKey[1];
    assertEquals(
        List.of("C_GenerateKey CKM_AES_KEY_GEN CKR_OK"),
        calls(
            Set.of("C_GenerateKey"),
            () -> key[0] = token.generateAes(32, Token.AesUse.DATA, id, "data")));
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) 7);
    assertEquals(
        List.of("C_WrapKey CKM_AES_KEY_WRAP CKR_OK", "C_UnwrapKey CKM_AES_KEY_WRAP CKR_OK"),
        calls(
            Set.of("C_WrapKey", "C_UnwrapKey"),
            () -> key[0].unwrap(AesKey.Wrap.KW, key[0].wrap(AesKey.Wrap.KW, secret))));
    byte[][] ciphertext = new byte[1][];
    assertEquals(
        List.of("C_EncryptInit CKM_AES_GCM CKR_OK", "C_Encrypt CKM_AES_GCM CKR_OK"),
        calls(
            Set.of("C_EncryptInit", "C_Encrypt"),
            () -> ciphertext[0] = key[0].encryptGcm(new byte[12], new byte[0], 128, secret)));
    assertEquals(
        List.of("C_DecryptInit CKM_AES_GCM CKR_OK", "C_Decrypt CKM_AES_GCM CKR_GENERAL_ERROR"),
        calls(
            Set.of("C_DecryptInit", "C_Decrypt"),
            () ->
                assertThrows(
                    TokenException.class,
                    () -> key[0].decryptGcm(new byte[12], secret, 128, ciphertext[0]))));
    token.destroy(id, ObjectInfo.Kind.SECRET_KEY);
  }

  @Test
  void everyCallIsToldOnceWithItsAnswer() throws Exception {
    FakeModule fake = new FakeModule();
    Cryptoki cryptoki = fake.start();
    SessionPool pool = pool(cryptoki, 2);
    long before = fake.calls().size();
    fake.fail("C_Sign", Ckr.DEVICE_ERROR);
    List<String> calls =
        calls(
            () -> {
              pool.lease(session -> session.isAlive());
              assertThrows(
                  TokenException.class, () -> pool.lease(session -> session.sign(new byte[1])));
              pool.close();
            });
    assertEquals(fake.calls().size() - before, calls.size());
    assertTrue(calls.contains("C_OpenSession  CKR_OK"), calls::toString);
    assertEquals(
        List.of("CKR_DEVICE_ERROR"),
        calls.stream()
            .filter(call -> call.startsWith("C_Sign "))
            .map(call -> call.substring(call.lastIndexOf(' ') + 1))
            .toList());
    cryptoki.leave();
  }

  @Test
  void nothingElseIsTold() throws Exception {
    RecordedEvent call = recorded(OPERATION, () -> token.info()).get(0);
    assertEquals(
        Set.of(
            "startTime",
            "duration",
            "eventThread",
            "stackTrace",
            "function",
            "mechanism",
            "outcome"),
        call.getFields().stream().map(ValueDescriptor::getName).collect(Collectors.toSet()));
    assertEquals(List.of("Hornbeam", "PKCS#11"), call.getEventType().getCategoryNames());
  }

  // Waits for sessions.

  private static SessionPool pool(Cryptoki cryptoki, int size) {
    return new SessionPool(() -> Session.open(cryptoki, 0, 0), size, Duration.ofMillis(20));
  }

  private static void assertWaits(String outcome, List<RecordedEvent> events) {
    assertEquals(1, events.size(), events::toString);
    assertEquals(2, events.get(0).getInt("sessions"));
    assertEquals(outcome, events.get(0).getString("outcome"));
  }

  @Test
  void whoNeedNotWaitIsNotTold() throws Exception {
    assertEquals(
        List.of(),
        recorded(
            WAIT,
            () -> {
              token.info();
              token.info();
            }));
  }

  @Test
  void aWaitIsTold() throws Exception {
    try (Token two = module.open(TokenSelector.label("alice"), options().withMaxSessions(2))) {
      SessionPool pool = two.core().pool();
      Session pinned = pool.pin();
      FutureTask<TokenInfo> waiting = new FutureTask<>(two::info);
      Thread waiter = new Thread(waiting);
      assertWaits(
          "OK",
          recorded(
              WAIT,
              () -> {
                pool.lease(
                    held -> {
                      waiter.start();
                      awaitWaiting(waiter);
                      return held;
                    });
                waiting.get();
              }));
      pool.unpin(pinned);
    }
  }

  private static void awaitWaiting(Thread thread) {
    while (!EnumSet.of(Thread.State.TIMED_WAITING, Thread.State.TERMINATED)
        .contains(thread.getState())) {
      Thread.onSpinWait();
    }
    assertFalse(thread.getState() == Thread.State.TERMINATED);
  }

  @Test
  void aWaitInVainIsTold() throws Exception {
    FakeModule fake = new FakeModule();
    Cryptoki cryptoki = fake.start();
    SessionPool pool = pool(cryptoki, 2);
    Session pinned = pool.pin();
    assertWaits(
        "BUSY",
        recorded(
            WAIT,
            () ->
                pool.lease(
                    held ->
                        assertThrows(TokenException.class, () -> pool.lease(session -> session)))));
    pool.unpin(pinned);
    pool.close();
    cryptoki.leave();
  }

  @Test
  void aWaitUntilTheTokenHasOneMoreIsTold() throws Exception {
    FakeModule fake = new FakeModule();
    Cryptoki cryptoki = fake.start();
    SessionPool pool = pool(cryptoki, 2);
    fake.fail("C_OpenSession", Ckr.SESSION_COUNT);
    assertWaits("OK", recorded(WAIT, () -> pool.lease(session -> session)));
    pool.close();
    cryptoki.leave();
  }
}
