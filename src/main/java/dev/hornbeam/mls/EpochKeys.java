package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.schedule.SecretTree;
import dev.hornbeam.mls.tree.LeafCount;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.RatchetPolicy;
import java.util.Optional;
import java.util.function.Function;

/**
 * The message keys of one epoch, and who was a member in it. Confined to the lock of the group.
 *
 * @param width of the ratchet tree in that epoch
 * @param members gives the leaf of a member of that epoch
 */
record EpochKeys(
    GroupContext context,
    LeafCount width,
    Function<LeafIndex, Optional<LeafNode>> members,
    SecretTree tree,
    Secret senderDataSecret)
    implements AutoCloseable {
  /**
   * The keys of a new epoch.
   *
   * @param encryptionSecret is owned by the result
   */
  static EpochKeys of(
      SuiteCrypto crypto, RatchetPolicy policy, GroupState state, Secret encryptionSecret) {
    RatchetTree tree = state.shared().tree();
    return new EpochKeys(
        state.shared().context(),
        tree.width(),
        tree::leaf,
        SecretTree.of(crypto, policy, tree.width(), encryptionSecret),
        state.secrets().senderDataSecret().copy());
  }

  /** The row that keeps a past epoch, but for its tree of secrets. */
  Secret encoded() {
    return new TlsWriter().struct(context).u32(width.value()).opaque(senderDataSecret).toSecret();
  }

  @Override
  public void close() {
    tree.close();
    senderDataSecret.close();
  }
}
