package dev.hornbeam.mls.forged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.Refusals;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.types.StoreKey;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What an encrypted message may change: the message key of its sender's. */
final class Consumed {
  private Consumed() {}

  /**
   * Two states differ in one ratchet, and in nothing but that. If it is the first time that the
   * sender's secrets are used, the nodes of the secret tree on the way to them differ too, and both
   * its ratchets are new (RFC 9420 s.9.2).
   */
  static void assertOneMessageKey(Victim.State before, Victim.State after) {
    assertEquals(withoutMessageKeys(before), withoutMessageKeys(after));
    Set<StoreKey> changed = changed(before.stored(), after.stored());
    Set<StoreKey> ratchets = of(StoreKey.Kind.RATCHET, changed);
    Set<StoreKey> nodes = of(StoreKey.Kind.SECRET_TREE_NODE, changed);
    boolean isFirstUse = ratchets.stream().noneMatch(before.stored()::containsKey);
    assertEquals(isFirstUse ? 2 : 1, ratchets.size(), ratchets::toString);
    long leaf = ratchets.iterator().next().index() / 2;
    assertTrue(ratchets.stream().allMatch(key -> key.index() / 2 == leaf), ratchets::toString);
    assertEquals(isFirstUse, !nodes.isEmpty());
    assertTrue(nodes.stream().allMatch(key -> isOnOrBesideTheWay(key.index(), leaf)));
  }

  /** Whether the node, or its sibling, is the leaf's or above it (RFC 9420 App. C). */
  private static boolean isOnOrBesideTheWay(long node, long leaf) {
    long size = Long.lowestOneBit(~node);
    long parent = (node | size) & ~(size << 1);
    return Math.abs(2 * leaf - parent) < size << 1;
  }

  private static Set<StoreKey> changed(Map<StoreKey, Bytes> before, Map<StoreKey, Bytes> after) {
    Set<StoreKey> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    keys.removeIf(key -> Objects.equals(before.get(key), after.get(key)));
    return keys;
  }

  private static Set<StoreKey> of(StoreKey.Kind kind, Set<StoreKey> keys) {
    return keys.stream()
        .filter(key -> key.kind() == kind)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Victim.State withoutMessageKeys(Victim.State state) {
    return new Victim.State(Refusals.withoutMessageKeys(state.stored()), state.shown());
  }
}
