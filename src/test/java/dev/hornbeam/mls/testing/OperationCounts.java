package dev.hornbeam.mls.testing;

import dev.hornbeam.mls.crypto.CryptoObserver;
import dev.hornbeam.mls.crypto.CryptoOperation;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Counts cryptographic operations, also those of several threads. */
public final class OperationCounts implements CryptoObserver {
  private final Map<CryptoOperation, Integer> counts = new ConcurrentHashMap<>();

  @Override
  public void observed(CryptoOperation operation) {
    counts.merge(operation, 1, Integer::sum);
  }

  /** How often since the last reset. */
  public int of(CryptoOperation operation) {
    return counts.getOrDefault(operation, 0);
  }

  /** The operations that happened since the last reset, with how often. */
  public Map<CryptoOperation, Integer> all() {
    return new TreeMap<>(counts);
  }

  /** Starts again from zero. */
  public void reset() {
    counts.clear();
  }

  @Override
  public String toString() {
    return all().toString();
  }
}
