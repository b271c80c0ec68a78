package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.StoreFailed;
import java.util.List;
import java.util.Optional;

/**
 * Where a client keeps its groups, key packages and pre-shared keys. One store serves one client,
 * or several of the same owner (a group and the one that replaces it may have different suites).
 *
 * <p>Implementations are safe for use by several threads. Values are secrets unless their {@link
 * StoreKey.Kind} says otherwise; a store wipes, or overwrites, what is dropped as well as it can.
 */
public interface Store {
  /**
   * Applies all of the changes, durably, or none. The change set stays the caller's, who closes it
   * afterwards.
   *
   * @throws StoreFailed if nothing was applied; the same changes can be applied again
   */
  void apply(ChangeSet changes) throws StoreFailed;

  /**
   * The value of a key, which the caller closes.
   *
   * @throws StoreFailed if it cannot be read now
   */
  Optional<Secret> read(StoreKey key) throws StoreFailed;

  /**
   * The keys of a kind in all scopes, in their order.
   *
   * @throws StoreFailed if they cannot be read now
   */
  List<StoreKey> keys(StoreKey.Kind kind) throws StoreFailed;

  /**
   * The keys of a kind in one scope, in their order.
   *
   * @throws StoreFailed if they cannot be read now
   */
  List<StoreKey> keys(StoreKey.Kind kind, Bytes scope) throws StoreFailed;
}
