package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.message.GroupContext;
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
 * @param transcript the confirmed transcript hash of that epoch, {@code Nh} bytes: a ReInit may
 *     give the same group id, and so the same epochs, to another group (RFC 9420 s.11.2)
 */
public record InboxId(long epoch, LeafIndex sender, long generation, Bytes transcript) {
  static InboxId of(RatchetStep step, GroupContext context) {
    return new InboxId(
        context.epoch(), step.leaf(), step.generation(), context.confirmedTranscriptHash());
  }

  static InboxId of(StoreKey key) {
    return new InboxId(
        key.epoch(), new LeafIndex(key.index() >>> 32), key.index() & 0xffff_ffffL, key.name());
  }

  StoreKey key(GroupId group) {
    return new StoreKey(
        StoreKey.Kind.INBOX, group.value(), epoch, sender.value() << 32 | generation, transcript);
  }
}
