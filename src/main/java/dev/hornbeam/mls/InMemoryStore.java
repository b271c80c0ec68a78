package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.Delta;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory: nothing outlives the process. What is replaced or dropped is wiped. Safe for
 * use by several threads.
 */
public final class InMemoryStore implements Store {
  private final NavigableMap<StoreKey, Secret> values = new TreeMap<>();

  /** An empty store. */
  public InMemoryStore() {}

  @Override
  public synchronized void apply(ChangeSet changes) {
    changes.deltas().forEach(this::apply);
  }

  @Override
  public synchronized Optional<Secret> read(StoreKey key) {
    return Optional.ofNullable(values.get(key)).map(Secret::copy);
  }

  @Override
  public synchronized List<StoreKey> keys(StoreKey.Kind kind) {
    return values.keySet().stream().filter(key -> key.kind() == kind).toList();
  }

  @Override
  public synchronized List<StoreKey> keys(StoreKey.Kind kind, Bytes scope) {
    List<StoreKey> keys = new ArrayList<>();
    StoreKey key = values.ceilingKey(new StoreKey(kind, scope, 0, 0, Bytes.EMPTY));
    while (key != null && key.kind() == kind && key.scope().equals(scope)) {
      keys.add(key);
      key = values.higherKey(key);
    }
    return keys;
  }

  private void apply(Delta delta) {
    if (delta instanceof Delta.Put put) {
      wipe(values.put(put.key(), put.value().copy()));
    } else if (delta instanceof Delta.Delete delete) {
      wipe(values.remove(delete.key()));
    } else if (delta instanceof Delta.DeleteEpoch delete) {
      drop(
          new StoreKey(delete.kind(), delete.scope(), delete.epoch(), 0, Bytes.EMPTY),
          key -> key.kind() == delete.kind() && key.epoch() == delete.epoch());
    } else if (delta instanceof Delta.DeleteKind delete) {
      drop(
          new StoreKey(delete.kind(), delete.scope(), 0, 0, Bytes.EMPTY),
          key -> key.kind() == delete.kind());
    } else if (delta instanceof Delta.DeleteScope delete) {
      from(delete.scope()).values().forEach(Secret::close);
      from(delete.scope()).clear();
    }
  }

  /** Drops the keys of the same scope, from the first on, while they match. */
  private void drop(StoreKey first, Predicate<StoreKey> matches) {
    StoreKey key = values.ceilingKey(first);
    while (key != null && key.scope().equals(first.scope()) && matches.test(key)) {
      wipe(values.remove(key));
      key = values.higherKey(key);
    }
  }

  private NavigableMap<StoreKey, Secret> from(Bytes scope) {
    StoreKey first = new StoreKey(StoreKey.Kind.GROUP, scope, 0, 0, Bytes.EMPTY);
    byte[] next = Arrays.copyOf(scope.view(), scope.length() + 1);
    StoreKey end = new StoreKey(StoreKey.Kind.GROUP, Bytes.own(next), 0, 0, Bytes.EMPTY);
    return values.subMap(first, true, end, false);
  }

  private static void wipe(@Nullable Secret value) {
    if (value != null) {
      value.close();
    }
  }
}
