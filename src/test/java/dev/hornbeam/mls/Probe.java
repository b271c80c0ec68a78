package dev.hornbeam.mls;

import dev.hornbeam.mls.crypto.CryptoOperation;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.testing.OperationCounts;
import dev.hornbeam.mls.tree.TreeMeter;
import dev.hornbeam.mls.types.Store;
import java.util.Map;

/** Counts what one client does: primitives, nodes of trees, rows of its store. Never time. */
final class Probe {
  private final OperationCounts counts = new OperationCounts();
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
        .profile(CryptoProfile.fastest().observed(counts))
        .store(store);
  }

  Store store() {
    return store;
  }

  /** Counts what happens in the operation; node visits also those of other clients. */
  Cost cost(TreeMeter.Operation operation) throws MlsException {
    counts.reset();
    store.reset();
    TreeMeter.Cost tree = TreeMeter.measure(operation);
    return new Cost(
        counts.all(), tree.visits(), tree.hashes(), store.written(), store.read(), store.listed());
  }
}
