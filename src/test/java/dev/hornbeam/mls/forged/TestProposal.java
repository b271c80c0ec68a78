package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.CustomProposal;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ProposalType;

/** A proposal of an application's own: a number, of which it takes those below 100. */
record TestProposal(ProposalType type) implements CustomProposal<Integer> {
  @Override
  public Path path() {
    return Path.REQUIRED;
  }

  @Override
  public ExternalSenders externalSenders() {
    return ExternalSenders.REFUSED;
  }

  @Override
  public Integer decode(TlsReader r) throws MalformedMessage {
    return r.u8("number");
  }

  @Override
  public void encode(Integer value, TlsWriter w) {
    w.u8(value);
  }

  @Override
  public CredentialValidator.Verdict validate(Integer value, Extensions extensions) {
    return value < 100 ? CredentialValidator.Verdict.ACCEPTED : CredentialValidator.Verdict.REFUSED;
  }

  @Override
  public Extensions apply(Integer value, Extensions extensions) {
    return extensions;
  }
}
