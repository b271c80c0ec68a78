package dev.hornbeam.mls.testing;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.framing.ContentSignature;
import dev.hornbeam.mls.framing.PublicFraming;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.FramedContentAuthData;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.PublicMessage;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.WireFormat;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Messages of a member who does not keep to the rules. Each is signed and authenticated as it
 * should be, whatever it says. Commits are {@link ForgedCommit}s.
 */
public final class Forge {
  private final SuiteCrypto crypto;
  private final GroupState state;

  /**
   * @param state of the member who forges; it stays the caller's
   */
  public Forge(GroupState state) {
    this.crypto = state.secrets().crypto();
    this.state = state;
  }

  /** Any content, signed by the member. */
  public AuthenticatedContent signed(WireFormat format, Content content) throws MlsException {
    return signed(format, new Sender.Member(state.own().index()), content);
  }

  /** Any content, signed by the member for a sender that it claims to be. */
  public AuthenticatedContent signed(WireFormat format, Sender sender, Content content)
      throws MlsException {
    return signed(format, framed(sender, content));
  }

  /** Any framed content, signed by the member. */
  public AuthenticatedContent signed(WireFormat format, FramedContent framed) throws MlsException {
    Bytes signature =
        ContentSignature.sign(
            crypto, state.own().signature().privateKey(), format, framed, context(framed));
    Optional<Bytes> tag =
        framed.content() instanceof Content.Committed ? Optional.of(Bytes.EMPTY) : Optional.empty();
    return new AuthenticatedContent(format, framed, new FramedContentAuthData(signature, tag));
  }

  /** Any content of this group and epoch. */
  public FramedContent framed(Sender sender, Content content) {
    return new FramedContent(
        state.shared().groupId(), state.shared().epoch(), sender, Bytes.EMPTY, content);
  }

  /** The context that a message says it is of. */
  private GroupContext context(FramedContent framed) {
    GroupContext own = state.shared().context();
    return new GroupContext(
        own.version(),
        own.cipherSuite(),
        framed.groupId(),
        framed.epoch(),
        own.treeHash(),
        own.confirmedTranscriptHash(),
        own.extensions());
  }

  /** A proposal in the clear, with its membership tag. */
  public Bytes proposal(Proposal proposal) throws MlsException {
    return publicly(signed(WireFormat.PUBLIC_MESSAGE, new Content.Proposed(proposal)));
  }

  /** A message in the clear, with its membership tag. */
  public Bytes publicly(AuthenticatedContent content) {
    return publicly(content, UnaryOperator.identity());
  }

  /** A message in the clear, with its membership tag changed. */
  public Bytes publicly(AuthenticatedContent content, UnaryOperator<Bytes> change) {
    PublicMessage message =
        PublicFraming.protect(
            crypto, context(content.content()), state.secrets().membershipKey(), content);
    return new MlsMessage.Public(
            new PublicMessage(
                message.content(), message.auth(), message.membershipTag().map(change)))
        .encoded();
  }

  /** Application data in the clear. Its membership tag is empty: it matters to nobody. */
  public Bytes applicationInTheClear(AuthenticatedContent content) {
    return new MlsMessage.Public(
            new PublicMessage(content.content(), content.auth(), Optional.of(Bytes.EMPTY)))
        .encoded();
  }
}
