package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.StoreFailed;
import java.util.List;
import java.util.Optional;

/**
 * Where a client keeps its groups, key packages and pre-shared keys. One store serves one client,
 * or several of the same owner (a group and the one that replaces it may have different suites).
 * Two clients, or two processes, must not use the same group: both would encrypt with the same
 * keys.
 *
 * <p>Implementations are safe for use by several threads. They are called while a group is locked,
 * so they must not call back into it. Values are secrets unless their {@link StoreKey.Kind} says
 * otherwise; a store wipes, or overwrites, what is dropped as well as it can.
 */
public interface Store {
  /**
   * Applies all of the changes in their order, durably, or none. The change set stays the caller's,
   * who closes it afterwards: values that are kept are copied.
   *
   * @throws StoreFailed if nothing was applied; the same changes can be applied again
   */
  void apply(ChangeSet changes) throws StoreFailed;

  /**
   * A copy of the value of a key, which the caller closes; empty if there is none.
   *
   * @throws StoreFailed if it cannot be read now
   */
  Optional<Secret> read(StoreKey key) throws StoreFailed;

  /**
   * The keys of a kind in all scopes, in the order of {@link StoreKey#compareTo}.
   *
   * @throws StoreFailed if they cannot be read now
   */
  List<StoreKey> keys(StoreKey.Kind kind) throws StoreFailed;

  /**
   * The keys of a kind in one scope, in the order of {@link StoreKey#compareTo}.
   *
   * @param scope a group's id, or empty for what belongs to the client
   * @throws StoreFailed if they cannot be read now
   */
  List<StoreKey> keys(StoreKey.Kind kind, Bytes scope) throws StoreFailed;
}
