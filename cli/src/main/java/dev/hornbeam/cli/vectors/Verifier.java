package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hornbeam.cli.Progress;
import dev.hornbeam.cli.vectors.CaseResult.Outcome;
import dev.hornbeam.mls.error.MlsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Verifies the cases of a file, as many at once as there are processors. */
final class Verifier implements AutoCloseable {
  private static final long SLOW_MILLIS = 1000;
  private static final long UPDATE_MILLIS = 200;

  private final ExecutorService workers =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
  private final Progress progress;

  Verifier(Progress progress) {
    this.progress = progress;
  }

  /** The results in the order of the cases. */
  List<CaseResult> verify(VectorFile file) throws InterruptedException {
    List<Future<CaseResult>> pending = new ArrayList<>();
    for (int i = 0; i < file.cases().size(); i++) {
      int index = i;
      pending.add(workers.submit(() -> verify(file.kind(), file.cases().get(index), index)));
    }
    List<CaseResult> results = new ArrayList<>();
    long patience = SLOW_MILLIS;
    long start = System.nanoTime();
    for (Future<CaseResult> one : pending) {
      while (!isDone(one, Math.max(0, patience - millisSince(start)))) {
        long done = pending.stream().filter(Future::isDone).count();
        progress.show(file.path().getFileName() + ": " + done + " of " + pending.size() + " cases");
        patience = millisSince(start) + UPDATE_MILLIS;
      }
      results.add(result(one));
    }
    progress.clear();
    return results;
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }

  static CaseResult verify(VectorKind kind, JsonNode vector, int index) {
    Set<String> missing = VectorKinds.missing(kind, vector);
    if (!missing.isEmpty()) {
      String what = kind.name() + " needs the field " + String.join(", ", missing);
      return new CaseResult(index, Outcome.MALFORMED, what);
    }
    try {
      kind.verify(new VectorCase(vector, ""));
      return CaseResult.passed(index);
    } catch (MalformedVector e) {
      return new CaseResult(index, Outcome.MALFORMED, e.getMessage());
    } catch (VectorMismatch e) {
      return new CaseResult(index, Outcome.FAILED, e.getMessage());
    } catch (MlsException e) {
      return new CaseResult(index, Outcome.FAILED, "the engine refused it: " + e.getMessage());
    } catch (RuntimeException | AssertionError e) {
      // A value that no primitive takes, such as a key that is too short, is a failed case.
      return new CaseResult(index, Outcome.FAILED, e.toString());
    }
  }

  private static boolean isDone(Future<CaseResult> one, long millis) throws InterruptedException {
    try {
      one.get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    }
  }

  private static CaseResult result(Future<CaseResult> done) throws InterruptedException {
    try {
      return done.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private static long millisSince(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }
}
