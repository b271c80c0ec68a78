package dev.hornbeam.mls;

import dev.hornbeam.mls.schedule.RatchetStep;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.StoreKey;

/**
 * Names a received message of a group until it is acknowledged. The same message has the same name
 * whenever it is read, so an application can tell that it has it already.
 *
 * @param epoch it was sent in, an unsigned number
 * @param sender the leaf of who sent it
 * @param generation which of the sender's messages in that epoch, from 0 to 2^32 - 1
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
