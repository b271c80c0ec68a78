package dev.hornbeam.interop;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The signal that ends this process, by Ctrl-C or {@code kill}. A thread waits for it and then
 * cleans up, in its own order; the process ends when that thread has closed this, or when it took
 * too long.
 */
final class StopSignal implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final CountDownLatch given = new CountDownLatch(1);
  private final CountDownLatch followed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::follow, "hornbeam-interop-stop");
  private final PrintWriter err;

  private StopSignal(PrintWriter err) {
    this.err = err;
  }

  /**
   * Expects a signal from now on.
   *
   * @param err is told if it took too long to clean up; stays the caller's
   */
  static StopSignal expect(PrintWriter err) {
    StopSignal signal = new StopSignal(err);
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  /**
   * Waits until the signal is given.
   *
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  void await() throws InterruptedException {
    given.await();
  }

  private void follow() {
    given.countDown();
    try {
      if (!followed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        err.println("It takes too long to clean up: keys may be left on the token.");
        err.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** All is cleaned up: the process may end. */
  @Override
  public void close() {
    followed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already.
    }
  }
}
