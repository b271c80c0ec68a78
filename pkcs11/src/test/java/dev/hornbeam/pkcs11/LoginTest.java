package dev.hornbeam.pkcs11;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.PasswordCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

class LoginTest {
  private static final long LOGIN_REQUIRED = PKCS11Constants.CKF_LOGIN_REQUIRED;
  private static final KeyTraits EACH_USE = new KeyTraits(KeyType.P256, KeyTraits.LoginEach.USE);

  private final FakeModule fake = new FakeModule();
  private final List<char[]> given = new ArrayList<>();
  private Cryptoki cryptoki;
  private Session session;

  @BeforeEach
  void start() throws Exception {
    cryptoki = fake.start();
    session = Session.open(cryptoki, 0, 0);
    fake.tokenFlags(LOGIN_REQUIRED);
  }

  @AfterEach
  void stop() {
    session.close();
    cryptoki.leave();
  }

  private PinDesk desk(String... pins) {
    List<String> left = new ArrayList<>(List.of(pins));
    return new PinDesk(
        (token, occasion) -> {
          char[] pin = left.remove(0).toCharArray();
          given.add(pin);
          return Optional.of(pin);
        });
  }

  private Trouble refused(PinDesk desk) {
    return assertThrows(TokenException.class, () -> session.login().ensure(session, desk))
        .trouble();
  }

  @Test
  void logsInOnceAndWipesThePin() throws Exception {
    PinDesk desk = desk("1234", "1234");
    session.login().ensure(session, desk);
    session.login().ensure(session, desk);
    assertEquals(List.of("1:1234"), fake.pins());
    assertArrayEquals(new char[4], given.get(0));
  }

  @Test
  void takesALoginOfSomeoneElse() throws Exception {
    fake.fail("C_Login", Ckr.USER_ALREADY_LOGGED_IN);
    session.login().ensure(session, desk("1234"));
    assertTrue(session.isGood());
  }

  @Test
  void sendsEachWrongPinOnce() {
    fake.fail("C_Login", Ckr.PIN_INCORRECT);
    fake.fail("C_Login", Ckr.PIN_INCORRECT);
    PinDesk desk = desk("1111", "1111", "1111", "2222", "2222");
    for (int i = 0; i < 5; i++) {
      assertEquals(Trouble.PIN_WRONG, refused(desk));
    }
    assertEquals(List.of("1:1111", "1:2222"), fake.pins());
  }

  @Test
  void sendsNoRefusedPinAgainAfterAnother() throws Exception {
    fake.fail("C_Login", Ckr.PIN_INCORRECT);
    fake.fail("C_Login", Ckr.PIN_INCORRECT);
    PinDesk desk = desk("1111", "2222", "1111", "2222", "3333");
    for (int i = 0; i < 4; i++) {
      assertEquals(Trouble.PIN_WRONG, refused(desk));
    }
    session.login().ensure(session, desk);
    assertEquals(List.of("1:1111", "1:2222", "1:3333"), fake.pins());
  }

  @Test
  void sendsNoEmptyLineOfAFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("pin");
    for (String content : List.of("", "\n1234\n", "\r\n")) {
      Files.writeString(file, content);
      assertEquals(Trouble.PIN_MISSING, refused(new PinDesk(PinSource.file(file))));
    }
    assertEquals(List.of(), fake.pins());
  }

  @Test
  void tellsHowManyTriesAreLeft() {
    fake.fail("C_Login", Ckr.PIN_INCORRECT);
    fake.tokenFlags(LOGIN_REQUIRED | PKCS11Constants.CKF_USER_PIN_FINAL_TRY);
    TokenException e =
        assertThrows(TokenException.class, () -> session.login().ensure(session, desk("1111")));
    assertTrue(e.getMessage().contains("one try is left"), e.getMessage());
    assertEquals(Ckr.PIN_INCORRECT.value(), e.ckr().getAsLong());
  }

  @Test
  void sendsNothingToALockedToken() {
    fake.tokenFlags(LOGIN_REQUIRED | PKCS11Constants.CKF_USER_PIN_LOCKED);
    assertEquals(Trouble.PIN_LOCKED, refused(desk("1234")));
    assertEquals(List.of(), fake.pins());
  }

  @Test
  void sendsNoPinAgainWhoseTryMayHaveCounted() {
    fake.fail("C_Login", Ckr.DEVICE_ERROR);
    PinDesk desk = desk("1111", "1111");
    assertEquals(Trouble.LOST, refused(desk));
    fake.tokenFlags(LOGIN_REQUIRED | PKCS11Constants.CKF_USER_PIN_COUNT_LOW);
    assertEquals(Trouble.PIN_WRONG, refused(desk));
    assertEquals(List.of("1:1111"), fake.pins());
  }

  @Test
  void letsTheTokenAskItself() throws Exception {
    fake.tokenFlags(LOGIN_REQUIRED | PKCS11Constants.CKF_PROTECTED_AUTHENTICATION_PATH);
    session.login().ensure(session, new PinDesk(PinSource.none()));
    assertEquals(List.of("1:none"), fake.pins());
  }

  @Test
  void goesWithoutLoginIfThereIsNoPin() throws Exception {
    session.login().ensure(session, new PinDesk(PinSource.none()));
    assertEquals(List.of(), fake.pins());
  }

  @Test
  void logsInForEachUse() throws Exception {
    byte[] input = new byte[32];
    KeyUsing.sign(session, desk("1234"), 7, EACH_USE, input);
    assertEquals(List.of("2:1234"), fake.pins());
    List<String> calls = fake.calls();
    assertTrue(calls.indexOf("C_SignInit") < calls.indexOf("C_Login"));
    assertTrue(calls.indexOf("C_Login") < calls.indexOf("C_Sign"));
  }

  @Test
  void givesUpASessionWhoseUseWasNotPermitted() {
    fake.fail("C_Login", Ckr.PIN_INCORRECT);
    assertThrows(
        TokenException.class,
        () -> KeyUsing.sign(session, desk("1111"), 7, EACH_USE, new byte[32]));
    assertTrue(!session.isGood());
  }

  @Test
  void readsTheFirstLineOfAFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("pin");
    Files.writeString(file, "süß 1\r\nmore\n");
    TokenInfo token = session.tokenInfo();
    assertArrayEquals(
        "süß 1".toCharArray(),
        PinSource.file(file).pin(token, PinSource.Occasion.LOGIN).orElseThrow());
    Files.delete(file);
    assertEquals(
        Trouble.PIN_MISSING,
        assertThrows(
                TokenException.class,
                () -> PinSource.file(file).pin(token, PinSource.Occasion.LOGIN))
            .trouble());
  }

  @Test
  void asksACallbackHandler() throws Exception {
    TokenInfo token = session.tokenInfo();
    CallbackHandler handler =
        callbacks -> {
          PasswordCallback password = (PasswordCallback) callbacks[0];
          assertTrue(password.getPrompt().contains("fake"));
          password.setPassword("1234".toCharArray());
        };
    assertArrayEquals(
        "1234".toCharArray(),
        PinSource.callback(handler).pin(token, PinSource.Occasion.LOGIN).orElseThrow());
    CallbackHandler failing =
        callbacks -> {
          throw new IOException("no terminal");
        };
    assertEquals(
        Trouble.PIN_MISSING,
        assertThrows(
                TokenException.class,
                () -> PinSource.callback(failing).pin(token, PinSource.Occasion.LOGIN))
            .trouble());
    assertThrows(
        TokenException.class,
        () -> PinSource.environment("NO_SUCH_PIN").pin(token, PinSource.Occasion.LOGIN));
  }
}
