package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.Wire;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What changes together: a store applies all of it, in order, or nothing. The order matters: a kind
 * may be dropped first, and then put anew. Owns the values; closing wipes them. A {@link Store}
 * only reads it. Not safe for use by several threads.
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

  /** Adds a value that is no secret, as its encoding. */
  public ChangeSet put(StoreKey key, Wire value) {
    return put(key, value.encoded());
  }

  /** Adds a value that is no secret. */
  public ChangeSet put(StoreKey key, Bytes value) {
    return put(key, Secret.copyOf(value.view()));
  }

  /** Drops the value of a key; nothing happens if there is none. */
  public ChangeSet delete(StoreKey key) {
    deltas.add(new Delta.Delete(key));
    return this;
  }

  /** Drops all of a kind that a group has for an epoch, an unsigned number. */
  public ChangeSet deleteEpoch(StoreKey.Kind kind, GroupId group, long epoch) {
    deltas.add(new Delta.DeleteEpoch(kind, group.value(), epoch));
    return this;
  }

  /** Drops all of a kind that a group has. */
  public ChangeSet deleteKind(StoreKey.Kind kind, GroupId group) {
    deltas.add(new Delta.DeleteKind(kind, group.value()));
    return this;
  }

  /** Drops all that a group has. */
  public ChangeSet deleteGroup(GroupId group) {
    deltas.add(new Delta.DeleteScope(group.value()));
    return this;
  }

  /** The steps, in the order in which they apply: a view, which stays this change set's. */
  public List<Delta> deltas() {
    return Collections.unmodifiableList(deltas);
  }

  /** Whether nothing changes. */
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
