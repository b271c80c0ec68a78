package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.group.PublicState;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.tree.LeafCount;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.types.LeafIndex;

/**
 * The row of a group: what is there once.
 *
 * @param width of the ratchet tree, in leaves
 * @param lastCommit the hash of this member's own commit that started the epoch, or nothing
 */
record GroupRecord(
    GroupContext context,
    Bytes interimTranscriptHash,
    Bytes confirmationTag,
    LeafCount width,
    LeafIndex ownLeaf,
    Bytes lastCommit,
    Lifecycle lifecycle)
    implements Wire {
  static GroupRecord of(
      PublicState shared, LeafIndex ownLeaf, Bytes lastCommit, Lifecycle lifecycle) {
    return new GroupRecord(
        shared.context(),
        shared.interimTranscriptHash(),
        shared.confirmationTag(),
        shared.tree().width(),
        ownLeaf,
        lastCommit,
        lifecycle);
  }

  /** The public state that the row is of, with the tree, which has rows of its own. */
  PublicState shared(RatchetTree tree) {
    return new PublicState(context, tree, interimTranscriptHash, confirmationTag);
  }

  static GroupRecord decode(TlsReader r) throws MalformedMessage {
    return new GroupRecord(
        r.struct("group_context", GroupContext::decode),
        r.opaque("interim_transcript_hash"),
        r.opaque("confirmation_tag"),
        width(r),
        LeafIndex.decode(r),
        r.opaque("last_commit"),
        Lifecycle.decode(r));
  }

  @Override
  public void encode(TlsWriter w) {
    w.struct(context)
        .opaque(interimTranscriptHash)
        .opaque(confirmationTag)
        .u32(width.value())
        .struct(ownLeaf)
        .opaque(lastCommit)
        .struct(lifecycle);
  }

  static LeafCount width(TlsReader r) throws MalformedMessage {
    int at = r.offset();
    long width = r.u32("width");
    if (width < 1 || width > LeafCount.MAX.value() || Long.bitCount(width) != 1) {
      throw r.malformed("width", at, "no width of a tree: " + width);
    }
    return new LeafCount((int) width);
  }
}
