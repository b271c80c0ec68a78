package dev.hornbeam.mls.framing;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ExternalSender;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.List;
import java.util.Optional;

/** Whose signature keys an epoch knows (RFC 9420 s.6.1). */
@FunctionalInterface
public interface SenderKeys {
  /** The signature key of the member at the leaf; empty if it is blank or none of the tree. */
  Optional<Bytes> member(LeafIndex leaf);

  /**
   * The signature key of an external sender; empty if the group does not list so many. An epoch
   * that is past has none, since proposals of the past are of no use.
   *
   * @param index from 0 to 2^32 - 1
   * @throws MalformedMessage if the group's {@code external_senders} extension is malformed
   */
  default Optional<Bytes> external(long index) throws MalformedMessage {
    return Optional.empty();
  }

  /**
   * The keys of an epoch.
   *
   * @param extensions of its group context
   */
  static SenderKeys of(RatchetTree tree, Extensions extensions) {
    return new SenderKeys() {
      @Override
      public Optional<Bytes> member(LeafIndex leaf) {
        return tree.leaf(leaf).map(LeafNode::signatureKey);
      }

      @Override
      public Optional<Bytes> external(long index) throws MalformedMessage {
        List<ExternalSender> senders = ExternalSender.listedIn(extensions);
        return index < senders.size()
            ? Optional.of(senders.get((int) index).signatureKey())
            : Optional.empty();
      }
    };
  }
}
