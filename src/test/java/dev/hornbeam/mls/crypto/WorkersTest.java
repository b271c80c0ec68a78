package dev.hornbeam.mls.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MlsException;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private static final List<Integer> ITEMS = IntStream.range(0, 1000).boxed().toList();

  private final ExecutorService pool = Executors.newFixedThreadPool(3);

  @AfterEach
  void shutDown() {
    pool.shutdownNow();
  }

  @Test
  void directIsInOrderOnThisThread() throws Exception {
    List<Integer> done = new ArrayList<>();
    Workers.direct().forEach(ITEMS, done::add);
    assertEquals(ITEMS, done);
  }

  @Test
  void everyItemIsDoneOnce() throws Exception {
    for (int parallelism : List.of(1, 2, 8)) {
      AtomicInteger count = new AtomicInteger();
      Set<Integer> done = ConcurrentHashMap.newKeySet();
      Workers.on(pool, parallelism)
          .forEach(
              ITEMS,
              i -> {
                count.incrementAndGet();
                done.add(i);
              });
      assertEquals(ITEMS.size(), count.get());
      assertEquals(ITEMS.size(), done.size());
    }
    Workers.on(pool, 4).forEach(List.of(), i -> assertTrue(false));
  }

  @Test
  void itemsRunAtTheSameTime() throws Exception {
    CountDownLatch all = new CountDownLatch(4);
    Workers.on(pool, 4)
        .forEach(
            ITEMS.subList(0, 4),
            i -> {
              all.countDown();
              awaitQuietly(all);
            });
    assertEquals(0, all.getCount());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theFirstFailureIsThrown() {
    List<MlsException> failures = new ArrayList<>();
    ITEMS.forEach(i -> failures.add(new KeyUnavailable("item " + i)));
    for (Workers workers : List.of(Workers.direct(), Workers.on(pool, 4))) {
      AtomicInteger begun = new AtomicInteger();
      KeyUnavailable thrown =
          assertThrows(
              KeyUnavailable.class,
              () ->
                  workers.forEach(
                      ITEMS,
                      i -> {
                        begun.incrementAndGet();
                        if (i >= 100) {
                          throw failures.get(i);
                        }
                      }));
      assertSame(failures.get(100), thrown);
      assertTrue(begun.get() < 110);
    }
  }

  @Test
  void defectsAreThrownToo() {
    IllegalStateException defect = new IllegalStateException();
    assertSame(
        defect,
        assertThrows(
            IllegalStateException.class,
            () ->
                Workers.on(pool, 4)
                    .forEach(
                        ITEMS,
                        i -> {
                          throw defect;
                        })));
    assertThrows(
        AssertionError.class,
        () ->
            Workers.on(pool, 4)
                .forEach(
                    ITEMS,
                    i -> {
                      throw new AssertionError();
                    }));
  }

  /** Other languages than Java throw checked exceptions that nothing declares. */
  @Test
  void whatIsNotDeclaredIsThrownToo() {
    IOException undeclared = new IOException();
    CountDownLatch thrown = new CountDownLatch(1);
    UndeclaredThrowableException e =
        assertThrows(
            UndeclaredThrowableException.class,
            () ->
                assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> {
                      Thread caller = Thread.currentThread();
                      Workers.on(pool, 2)
                          .forEach(
                              List.of(0, 1),
                              i -> {
                                if (Thread.currentThread() == caller) {
                                  awaitQuietly(thrown);
                                } else {
                                  thrown.countDown();
                                  throwUndeclared(undeclared);
                                }
                              });
                    }));
    assertSame(undeclared, e.getUndeclaredThrowable());
  }

  @SuppressWarnings("unchecked") // the point of it: the cast is erased
  private static <E extends Exception> void throwUndeclared(Exception e) throws E {
    throw (E) e;
  }

  /** A pool whose only thread is the one that asks for help. */
  @Test
  void aBusyPoolIsNoDeadlock() throws Exception {
    ExecutorService single = Executors.newSingleThreadExecutor();
    try {
      AtomicInteger count = new AtomicInteger();
      single
          .submit(
              () -> {
                Workers.on(single, 4).forEach(ITEMS, i -> count.incrementAndGet());
                return count;
              })
          .get();
      assertEquals(ITEMS.size(), count.get());
    } finally {
      single.shutdownNow();
    }
  }

  @Test
  void aPoolThatRefusesLeavesTheWorkToTheCaller() throws Exception {
    Executor refusing =
        task -> {
          throw new RejectedExecutionException();
        };
    List<Integer> done = new ArrayList<>();
    Workers.on(refusing, 4).forEach(ITEMS, done::add);
    assertEquals(ITEMS, done);
    assertThrows(IllegalArgumentException.class, () -> Workers.on(refusing, 0));
  }

  /** As a pool throws that cannot start a thread; what it began before is waited for. */
  @Test
  void aPoolThatFailsLeavesTheWorkToTheCaller() throws Exception {
    List<Integer> items = IntStream.range(0, 100).boxed().toList();
    AtomicInteger given = new AtomicInteger();
    Executor failing =
        work -> {
          if (given.incrementAndGet() == 2) {
            throw new OutOfMemoryError("no more threads, says the test");
          }
          pool.execute(work);
        };
    AtomicInteger done = new AtomicInteger();
    Workers.on(failing, 4).forEach(items, item -> done.incrementAndGet());
    assertEquals(items.size(), done.get());
  }

  @Test
  void anInterruptIsKeptForTheCaller() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Thread caller = Thread.currentThread();
    Workers.on(pool, 2)
        .forEach(
            List.of(0, 1),
            i -> {
              if (Thread.currentThread() == caller) {
                awaitQuietly(started);
                caller.interrupt();
                mayEnd.countDown();
              } else {
                started.countDown();
                awaitQuietly(mayEnd);
              }
            });
    assertTrue(Thread.interrupted());
  }
}
