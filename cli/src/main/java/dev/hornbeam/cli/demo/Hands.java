package dev.hornbeam.cli.demo;

import dev.hornbeam.cli.Progress;
import dev.hornbeam.mls.error.MlsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The threads that the members share, and the clock that tells how long something took. */
final class Hands implements AutoCloseable {
  /** What takes longer is told about at the terminal. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final Duration UPDATE = Duration.ofMillis(250);

  private final int count = Runtime.getRuntime().availableProcessors();
  private final ExecutorService workers = Executors.newFixedThreadPool(count, Hands::thread);
  private final ScheduledExecutorService watcher =
      Executors.newSingleThreadScheduledExecutor(Hands::thread);
  private final Progress progress;
  private final Duration patience;

  Hands(Progress progress) {
    this(progress, PATIENCE);
  }

  /**
   * @param patience how long something may take before it is told about
   */
  Hands(Progress progress, Duration patience) {
    this.progress = progress;
    this.patience = patience;
  }

  /** Something that is done for each of many. */
  interface Work<T> {
    void run(T item) throws DemoFailed, MlsException;
  }

  /** Something whose time is taken. */
  interface Task<R> {
    R run() throws DemoFailed, MlsException;
  }

  /** What a task gave, and how long it took. */
  record Timed<R>(R value, Duration took) {}

  /** For clients, whose own work can come in many pieces. */
  Executor executor() {
    return workers;
  }

  int count() {
    return count;
  }

  /**
   * Does one thing.
   *
   * @param what is shown if it is slow
   * @throws DemoFailed if the engine refuses it
   */
  <R> Timed<R> time(String what, Task<R> task) throws DemoFailed {
    try (Watch watch = new Watch(() -> what)) {
      R value = task.run();
      return new Timed<>(value, watch.elapsed());
    } catch (MlsException e) {
      throw new DemoFailed(what + ": " + e.getMessage(), e);
    }
  }

  /**
   * Does the same for each of many, several at once. The first that fails ends it.
   *
   * @param what is shown if it is slow
   * @return how long one took, on average
   * @throws DemoFailed if the engine refuses one
   */
  <T> Duration forEach(String what, List<T> items, Work<? super T> work) throws DemoFailed {
    Batch<T> batch = new Batch<>(items, work);
    Watch watch = new Watch(() -> what + ": " + batch);
    try {
      List<Future<Duration>> running = new ArrayList<>();
      for (int i = 0; i < Math.min(count, items.size()); i++) {
        running.add(workers.submit(batch));
      }
      return finish(what, running).dividedBy(Math.max(1, items.size()));
    } finally {
      watch.close();
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
    watcher.shutdownNow();
  }

  /** Waits for all of them, and adds up; or throws what the first that failed threw. */
  private static Duration finish(String what, List<Future<Duration>> running) throws DemoFailed {
    Duration total = Duration.ZERO;
    Optional<Throwable> failure = Optional.empty();
    for (Future<Duration> each : running) {
      try {
        total = total.plus(each.get());
      } catch (ExecutionException e) {
        failure = failure.or(() -> Optional.ofNullable(e.getCause()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DemoFailed(what + ": interrupted", e);
      }
    }
    if (failure.isPresent()) {
      rethrow(what, failure.get());
    }
    return total;
  }

  private static void rethrow(String what, Throwable failure) throws DemoFailed {
    if (failure instanceof DemoFailed e) {
      throw e;
    }
    if (failure instanceof MlsException e) {
      throw new DemoFailed(what + ": " + e.getMessage(), e);
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    throw new AssertionError(failure);
  }

  private static Thread thread(Runnable body) {
    Thread thread = new Thread(body, "hornbeam-demo");
    thread.setDaemon(true);
    return thread;
  }

  /** Work that several threads call, each of which takes the next item until there is none. */
  private static final class Batch<T> implements Callable<Duration> {
    private final List<T> items;
    private final Work<? super T> work;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    Batch(List<T> items, Work<? super T> work) {
      this.items = items;
      this.work = work;
    }

    /** How long the items of this thread took. */
    @Override
    public Duration call() throws DemoFailed, MlsException {
      long nanos = 0;
      boolean isWhole = false;
      try {
        for (int at = next.getAndIncrement(); at < items.size(); at = next.getAndIncrement()) {
          long start = System.nanoTime();
          work.run(items.get(at));
          nanos += System.nanoTime() - start;
          done.incrementAndGet();
        }
        isWhole = true;
      } finally {
        if (!isWhole) {
          next.set(items.size());
        }
      }
      return Duration.ofNanos(nanos);
    }

    /** How far it is. */
    @Override
    public String toString() {
      return Account.number(done.get()) + " of " + Account.number(items.size());
    }
  }

  /** Takes the time of something, and tells about it from when it has become slow. */
  private final class Watch implements AutoCloseable {
    private final long start = System.nanoTime();
    private final Supplier<String> text;
    private final ScheduledFuture<?> ticks;
    private boolean closed;

    Watch(Supplier<String> text) {
      this.text = text;
      this.ticks =
          watcher.scheduleAtFixedRate(
              this::tick, patience.toNanos(), UPDATE.toNanos(), TimeUnit.NANOSECONDS);
    }

    Duration elapsed() {
      return Duration.ofNanos(System.nanoTime() - start);
    }

    private synchronized void tick() {
      if (!closed) {
        progress.show(text.get() + ", " + elapsed().toSeconds() + " s");
      }
    }

    @Override
    public synchronized void close() {
      closed = true;
      ticks.cancel(false);
      progress.clear();
    }
  }
}
