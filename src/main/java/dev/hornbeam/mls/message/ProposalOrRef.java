package dev.hornbeam.mls.message;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;

/**
 *
 *
 * <pre>
 * struct {
 *   ProposalOrRefType type;
 *   select (ProposalOrRef.type) {
 *     case proposal:  Proposal proposal;
 *     case reference: ProposalRef reference;
 *   };
 * } ProposalOrRef;
 * </pre>
 *
 * RFC 9420 s.12.4.
 */
public sealed interface ProposalOrRef extends Wire {
  /** A proposal of the committer's own. */
  record ByValue(Proposal proposal) implements ProposalOrRef {
    @Override
    public void encode(TlsWriter w) {
      w.u8(1).struct(proposal);
    }
  }

  /** A proposal that was sent before. */
  record ByReference(ProposalRef reference) implements ProposalOrRef {
    @Override
    public void encode(TlsWriter w) {
      w.u8(2).opaque(reference.value());
    }
  }

  static ProposalOrRef decode(TlsReader r) throws MalformedMessage {
    int at = r.offset();
    int type = r.u8("type");
    return switch (type) {
      case 1 -> new ByValue(r.struct("proposal", Proposal::decode));
      case 2 -> new ByReference(new ProposalRef(r.opaque("reference")));
      default -> throw r.malformed("type", at, "neither a proposal (1) nor a reference (2)");
    };
  }
}
