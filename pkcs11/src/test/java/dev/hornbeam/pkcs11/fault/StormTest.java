package dev.hornbeam.pkcs11.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.pkcs11.TokenException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads on one token whose sessions are lost every second. */
class StormTest {
  private static final int THREADS = 16;
  private static final int SECONDS = 60;
  private static final Operation[] WORK = {
    Operation.SIGN, Operation.DERIVE, Operation.SIGN, Operation.WRAP, Operation.FIND
  };

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void noResultIsWrongAndNobodyIsStuck() throws Exception {
    try (Bench bench = Bench.open()) {
      Set<String> before = bench.objects();
      bench.faults.rules("lose-sessions * period=1s");
      AtomicBoolean isOver = new AtomicBoolean();
      AtomicLong done = new AtomicLong();
      ExecutorService threads = Executors.newFixedThreadPool(THREADS);
      try {
        List<Future<Long>> results = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          int first = i;
          results.add(threads.submit(() -> work(bench, first, isOver, done)));
        }
        TimeUnit.SECONDS.sleep(SECONDS);
        isOver.set(true);
        for (Future<Long> result : results) {
          assertTrue(result.get() > 0, "a thread got nothing done");
        }
      } finally {
        isOver.set(true);
        threads.shutdownNow();
      }
      var status = bench.faults.status();
      assertTrue(status.fired().get(0) > SECONDS / 2, "sessions were lost too seldom");
      assertTrue(status.sessionsPeak() <= Bench.MAX_SESSIONS, "sessions: " + status.sessionsPeak());
      bench.faults.rules();
      assertEquals(before, bench.objects());
      assertEquals(0, bench.token().sessions().leased());
    }
  }

  /** Works on until it is over; each operation checks its own result. */
  private static long work(Bench bench, int first, AtomicBoolean isOver, AtomicLong done)
      throws Exception {
    long mine = 0;
    for (int i = first; !isOver.get(); i++) {
      Operation operation = WORK[i % WORK.length];
      try {
        operation.run(bench);
        mine++;
        done.incrementAndGet();
      } catch (TokenException e) {
        throw new AssertionError(operation + " failed: " + e.trouble(), e);
      }
    }
    return mine;
  }
}
