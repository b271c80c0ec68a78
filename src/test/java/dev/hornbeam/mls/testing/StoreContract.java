package dev.hornbeam.mls.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.StoreFailed;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Store} must do. The test of a store implements this. {@code
 * -Dhornbeam.store.seed=N} has the same random changes again.
 */
public interface StoreContract {
  String SEED = "hornbeam.store.seed";
  GroupId GROUP = GroupId.of("group");

  /** Scopes that a store may confuse: one is the start of another, or its successor. */
  List<GroupId> GROUPS =
      List.of(
          GROUP, GroupId.of("group\0"), GroupId.of("groups"), GroupId.of("grou"), id(0xff), id());

  /** Kinds that a store may confuse: one follows another, or an earlier one. */
  List<StoreKey.Kind> KINDS =
      List.of(StoreKey.Kind.GROUP, StoreKey.Kind.TREE_NODE, StoreKey.Kind.KEY);

  /** A store with nothing in it. */
  Store emptyStore() throws Exception;

  /** The same store as another process finds it. */
  default Store reopened(Store store) throws Exception {
    return store;
  }

  private static GroupId id(int... bytes) {
    byte[] value = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      value[i] = (byte) bytes[i];
    }
    return new GroupId(Bytes.own(value));
  }

  private static StoreKey key(StoreKey.Kind kind, GroupId group, long epoch, long index) {
    return StoreKey.of(kind, group, epoch, index);
  }

  private static ChangeSet put(ChangeSet changes, StoreKey key, int value) {
    return changes.put(key, Bytes.own(new byte[] {(byte) value}));
  }

  private static Bytes read(Store store, StoreKey key) throws StoreFailed {
    try (Secret value = store.read(key).orElseThrow()) {
      return Bytes.copyOf(value.expose());
    }
  }

  private static Map<StoreKey, Bytes> all(Store store) throws StoreFailed {
    Map<StoreKey, Bytes> rows = new TreeMap<>();
    for (StoreKey.Kind kind : StoreKey.Kind.values()) {
      for (StoreKey key : store.keys(kind)) {
        rows.put(key, read(store, key));
      }
    }
    return rows;
  }

  @Test
  default void keepsReplacesAndDrops() throws Exception {
    Store store = emptyStore();
    StoreKey key = StoreKey.of(StoreKey.Kind.GROUP, GROUP);
    assertEquals(Optional.empty(), store.read(key));
    try (ChangeSet changes = new ChangeSet()) {
      store.apply(put(changes, key, 1));
    }
    assertEquals(Bytes.own(new byte[] {1}), read(reopened(store), key));
    try (ChangeSet changes = new ChangeSet()) {
      store.apply(put(changes, key, 2));
    }
    assertEquals(Bytes.own(new byte[] {2}), read(reopened(store), key));
    try (ChangeSet changes = new ChangeSet()) {
      store.apply(changes.delete(key));
    }
    assertEquals(Optional.empty(), reopened(store).read(key));
    assertEquals(List.of(), store.keys(StoreKey.Kind.GROUP));
    try (ChangeSet changes = new ChangeSet()) {
      store.apply(changes.delete(key).deleteGroup(GROUP));
      store.apply(new ChangeSet());
    }
    assertEquals(Map.of(), all(store));
  }

  /** What is put stays the caller's, and so is what is read. */
  @Test
  default void sharesNoValues() throws Exception {
    Store store = emptyStore();
    StoreKey key = StoreKey.of(StoreKey.Kind.EPOCH_SECRETS, GROUP);
    Secret value = Secret.copyOf(new byte[] {1, 2, 3});
    try (ChangeSet changes = new ChangeSet()) {
      store.apply(changes.put(key, value));
    }
    assertTrue(value.isClosed());
    assertEquals(Bytes.own(new byte[] {1, 2, 3}), read(store, key));
    assertEquals(Bytes.own(new byte[] {1, 2, 3}), read(store, key));
  }

  @Test
  default void keepsValuesOfAnyLength() throws Exception {
    Store store = emptyStore();
    for (int length : new int[] {0, 1, 255, 256, 65_536, 1_000_000}) {
      byte[] value = new byte[length];
      Arrays.fill(value, (byte) 0xa5);
      StoreKey key = StoreKey.ofClient(StoreKey.Kind.PSK, Bytes.own(Arrays.copyOf(value, 300)));
      try (ChangeSet changes = new ChangeSet()) {
        store.apply(changes.put(key, Secret.copyOf(value)));
      }
      assertEquals(Bytes.own(value), read(reopened(store), key));
    }
  }

  /** The later changes of a set are made to what the earlier ones left. */
  @Test
  default void appliesInOrder() throws Exception {
    Store store = emptyStore();
    StoreKey kept = key(StoreKey.Kind.RATCHET, GROUP, 3, 1);
    StoreKey dropped = key(StoreKey.Kind.RATCHET, GROUP, 3, 2);
    try (ChangeSet changes = new ChangeSet()) {
      put(changes, kept, 1);
      put(changes, dropped, 1);
      changes.deleteEpoch(StoreKey.Kind.RATCHET, GROUP, 3);
      put(changes, kept, 2);
      put(changes, dropped, 2);
      changes.delete(dropped);
      store.apply(changes);
    }
    assertEquals(Map.of(kept, Bytes.own(new byte[] {2})), all(store));
    try (ChangeSet changes = new ChangeSet()) {
      changes.deleteKind(StoreKey.Kind.RATCHET, GROUP);
      put(changes, dropped, 3);
      store.apply(changes);
    }
    assertEquals(Map.of(dropped, Bytes.own(new byte[] {3})), all(store));
    try (ChangeSet changes = new ChangeSet()) {
      changes.deleteGroup(GROUP);
      put(changes, kept, 4);
      store.apply(changes);
    }
    assertEquals(Map.of(kept, Bytes.own(new byte[] {4})), all(store));
  }

  /** Epochs and indexes are unsigned; keys come by scope, epoch, index and name. */
  @Test
  default void listsKeysInOrder() throws Exception {
    Store store = emptyStore();
    List<StoreKey> keys = new ArrayList<>();
    for (GroupId group : GROUPS) {
      for (long epoch : new long[] {0, 1, 256, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
        for (long index : new long[] {0, 2, 0xffff_ffffL, -1}) {
          for (Bytes name : List.of(Bytes.EMPTY, Bytes.utf8("a"), Bytes.own(new byte[] {-1}))) {
            keys.add(new StoreKey(StoreKey.Kind.PROPOSAL, group.value(), epoch, index, name));
          }
        }
      }
    }
    List<StoreKey> shuffled = new ArrayList<>(keys);
    Collections.shuffle(shuffled, new Random(1));
    try (ChangeSet changes = new ChangeSet()) {
      shuffled.forEach(key -> put(changes, key, 1));
      put(changes, key(StoreKey.Kind.INBOX, GROUP, 1, 1), 1);
      put(changes, key(StoreKey.Kind.PAST_LEAF, GROUP, 1, 1), 1);
      store.apply(changes);
    }
    Store again = reopened(store);
    assertEquals(keys.stream().sorted().toList(), again.keys(StoreKey.Kind.PROPOSAL));
    for (GroupId group : GROUPS) {
      assertEquals(
          keys.stream().filter(key -> key.scope().equals(group.value())).sorted().toList(),
          again.keys(StoreKey.Kind.PROPOSAL, group.value()));
    }
    assertEquals(List.of(), again.keys(StoreKey.Kind.PROPOSAL, Bytes.utf8("none")));
  }

  @Test
  default void dropsExactlyWhatIsNamed() throws Exception {
    StoreKey.Kind kind = StoreKey.Kind.RATCHET;
    dropsExactly(
        changes -> changes.delete(key(kind, GROUP, 2, 1)),
        key -> key.equals(key(kind, GROUP, 2, 1)));
    dropsExactly(
        changes -> changes.deleteEpoch(kind, GROUP, 2),
        key -> key.kind() == kind && key.scope().equals(GROUP.value()) && key.epoch() == 2);
    dropsExactly(
        changes -> changes.deleteEpoch(kind, GROUP, -1),
        key -> key.kind() == kind && key.scope().equals(GROUP.value()) && key.epoch() == -1);
    dropsExactly(
        changes -> changes.deleteKind(kind, GROUP),
        key -> key.kind() == kind && key.scope().equals(GROUP.value()));
    for (GroupId group : GROUPS) {
      dropsExactly(changes -> changes.deleteGroup(group), key -> key.scope().equals(group.value()));
    }
  }

  /** A step of a change set. */
  interface Step {
    ChangeSet add(ChangeSet changes);
  }

  private void dropsExactly(Step step, Predicate<StoreKey> dropped) throws Exception {
    Store store = emptyStore();
    try (ChangeSet changes = new ChangeSet()) {
      for (GroupId group : GROUPS) {
        for (StoreKey.Kind kind : StoreKey.Kind.values()) {
          for (long epoch : new long[] {1, 2, 3, -1}) {
            put(changes, key(kind, group, epoch, 0), 1);
            put(changes, key(kind, group, epoch, 1), 1);
          }
        }
      }
      store.apply(changes);
    }
    Map<StoreKey, Bytes> expected = all(store);
    expected.keySet().removeIf(dropped);
    try (ChangeSet changes = new ChangeSet()) {
      store.apply(step.add(changes));
    }
    assertEquals(expected, all(reopened(store)));
  }

  /** Random changes have the effect that a sorted map would show. */
  @Test
  default void agreesWithAMap() throws Exception {
    long seed = RepeatableRandom.seed(SEED);
    Random random = new Random(seed);
    Store store = emptyStore();
    Map<StoreKey, Bytes> expected = new TreeMap<>();
    for (int i = 0; i < 200; i++) {
      try (ChangeSet changes = new ChangeSet()) {
        for (int j = random.nextInt(8); j >= 0; j--) {
          randomStep(random, changes, expected);
        }
        store.apply(changes);
      }
      assertEquals(expected, all(store), () -> "-D" + SEED + "=" + seed);
    }
    assertEquals(expected, all(reopened(store)));
  }

  private static void randomStep(Random random, ChangeSet changes, Map<StoreKey, Bytes> expected) {
    StoreKey.Kind kind = KINDS.get(random.nextInt(KINDS.size()));
    GroupId group = GROUPS.get(random.nextInt(3));
    StoreKey key = key(kind, group, random.nextInt(3) - 1, random.nextInt(3) - 1);
    switch (random.nextInt(12)) {
      case 0 -> {
        changes.deleteGroup(group);
        expected.keySet().removeIf(k -> k.scope().equals(group.value()));
      }
      case 1 -> {
        changes.deleteKind(kind, group);
        expected.keySet().removeIf(k -> k.kind() == kind && k.scope().equals(group.value()));
      }
      case 2 -> {
        changes.deleteEpoch(kind, group, key.epoch());
        expected
            .keySet()
            .removeIf(
                k ->
                    k.kind() == kind
                        && k.scope().equals(group.value())
                        && k.epoch() == key.epoch());
      }
      case 3, 4 -> {
        changes.delete(key);
        expected.remove(key);
      }
      default -> {
        byte[] value = new byte[random.nextInt(20)];
        random.nextBytes(value);
        changes.put(key, Bytes.own(value.clone()));
        expected.put(key, Bytes.own(value));
      }
    }
  }

  @Test
  default void servesSeveralThreads() throws Exception {
    Store store = emptyStore();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (GroupId group : GROUPS) {
        running.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    try (ChangeSet changes = new ChangeSet()) {
                      put(changes, key(StoreKey.Kind.INBOX, group, 0, i), i);
                      put(changes, key(StoreKey.Kind.GROUP, group, 0, 0), i);
                      store.apply(changes.delete(key(StoreKey.Kind.INBOX, group, 0, i - 10L)));
                    }
                    assertEquals(
                        Bytes.own(new byte[] {(byte) i}),
                        read(store, key(StoreKey.Kind.GROUP, group, 0, 0)));
                    assertTrue(store.keys(StoreKey.Kind.INBOX, group.value()).size() <= 11);
                  }
                  return group;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
    assertEquals(10 * GROUPS.size(), store.keys(StoreKey.Kind.INBOX).size());
  }
}
