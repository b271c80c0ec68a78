package dev.hornbeam.mls;

import dev.hornbeam.mls.schedule.RatchetStep;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.StoreKey;

/**
 * Names a received message until it is acknowledged.
 *
 * @param epoch it was sent in, an unsigned number
 * @param sender the leaf of who sent it
 * @param generation which of the sender's messages in that epoch
 */
public record InboxId(long epoch, LeafIndex sender, long generation) {
  static InboxId of(RatchetStep step, long epoch) {
    return new InboxId(epoch, step.leaf(), step.generation());
  }

  static InboxId of(StoreKey key) {
    return new InboxId(key.epoch(), new LeafIndex(key.index() >>> 32), key.index() & 0xffff_ffffL);
  }

  StoreKey key(GroupId group) {
    return StoreKey.of(StoreKey.Kind.INBOX, group, epoch, sender.value() << 32 | generation);
  }
}
