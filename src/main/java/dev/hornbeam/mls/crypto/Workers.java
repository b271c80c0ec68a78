package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.error.MlsException;
import java.util.List;
import java.util.concurrent.Executor;

/** Where work that comes in many like pieces is done: signatures of leaves, HPKE seals, hashes. */
public interface Workers {
  /** What is done with one piece. */
  @FunctionalInterface
  interface Action<T> {
    void run(T item) throws MlsException;
  }

  /**
   * Does the action with each item and returns when all are done. What the actions wrote is then
   * visible to the caller. Once an action fails no further items are begun.
   *
   * @throws MlsException what the action threw for the first of the items that failed
   */
  <T> void forEach(List<T> items, Action<? super T> action) throws MlsException;

  /** On the calling thread, in the order of the list. */
  static Workers direct() {
    return new Workers() {
      @Override
      public <T> void forEach(List<T> items, Action<? super T> action) throws MlsException {
        for (T item : items) {
          action.run(item);
        }
      }
    };
  }

  /**
   * On the calling thread and, with its help, on the executor. The caller does all of the work
   * itself if the executor is busy or refuses, so that a bounded pool cannot come to a standstill.
   *
   * @param executor stays the caller's
   * @param parallelism at most how many threads work, the calling one counted
   */
  static Workers on(Executor executor, int parallelism) {
    return new ExecutorWorkers(executor, parallelism);
  }
}
