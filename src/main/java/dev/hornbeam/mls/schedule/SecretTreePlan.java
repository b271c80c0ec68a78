package dev.hornbeam.mls.schedule;

import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.schedule.SecretTreeChange.NodeSecret;
import dev.hornbeam.mls.schedule.SecretTreeChange.RatchetState;
import dev.hornbeam.mls.tree.NodeIndex;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a step does to the secret tree, worked out for one version of the tree.
 *
 * @param version the version of the tree
 * @param step the key, and the ratchet without it
 * @param descent what else is new, if the leaf had no ratchets before
 */
record SecretTreePlan(
    long version, Ratchet ratchet, HashRatchet.Step step, Optional<Descent> descent)
    implements AutoCloseable {
  /** Which ratchet. */
  record Ratchet(LeafIndex leaf, RatchetType type) {}

  /**
   * The way from a node with a secret down to a leaf.
   *
   * @param used the node, whose secret is wiped
   * @param siblings the secrets of the nodes beside the way
   * @param otherId names {@code other}
   * @param other the leaf's ratchet of the other type, at its start
   */
  record Descent(
      NodeIndex used, Map<NodeIndex, Secret> siblings, Ratchet otherId, HashRatchet other)
      implements AutoCloseable {
    @Override
    public void close() {
      siblings.values().forEach(Secret::close);
      other.close();
    }
  }

  /** The rows that change, with copies of the secrets. */
  SecretTreeChanges changes() {
    List<SecretTreeChange> rows = new ArrayList<>();
    descent.ifPresent(
        d -> {
          rows.add(new NodeSecret(d.used(), Optional.empty()));
          d.siblings().forEach((n, s) -> rows.add(new NodeSecret(n, Optional.of(s.copy()))));
          rows.add(row(d.otherId(), d.other()));
        });
    rows.add(row(ratchet, step.after()));
    return new SecretTreeChanges(rows);
  }

  static RatchetState row(Ratchet id, HashRatchet state) {
    return new RatchetState(id.leaf(), id.type(), state.encoded());
  }

  @Override
  public void close() {
    step.close();
    descent.ifPresent(Descent::close);
  }
}
