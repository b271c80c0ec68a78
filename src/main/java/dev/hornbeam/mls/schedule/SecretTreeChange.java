package dev.hornbeam.mls.schedule;

import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.tree.NodeIndex;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.Optional;

/**
 * One row of a stored {@link SecretTree}, as it is to be from now on. Its secret is a copy, which
 * whoever holds the change closes.
 */
public sealed interface SecretTreeChange extends AutoCloseable {
  /**
   * The secret of a node.
   *
   * @param value {@code Nh} bytes; empty when the row is to be deleted, since the secret was used
   */
  record NodeSecret(NodeIndex node, Optional<Secret> value) implements SecretTreeChange {
    @Override
    public void close() {
      value.ifPresent(Secret::close);
    }
  }

  /**
   * The state of one ratchet of a member.
   *
   * @param encoded the generation that comes next, its secret, and the keys that were skipped
   */
  record RatchetState(LeafIndex leaf, RatchetType type, Secret encoded)
      implements SecretTreeChange {
    @Override
    public void close() {
      encoded.close();
    }
  }

  /** Wipes the secret. */
  @Override
  void close();
}
