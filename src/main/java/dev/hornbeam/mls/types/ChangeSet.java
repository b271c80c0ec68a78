package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.Wire;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What changes together: a store applies all of it, in order, or nothing. Owns the values; closing
 * wipes them.
 */
public final class ChangeSet implements AutoCloseable {
  private final List<Delta> deltas = new ArrayList<>();

  /** No changes yet. */
  public ChangeSet() {}

  /** Adds a value, which this change set owns from now on. */
  public ChangeSet put(StoreKey key, Secret value) {
    deltas.add(new Delta.Put(key, value));
    return this;
  }

  /** Adds a value that is no secret. */
  public ChangeSet put(StoreKey key, Wire value) {
    return put(key, value.encoded());
  }

  /** Adds a value that is no secret. */
  public ChangeSet put(StoreKey key, Bytes value) {
    return put(key, Secret.copyOf(value.view()));
  }

  public ChangeSet delete(StoreKey key) {
    deltas.add(new Delta.Delete(key));
    return this;
  }

  public ChangeSet deleteEpoch(StoreKey.Kind kind, GroupId group, long epoch) {
    deltas.add(new Delta.DeleteEpoch(kind, group.value(), epoch));
    return this;
  }

  public ChangeSet deleteKind(StoreKey.Kind kind, GroupId group) {
    deltas.add(new Delta.DeleteKind(kind, group.value()));
    return this;
  }

  public ChangeSet deleteGroup(GroupId group) {
    deltas.add(new Delta.DeleteScope(group.value()));
    return this;
  }

  /** The steps, in the order in which they apply. */
  public List<Delta> deltas() {
    return Collections.unmodifiableList(deltas);
  }

  public boolean isEmpty() {
    return deltas.isEmpty();
  }

  @Override
  public void close() {
    for (Delta delta : deltas) {
      if (delta instanceof Delta.Put put) {
        put.value().close();
      }
    }
  }
}
