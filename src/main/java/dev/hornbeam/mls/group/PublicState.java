package dev.hornbeam.mls.group;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;

/**
 * What everyone who follows a group knows of an epoch.
 *
 * @param confirmationTag of the commit that started the epoch
 */
public record PublicState(
    GroupContext context, RatchetTree tree, Bytes interimTranscriptHash, Bytes confirmationTag) {
  public GroupId groupId() {
    return context.groupId();
  }

  /** The epoch, an unsigned number. */
  public long epoch() {
    return context.epoch();
  }

  /**
   * The leaf of a member.
   *
   * @throws IllegalArgumentException if there is none
   */
  public LeafNode member(LeafIndex index) {
    return tree.leaf(index)
        .orElseThrow(() -> new IllegalArgumentException("no member has the leaf " + index));
  }
}
