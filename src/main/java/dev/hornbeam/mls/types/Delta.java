package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;

/**
 * One step of a {@link ChangeSet}. A scope is a group's id, or empty for what belongs to the
 * client: {@link StoreKey#scope}.
 */
public sealed interface Delta {
  /**
   * Keeps a value, in the place of any other of that key.
   *
   * @param value owned by the change set: a store copies what it keeps
   */
  record Put(StoreKey key, Secret value) implements Delta {}

  /** Drops the value of a key; nothing happens if there is none. */
  record Delete(StoreKey key) implements Delta {}

  /** Drops all of a kind that a scope has for an epoch, an unsigned number. */
  record DeleteEpoch(StoreKey.Kind kind, Bytes scope, long epoch) implements Delta {}

  /** Drops all of a kind that a scope has. */
  record DeleteKind(StoreKey.Kind kind, Bytes scope) implements Delta {}

  /** Drops all that a scope has. */
  record DeleteScope(Bytes scope) implements Delta {}
}
