package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.framing.ContentSignature;
import dev.hornbeam.mls.framing.PublicFraming;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.FramedContentAuthData;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.tree.LeafValidation;
import dev.hornbeam.mls.types.GroupId;
import java.util.Optional;

/** Proposals of an external sender (RFC 9420 s.12.1.8). */
final class OutsideProposals implements ProposalBuilder.Proposer {
  private final ClientSettings settings;
  private final GroupId group;
  private final long epoch;
  private final long senderIndex;

  OutsideProposals(ClientSettings settings, GroupId group, long epoch, long senderIndex) {
    this.settings = settings;
    this.group = group;
    this.epoch = epoch;
    this.senderIndex = senderIndex;
  }

  @Override
  public Bytes propose(
      Proposal proposal, Optional<HandshakeFraming> framing, Bytes authenticatedData)
      throws MlsException {
    if (framing.isPresent() && framing.get() == HandshakeFraming.PRIVATE) {
      throw new IllegalArgumentException("who is outside of the group cannot encrypt to it");
    }
    if (proposal instanceof Proposal.Add add) {
      LeafValidation.checkLifetime(add.keyPackage().leafNode(), settings.env().clock().instant());
    }
    return send(
        settings, group, epoch, new Sender.External(senderIndex), proposal, authenticatedData);
  }

  @Override
  public Bytes update(
      Optional<Identity> identity, Optional<HandshakeFraming> framing, Bytes authenticatedData) {
    throw new IllegalArgumentException("an external sender has no leaf to update");
  }

  @Override
  public Bytes nonce() {
    SuiteCrypto crypto = settings.crypto();
    return Bytes.own(crypto.random(crypto.hashLength()));
  }

  static Bytes send(
      ClientSettings settings,
      GroupId group,
      long epoch,
      Sender sender,
      Proposal proposal,
      Bytes authenticatedData)
      throws MlsException {
    FramedContent framed =
        new FramedContent(group, epoch, sender, authenticatedData, new Content.Proposed(proposal));
    Bytes signature =
        ContentSignature.signFromOutside(
            settings.crypto(), settings.identity().signatureKey().privateKey(), framed);
    AuthenticatedContent content =
        new AuthenticatedContent(
            WireFormat.PUBLIC_MESSAGE,
            framed,
            new FramedContentAuthData(signature, Optional.empty()));
    return new MlsMessage.Public(PublicFraming.fromOutside(content)).encoded();
  }
}
