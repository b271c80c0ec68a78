package dev.hornbeam.mls.simulation;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.CustomProposal;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ProposalType;

/** A proposal of the application's own, which sets a topic in the group context. */
record Topic(ProposalType type, Path path) implements CustomProposal<Bytes> {
  static final ExtensionType EXTENSION = new ExtensionType(0xf001);
  static final Topic WITHOUT_PATH = new Topic(new ProposalType(0xf101), Path.OPTIONAL);
  static final Topic WITH_PATH = new Topic(new ProposalType(0xf102), Path.REQUIRED);

  static Extension extension(Bytes topic) {
    return new Extension(EXTENSION, topic);
  }

  @Override
  public ExternalSenders externalSenders() {
    return ExternalSenders.ALLOWED;
  }

  @Override
  public Bytes decode(TlsReader r) throws MalformedMessage {
    return r.opaque("topic");
  }

  @Override
  public void encode(Bytes value, TlsWriter w) {
    w.opaque(value);
  }

  @Override
  public CredentialValidator.Verdict validate(Bytes value, Extensions extensions) {
    return value.isEmpty()
        ? CredentialValidator.Verdict.REFUSED
        : CredentialValidator.Verdict.ACCEPTED;
  }

  @Override
  public Extensions apply(Bytes value, Extensions extensions) {
    return extensions.with(extension(value));
  }
}
