package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.CustomProposal;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.ProtocolVersion;

/** Builds proposals from what the public API takes. */
final class Proposals {
  private Proposals() {}

  static Proposal psk(Psk psk, Bytes nonce) {
    return new Proposal.PreSharedKey(new PreSharedKeyId(psk, nonce));
  }

  static Psk resumption(GroupId group, long epoch) {
    return new Psk.Resumption(Psk.Usage.APPLICATION, group, epoch);
  }

  static Proposal.ReInit reInit(GroupId group, CipherSuite suite, Extensions extensions) {
    return new Proposal.ReInit(group, ProtocolVersion.MLS10, suite.code(), extensions);
  }

  static <T> Proposal custom(CustomProposal<T> type, T value) {
    TlsWriter w = new TlsWriter();
    type.encode(value, w);
    return new Proposal.Custom(type.type(), w.toBytes());
  }
}
