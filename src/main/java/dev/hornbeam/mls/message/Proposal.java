package dev.hornbeam.mls.message;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.ProposalType;

/**
 * A change to a group.
 *
 * <pre>
 * struct {
 *     ProposalType proposal_type;
 *     select (Proposal.proposal_type) {
 *         case add:                      Add;
 *         case update:                   Update;
 *         case remove:                   Remove;
 *         case psk:                      PreSharedKey;
 *         case reinit:                   ReInit;
 *         case external_init:            ExternalInit;
 *         case group_context_extensions: GroupContextExtensions;
 *     };
 * } Proposal;
 * </pre>
 *
 * RFC 9420 s.12.1.
 */
public sealed interface Proposal extends Wire {
  ProposalType type();

  /** Adds a client (s.12.1.1). */
  record Add(KeyPackage keyPackage) implements Proposal {
    @Override
    public ProposalType type() {
      return ProposalType.ADD;
    }

    @Override
    public void encode(TlsWriter w) {
      w.struct(type()).struct(keyPackage);
    }
  }

  /** Replaces the sender's leaf (s.12.1.2). */
  record Update(LeafNode leafNode) implements Proposal {
    @Override
    public ProposalType type() {
      return ProposalType.UPDATE;
    }

    @Override
    public void encode(TlsWriter w) {
      w.struct(type()).struct(leafNode);
    }
  }

  /** Removes a member (s.12.1.3). */
  record Remove(LeafIndex removed) implements Proposal {
    @Override
    public ProposalType type() {
      return ProposalType.REMOVE;
    }

    @Override
    public void encode(TlsWriter w) {
      w.struct(type()).struct(removed);
    }
  }

  /** Adds a pre-shared key to the key schedule (s.12.1.4). */
  record PreSharedKey(PreSharedKeyId id) implements Proposal {
    @Override
    public ProposalType type() {
      return ProposalType.PSK;
    }

    @Override
    public void encode(TlsWriter w) {
      w.struct(type()).struct(id);
    }
  }

  /** Ends the group for a new one with other parameters (s.12.1.5). */
  record ReInit(GroupId groupId, int version, int cipherSuite, Extensions extensions)
      implements Proposal {
    @Override
    public ProposalType type() {
      return ProposalType.REINIT;
    }

    @Override
    public void encode(TlsWriter w) {
      w.struct(type()).struct(groupId).u16(version).u16(cipherSuite).struct(extensions);
    }
  }

  /** Brings the init secret of an external commit (s.12.1.6). */
  record ExternalInit(Bytes kemOutput) implements Proposal {
    @Override
    public ProposalType type() {
      return ProposalType.EXTERNAL_INIT;
    }

    @Override
    public void encode(TlsWriter w) {
      w.struct(type()).opaque(kemOutput);
    }
  }

  /** Replaces the extensions of the group context (s.12.1.7). */
  record GroupContextExtensions(Extensions extensions) implements Proposal {
    @Override
    public ProposalType type() {
      return ProposalType.GROUP_CONTEXT_EXTENSIONS;
    }

    @Override
    public void encode(TlsWriter w) {
      w.struct(type()).struct(extensions);
    }
  }

  /**
   * A proposal of a type that RFC 9420 does not define (s.13.2). The standard gives unknown
   * proposals no frame, so every body here is one vector, as other implementations have it.
   */
  record Custom(ProposalType type, Bytes body) implements Proposal {
    @Override
    public void encode(TlsWriter w) {
      w.struct(type).opaque(body);
    }
  }

  static Proposal decode(TlsReader r) throws MalformedMessage {
    ProposalType type = ProposalType.decode(r);
    return switch (type.value()) {
      case 1 -> new Add(r.struct("key_package", KeyPackage::decode));
      case 2 -> new Update(r.struct("leaf_node", LeafNode::decode));
      case 3 -> new Remove(new LeafIndex(r.u32("removed")));
      case 4 -> new PreSharedKey(r.struct("psk", PreSharedKeyId::decode));
      case 5 ->
          new ReInit(
              GroupId.decode(r), r.u16("version"), r.u16("cipher_suite"), Extensions.decode(r));
      case 6 -> new ExternalInit(r.opaque("kem_output"));
      case 7 -> new GroupContextExtensions(Extensions.decode(r));
      default -> new Custom(type, r.opaque("body"));
    };
  }
}
