package dev.hornbeam.benchmarks.baseline;

import dev.hornbeam.mls.crypto.CryptoObserver;
import dev.hornbeam.mls.crypto.CryptoOperation;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts cryptographic operations, also those of several threads. */
public final class Counts implements CryptoObserver {
  private final Map<CryptoOperation, Integer> counts = new ConcurrentHashMap<>();

  @Override
  public void observed(CryptoOperation operation) {
    counts.merge(operation, 1, Integer::sum);
  }

  /** How often an operation happened since the last reset. */
  public int of(CryptoOperation operation) {
    return counts.getOrDefault(operation, 0);
  }

  /** Starts again from zero. */
  public void reset() {
    counts.clear();
  }
}
