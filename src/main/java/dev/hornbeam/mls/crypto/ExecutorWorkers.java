package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.error.MlsException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** {@link Workers#on}. */
record ExecutorWorkers(Executor executor, int parallelism) implements Workers {
  /**
   * How often the caller looks whether the last items are done before it sleeps: for about as long
   * as a public-key operation takes, which is less than to fall asleep and be woken.
   */
  private static final int LOOKS = Runtime.getRuntime().availableProcessors() == 1 ? 0 : 2000;

  ExecutorWorkers {
    if (parallelism < 1) {
      throw new IllegalArgumentException("no parallelism: " + parallelism);
    }
  }

  @Override
  public <T> void forEach(List<T> items, Action<? super T> action) throws MlsException {
    Batch<T> batch = new Batch<>(items, action);
    int helpers = Math.min(parallelism, items.size()) - 1;
    try {
      for (int i = 0; i < helpers; i++) {
        executor.execute(batch);
      }
    } catch (RuntimeException | Error e) {
      // Rejected, or no thread to be had: this one, and what helpers there are, take the items on.
    }
    batch.run();
    batch.await();
  }

  /**
   * Items are handed out in order, so the items before a failed one are all begun: their failures
   * are seen too, and the first one is the same whatever the threads do.
   */
  private static final class Batch<T> implements Runnable {
    private final List<T> items;
    private final Action<? super T> action;
    private int next;
    private volatile int running;
    private int failedAt = Integer.MAX_VALUE;
    private @Nullable Throwable failure;

    Batch(List<T> items, Action<? super T> action) {
      this.items = items;
      this.action = action;
    }

    @Override
    public void run() {
      for (int i = begin(); i >= 0; i = begin()) {
        try {
          action.run(items.get(i));
          end();
        } catch (Throwable e) {
          // Also what is not declared: other languages than Java throw checked exceptions anywhere.
          fail(i, e);
        }
      }
    }

    private synchronized int begin() {
      if (next == items.size() || failure != null) {
        return -1;
      }
      running++;
      return next++;
    }

    private synchronized void end() {
      running--;
      if (running == 0) {
        notifyAll();
      }
    }

    private synchronized void fail(int index, Throwable thrown) {
      if (index < failedAt) {
        failedAt = index;
        failure = thrown;
      }
      end();
    }

    void await() throws MlsException {
      for (int i = 0; i < LOOKS && running > 0; i++) {
        Thread.onSpinWait();
      }
      awaitAsleep();
    }

    private synchronized void awaitAsleep() throws MlsException {
      boolean interrupted = false;
      while (running > 0) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (failure instanceof MlsException e) {
        throw e;
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
      if (failure != null) {
        throw new UndeclaredThrowableException(failure);
      }
    }
  }
}
