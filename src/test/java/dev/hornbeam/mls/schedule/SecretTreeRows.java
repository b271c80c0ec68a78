package dev.hornbeam.mls.schedule;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.schedule.SecretTreeChange.NodeSecret;
import dev.hornbeam.mls.schedule.SecretTreeChange.RatchetState;
import dev.hornbeam.mls.tree.NodeIndex;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a store would hold of a secret tree: two tables, to which changes are applied. */
final class SecretTreeRows {
  private record RatchetKey(LeafIndex leaf, RatchetType type) implements Comparable<RatchetKey> {
    @Override
    public int compareTo(RatchetKey other) {
      return leaf.equals(other.leaf) ? type.compareTo(other.type) : leaf.compareTo(other.leaf);
    }
  }

  private final Map<NodeIndex, Bytes> nodes = new TreeMap<>();
  private final Map<RatchetKey, Bytes> ratchets = new TreeMap<>();

  /** The rows of the whole tree. */
  static SecretTreeRows of(SecretTree tree) {
    SecretTreeRows rows = new SecretTreeRows();
    rows.apply(tree.rows());
    return rows;
  }

  /** Applies the changes and closes them. */
  void apply(SecretTreeChanges changes) {
    try (changes) {
      for (SecretTreeChange change : changes.list()) {
        if (change instanceof NodeSecret node) {
          node.value()
              .ifPresentOrElse(
                  secret -> nodes.put(node.node(), Bytes.copyOf(secret.expose())),
                  () -> nodes.remove(node.node()));
        } else if (change instanceof RatchetState state) {
          ratchets.put(
              new RatchetKey(state.leaf(), state.type()), Bytes.copyOf(state.encoded().expose()));
        }
      }
    }
  }

  List<NodeIndex> nodes() {
    return List.copyOf(nodes.keySet());
  }

  SecretTreeChanges toChanges() {
    List<SecretTreeChange> rows = new ArrayList<>();
    nodes.forEach((node, value) -> rows.add(new NodeSecret(node, Optional.of(secret(value)))));
    ratchets.forEach(
        (key, value) -> rows.add(new RatchetState(key.leaf(), key.type(), secret(value))));
    return new SecretTreeChanges(rows);
  }

  private static Secret secret(Bytes value) {
    return Secret.copyOf(value.view());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretTreeRows rows
        && nodes.equals(rows.nodes)
        && ratchets.equals(rows.ratchets);
  }

  @Override
  public int hashCode() {
    return nodes.hashCode() * 31 + ratchets.hashCode();
  }

  @Override
  public String toString() {
    return nodes + " " + ratchets;
  }
}
