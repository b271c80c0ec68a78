package dev.hornbeam.mls.message;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.types.LeafIndex;

/**
 * Who sent a framed message.
 *
 * <pre>
 * struct {
 *     SenderType sender_type;
 *     select (Sender.sender_type) {
 *         case member:
 *             uint32 leaf_index;
 *         case external:
 *             uint32 sender_index;
 *         case new_member_commit:
 *         case new_member_proposal:
 *             struct{};
 *     };
 * } Sender;
 * </pre>
 *
 * RFC 9420 s.6.
 */
public sealed interface Sender extends Wire {
  /** A member, by its leaf. */
  record Member(LeafIndex leaf) implements Sender {
    @Override
    public void encode(TlsWriter w) {
      w.u8(1).struct(leaf);
    }
  }

  /**
   * An external sender.
   *
   * @param index the place in the {@code external_senders} extension, from 0 to 2^32 - 1
   */
  record External(long index) implements Sender {
    @Override
    public void encode(TlsWriter w) {
      w.u8(2).u32(index);
    }
  }

  /** Someone who proposes to be added. */
  record NewMemberProposal() implements Sender {
    @Override
    public void encode(TlsWriter w) {
      w.u8(3);
    }
  }

  /** Someone who joins by an external commit. */
  record NewMemberCommit() implements Sender {
    @Override
    public void encode(TlsWriter w) {
      w.u8(4);
    }
  }

  static Sender decode(TlsReader r) throws MalformedMessage {
    int at = r.offset();
    int type = r.u8("sender_type");
    return switch (type) {
      case 1 -> new Member(LeafIndex.decode(r));
      case 2 -> new External(r.u32("sender_index"));
      case 3 -> new NewMemberProposal();
      case 4 -> new NewMemberCommit();
      default -> throw r.malformed("sender_type", at, "no sender type has the number " + type);
    };
  }
}
