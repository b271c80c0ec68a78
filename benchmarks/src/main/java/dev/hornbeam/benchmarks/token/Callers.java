package dev.hornbeam.benchmarks.token;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that do the same at once, since the number of JMH's own cannot be a parameter. */
final class Callers implements AutoCloseable {
  private final int count;
  private final ExecutorService threads;

  Callers(int count) {
    this.count = count;
    this.threads = Executors.newFixedThreadPool(count);
  }

  /**
   * Does something so many times in all, and waits until it is done.
   *
   * @param times divisible by the number of threads
   * @return what came of each time
   */
  <T> List<T> share(int times, Callable<T> work) {
    List<Callable<T>> all = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      all.add(work);
    }
    return atOnce(all);
  }

  /** Does some things, each thread the same number of them. */
  <T> List<T> atOnce(List<Callable<T>> work) {
    int each = work.size() / count;
    List<Callable<List<T>>> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Callable<T>> part = work.subList(i * each, (i + 1) * each);
      parts.add(() -> inTurn(part));
    }
    try {
      List<T> results = new ArrayList<>();
      for (Future<List<T>> part : threads.invokeAll(parts)) {
        results.addAll(part.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static <T> List<T> inTurn(List<Callable<T>> work) throws Exception {
    List<T> results = new ArrayList<>();
    for (Callable<T> each : work) {
      results.add(each.call());
    }
    return results;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
