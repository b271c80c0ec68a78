package dev.hornbeam.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryTest {
  private static final ObjectInfo.Kind[] PAIR = {
    ObjectInfo.Kind.PRIVATE_KEY, ObjectInfo.Kind.PUBLIC_KEY
  };
  private static final TokenOptions.Recovery FAST =
      new TokenOptions.Recovery(4, Duration.ofMillis(1), 2, Duration.ofMillis(300));

  private FaultySoftHsm fault;
  private Pkcs11Module module;
  private Token token;

  @BeforeEach
  void open() throws Exception {
    fault = FaultySoftHsm.open("alice");
    module = Pkcs11Module.load(ModuleOptions.of(fault.library()));
    token = module.open(TokenSelector.label("alice"), fault.options("alice").withRecovery(FAST));
  }

  @AfterEach
  void close() throws Exception {
    fault.faults().rules();
    module.close();
    fault.close();
  }

  private StoredKey key() throws TokenException {
    return token.generate(RoundTrips.request(KeyType.P256, KeyUse.SIGN, Storage.TOKEN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"C_SignInit", "C_Sign", "C_FindObjectsInit", "C_OpenSession"})
  void goesOnAfterLostSessions(String function) throws Exception {
    StoredKey key = key();
    fault.faults().rules("lose-sessions " + function);
    RoundTrips.use(key, KeyUse.SIGN);
    fault.faults().rules();
    RoundTrips.use(token.privateKey(key.id()).orElseThrow(), KeyUse.SIGN);
    assertEquals(token.sessions().open(), fault.faults().status().sessionsOpen());
    assertEquals(0, token.sessions().leased());
  }

  @Test
  void goesOnAfterALostLogin() throws Exception {
    StoredKey key = key();
    fault.faults().rules("lose-login C_SignInit");
    RoundTrips.use(key, KeyUse.SIGN);
  }

  @Test
  void goesOnAfterTheTokenWasPulled() throws Exception {
    StoredKey key = key();
    fault.faults().rules("remove-token C_Sign for=2ms");
    RoundTrips.use(key, KeyUse.SIGN);
  }

  @ParameterizedTest
  @CsvSource({"0x30", "0x32", "0xB3", "0x90", "0x101", "0x82", "0x60"})
  void triesReadingOperationsAgain(String ckr) throws Exception {
    StoredKey key = key();
    fault.faults().rules("fail C_SignInit " + ckr + " call=1");
    RoundTrips.use(key, KeyUse.SIGN);
  }

  @ParameterizedTest
  @CsvSource({"0x5", "0x6", "0x2", "0x7", "0x150", "0x80000001"})
  void doesNotTryAgainWhatIsNoLoss(String ckr) throws Exception {
    StoredKey key = key();
    fault.faults().rules("fail C_Sign " + ckr + " call=1");
    TokenException e = assertThrows(TokenException.class, () -> key.sign(new byte[32]));
    assertEquals(Long.decode(ckr), e.ckr().getAsLong());
    RoundTrips.use(key, KeyUse.SIGN);
    assertEquals(token.sessions().open(), fault.faults().status().sessionsOpen());
  }

  @ParameterizedTest
  @CsvSource({
    "C_GenerateKeyPair, 0x30, after",
    "C_GenerateKeyPair, 0xB3, after",
    "C_GenerateKeyPair, 0x5, after",
    "C_GenerateKeyPair, 0x5, ''",
    "C_GetAttributeValue, 0x5, ''",
    "C_GetAttributeValue, 0x30, ''",
  })
  void makesAPairOrNothing(String function, String ckr, String when) throws Exception {
    token.login();
    fault.faults().rules("fail " + function + " " + ckr + " " + when + " call=1");
    KeyPairRequest request = RoundTrips.request(KeyType.P256, KeyUse.SIGN, Storage.TOKEN);
    boolean made = true;
    try {
      RoundTrips.use(token.generate(request), KeyUse.SIGN);
    } catch (TokenException e) {
      made = false;
    }
    fault.faults().rules();
    List<ObjectInfo> left = token.objects();
    assertEquals(made ? 2 : 0, left.size());
    assertEquals(made, token.privateKey(request.id()).isPresent());
  }

  @Test
  void takesAwayLaterWhatItCouldNotAtOnce() throws Exception {
    token.login();
    fault.faults().rules("fail C_GenerateKeyPair 0x5 after call=1", "fail C_DestroyObject 0x5");
    KeyPairRequest request = RoundTrips.request(KeyType.P256, KeyUse.SIGN, Storage.TOKEN);
    assertThrows(TokenException.class, () -> token.generate(request));
    fault.faults().rules();
    assertTrue(token.objects().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void destroysAllOrNothing(int call) throws Exception {
    StoredKey key = key();
    fault.faults().rules("fail C_DestroyObject 0x5 call=" + call);
    try {
      token.destroy(key.id(), PAIR);
    } catch (TokenException e) {
      assertEquals(Trouble.OTHER, e.trouble());
    }
    fault.faults().rules();
    int left = token.objects().size();
    assertTrue(left == 0 || left == 2, () -> left + " objects are left");
    token.destroy(key.id(), PAIR);
    assertTrue(token.objects().isEmpty());
  }

  @Test
  void restsAfterManyLosses() throws Exception {
    StoredKey key = key();
    fault.faults().rules("fail * CKR_DEVICE_ERROR");
    for (int i = 0; i < FAST.failuresToRest(); i++) {
      TokenException e = assertThrows(TokenException.class, () -> key.sign(new byte[32]));
      assertEquals(Trouble.LOST, e.trouble());
    }
    long calls = fault.faults().status().calls("*");
    TokenException e = assertThrows(TokenException.class, () -> key.sign(new byte[32]));
    assertEquals(Trouble.RESTING, e.trouble());
    assertEquals(calls, fault.faults().status().calls("*"));
    fault.faults().rules();
    List<TokenException> refusals = new ArrayList<>();
    while (true) {
      try {
        RoundTrips.use(key, KeyUse.SIGN);
        break;
      } catch (TokenException resting) {
        refusals.add(resting);
        assertEquals(Trouble.RESTING, resting.trouble());
        Thread.sleep(10);
      }
    }
    assertTrue(refusals.size() > 0);
  }

  @Test
  void losesASessionKeyWithItsSession() throws Exception {
    SessionKey key =
        token.generateInSession(RoundTrips.request(KeyType.X25519, KeyUse.DERIVE, Storage.SESSION));
    RoundTrips.use(key, KeyUse.DERIVE);
    fault.faults().rules("lose-sessions C_DeriveKey");
    TokenException e = assertThrows(TokenException.class, () -> RoundTrips.use(key, KeyUse.DERIVE));
    assertEquals(Trouble.KEY_GONE, e.trouble());
    assertEquals(0, token.sessions().leased());
    key.close();
    RoundTrips.use(key(), KeyUse.SIGN);
  }

  @Test
  void doesNotSendAWrongPinAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (Pkcs11Module other = Pkcs11Module.load(ModuleOptions.of(fault.library()));
        Token wrong =
            other.open(
                TokenSelector.label("alice"),
                TokenOptions.of(
                    (info, occasion) -> {
                      asked.incrementAndGet();
                      return Optional.of("wrong".toCharArray());
                    }))) {
      fault.faults().rules();
      for (int i = 0; i < 5; i++) {
        TokenException e = assertThrows(TokenException.class, wrong::login);
        assertEquals(Trouble.PIN_WRONG, e.trouble());
      }
      assertEquals(1, fault.faults().status().calls("C_Login"));
      assertEquals(5, asked.get());
    }
  }

  @Test
  void saysThatAKeyIsGone() throws Exception {
    StoredKey key = key();
    RoundTrips.use(key, KeyUse.SIGN);
    try (Token other = module.open(TokenSelector.label("alice"), fault.options("alice"))) {
      other.destroy(key.id(), PAIR);
    }
    TokenException e = assertThrows(TokenException.class, () -> key.sign(new byte[32]));
    assertEquals(Trouble.KEY_GONE, e.trouble());
  }
}
