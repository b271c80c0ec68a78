package dev.hornbeam.benchmarks.token;

import dev.hornbeam.pkcs11.ObservedModule;
import java.util.Map;
import java.util.TreeMap;

/** Counts the calls that each thread makes into a module. */
final class CountedCalls implements ObservedModule.Observer {
  private final ThreadLocal<Map<String, Integer>> counts = ThreadLocal.withInitial(TreeMap::new);

  @Override
  public Runnable entering(String function) {
    counts.get().merge(function, 1, Integer::sum);
    return () -> {};
  }

  /** What this thread has called since it asked the last time. */
  Map<String, Integer> take() {
    Map<String, Integer> taken = counts.get();
    counts.remove();
    return taken;
  }
}
