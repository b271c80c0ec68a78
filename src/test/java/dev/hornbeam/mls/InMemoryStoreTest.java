package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.testing.StoreContract;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The store in memory is a store, and wipes what it drops. */
class InMemoryStoreTest implements StoreContract {
  @Override
  public Store emptyStore() {
    return new InMemoryStore();
  }

  @Test
  void wipesWhatIsDropped() throws ReflectiveOperationException {
    GroupId group = GroupId.of("group");
    StoreKey key = StoreKey.of(StoreKey.Kind.RATCHET, group, 2, 0);
    List<UnaryOperator<ChangeSet>> drops =
        List.of(
            changes -> changes.delete(key),
            changes -> changes.put(key, Bytes.EMPTY),
            changes -> changes.deleteEpoch(key.kind(), group, 2),
            changes -> changes.deleteKind(key.kind(), group),
            changes -> changes.deleteGroup(group));
    for (UnaryOperator<ChangeSet> drop : drops) {
      InMemoryStore store = new InMemoryStore();
      try (ChangeSet changes = new ChangeSet()) {
        store.apply(changes.put(key, Secret.copyOf(new byte[] {1, 2, 3})));
      }
      Secret kept = kept(store, key);
      byte[] bytes = kept.expose();
      assertFalse(kept.isClosed());
      try (ChangeSet changes = new ChangeSet()) {
        store.apply(drop.apply(changes));
      }
      assertTrue(kept.isClosed());
      assertEquals(Bytes.own(new byte[3]), Bytes.own(bytes));
    }
  }

  private static Secret kept(InMemoryStore store, StoreKey key)
      throws ReflectiveOperationException {
    Field values = InMemoryStore.class.getDeclaredField("values");
    values.setAccessible(true);
    Map<?, ?> kept = (Map<?, ?>) Objects.requireNonNull(values.get(store));
    return (Secret) Objects.requireNonNull(kept.get(key));
  }
}
