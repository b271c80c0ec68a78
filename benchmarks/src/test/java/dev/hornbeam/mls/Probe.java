package dev.hornbeam.mls;

import dev.hornbeam.mls.crypto.CryptoOperation;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.tree.TreeMeter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what one client does: primitives, nodes of trees, rows of its store. Never time. */
final class Probe {
  private final Map<CryptoOperation, Integer> counts = new ConcurrentHashMap<>();
  private final CountingStore store = new CountingStore();

  /**
   * What an operation took.
   *
   * @param operations how often each happened; those that did not are absent
   * @param visits nodes that were looked at or made
   * @param treeHashes tree hashes and parent hashes
   * @param written rows that were written or deleted, and deletions of many
   * @param read rows that were read
   * @param listed keys that were listed
   */
  record Cost(
      Map<CryptoOperation, Integer> operations,
      long visits,
      long treeHashes,
      int written,
      int read,
      int listed) {
    int of(CryptoOperation operation) {
      return operations.getOrDefault(operation, 0);
    }
  }

  /** A client whose doings are counted, but for who it is. */
  MlsClientBuilder client() {
    return new MlsClientBuilder(LargeGroup.SUITE)
        .grease(GreasePolicy.NOT_SENT)
        .profile(CryptoProfile.fastest().observed(each -> counts.merge(each, 1, Integer::sum)))
        .store(store);
  }

  /** Brings a member to life whose doings are counted. */
  Group member(LargeGroup group, int leaf) throws MlsException {
    return group.member(leaf, client(), store);
  }

  /** Counts what happens in the operation; node visits also those of other clients. */
  Cost cost(TreeMeter.Operation operation) throws MlsException {
    counts.clear();
    store.reset();
    TreeMeter.Cost tree = TreeMeter.measure(operation);
    return new Cost(
        new TreeMap<>(counts),
        tree.visits(),
        tree.hashes(),
        store.written(),
        store.read(),
        store.listed());
  }
}
