package dev.hornbeam.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionPoolTest {
  private final FakeModule fake = new FakeModule();
  private Cryptoki cryptoki;
  private SessionPool pool;

  @BeforeEach
  void start() throws Exception {
    cryptoki = fake.start();
    pool = pool(2, Duration.ofMillis(50));
  }

  @AfterEach
  void stop() {
    pool.close();
    cryptoki.leave();
  }

  private SessionPool pool(int size, Duration patience) {
    return new SessionPool(() -> Session.open(cryptoki, 0, 0), size, patience);
  }

  @Test
  void handsOutTheLastOneAgain() throws Exception {
    Session first = pool.lease(session -> session);
    assertSame(first, pool.lease(session -> session));
    assertEquals(new Token.SessionCount(1, 0), pool.count());
    assertEquals(1, fake.calls("C_OpenSession"));
  }

  @Test
  void closesOneThatSawSomethingUnexpected() throws Exception {
    Session first = pool.lease(session -> session);
    fake.fail("C_Sign", Ckr.OPERATION_ACTIVE);
    assertThrows(TokenException.class, () -> pool.lease(session -> session.sign(new byte[1])));
    assertNotSame(first, pool.lease(session -> session));
    assertEquals(1, fake.openSessions());
  }

  @Test
  void keepsOneThatSawWhatLeavesItClean() throws Exception {
    Session first = pool.lease(session -> session);
    fake.fail("C_GetAttributeValue", Ckr.OBJECT_HANDLE_INVALID);
    assertThrows(TokenException.class, () -> pool.lease(session -> session.read(1, 2)));
    assertSame(first, pool.lease(session -> session));
  }

  @Test
  void closesOneWhoseOperationMayHaveBegun() throws Exception {
    Session first = pool.lease(session -> session);
    fake.fail("C_SignInit", Ckr.MECHANISM_INVALID);
    assertThrows(
        TokenException.class,
        () ->
            pool.lease(
                session -> {
                  session.beginSigning(Session.mechanism(1), 1);
                  return session;
                }));
    assertNotSame(first, pool.lease(session -> session));
  }

  @Test
  void triesAgainToClose() throws Exception {
    fake.fail("C_Sign", Ckr.GENERAL_ERROR);
    fake.fail("C_CloseSession", Ckr.HOST_MEMORY);
    fake.fail("C_CloseSession", Ckr.DEVICE_ERROR);
    assertThrows(TokenException.class, () -> pool.lease(session -> session.sign(new byte[1])));
    assertEquals(1, fake.openSessions());
  }

  @Test
  void opensAnotherBeforeItClosesTheLastOne() throws Exception {
    fake.fail("C_Sign", Ckr.GENERAL_ERROR);
    assertThrows(TokenException.class, () -> pool.lease(session -> session.sign(new byte[1])));
    assertEquals(1, fake.fewestSessions());
  }

  @Test
  void isBusyWhenAllAreInUseForLong() throws Exception {
    pool.pin();
    pool.lease(
        held -> {
          TokenException e =
              assertThrows(TokenException.class, () -> pool.lease(session -> session));
          assertEquals(Trouble.BUSY, e.trouble());
          return held;
        });
    TokenException e = assertThrows(TokenException.class, pool::pin);
    assertEquals(Trouble.BUSY, e.trouble());
    assertEquals(new Token.SessionCount(2, 1), pool.count());
  }

  @Test
  void canBeInterruptedWhileItWaits() throws Exception {
    SessionPool patient = pool(2, Duration.ofHours(1));
    Session one = patient.pin();
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Thread holder =
        new Thread(
            () -> {
              try {
                patient.lease(
                    session -> {
                      held.countDown();
                      await(release);
                      return session;
                    });
              } catch (TokenException e) {
                throw new AssertionError(e);
              }
            });
    holder.start();
    held.await();
    FutureTask<Trouble> waiting =
        new FutureTask<>(
            () -> {
              TokenException e =
                  assertThrows(TokenException.class, () -> patient.lease(session -> session));
              assertTrue(Thread.currentThread().isInterrupted());
              return e.trouble();
            });
    Thread waiter = new Thread(waiting);
    waiter.start();
    waiter.interrupt();
    assertEquals(Trouble.INTERRUPTED, get(waiting));
    release.countDown();
    holder.join();
    patient.unpin(one);
    patient.close();
  }

  @Test
  void closesAnAbandonedOneWithTheNextLease() throws Exception {
    Session pinned = pool.pin();
    pool.abandon(pinned);
    assertEquals(0, fake.calls("C_CloseSession"));
    pool.lease(session -> session);
    assertEquals(1, fake.calls("C_CloseSession"));
    assertEquals(1, fake.openSessions());
  }

  @Test
  void waitsWhenTheTokenAllowsNoMore() throws Exception {
    fake.fail("C_OpenSession", Ckr.SESSION_COUNT);
    pool.lease(session -> session);
    assertEquals(2, fake.calls("C_OpenSession"));
  }

  @Test
  void refusesHandlesOfAnEarlierInitialisation() throws Exception {
    Session old = pool.lease(session -> session);
    cryptoki.renew(cryptoki.generation(), TokenException.lost(Reaction.MODULE_LOST, "test"));
    long calls = fake.calls("C_Sign");
    TokenException e = assertThrows(TokenException.class, () -> old.sign(new byte[1]));
    assertEquals(Reaction.SESSION_LOST, e.reaction());
    assertEquals(calls, fake.calls("C_Sign"));
    assertNotSame(old, pool.lease(session -> session));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static <T> T get(FutureTask<T> task) throws Exception {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }
}
