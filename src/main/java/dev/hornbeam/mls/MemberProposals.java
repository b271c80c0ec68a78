package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.group.CommitProcessing;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.group.ProposalReceipt;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.types.KeyHandle;
import java.util.Optional;

/** Proposals of a member. */
final class MemberProposals implements ProposalBuilder.Proposer {
  private final GroupCore core;
  private final GroupSender sender;
  private final ClientSettings settings;

  MemberProposals(GroupCore core, GroupSender sender) {
    this.core = core;
    this.sender = sender;
    this.settings = core.settings();
  }

  @Override
  public Bytes propose(
      Proposal proposal, Optional<HandshakeFraming> framing, Bytes authenticatedData)
      throws MlsException {
    GroupState base = core.requireActive();
    check(base, proposal);
    return sender.propose(
        base, proposal, framing.orElse(settings.framing()), authenticatedData, Optional.empty());
  }

  @Override
  public Bytes update(
      Optional<Identity> identity, Optional<HandshakeFraming> framing, Bytes authenticatedData)
      throws MlsException {
    GroupState base = core.requireActive();
    KeyHandle signature = identity.map(Identity::signatureKey).orElse(base.own().signature());
    KeyHandle leaf = settings.vault().createLeaf(core.id(), base.shared().epoch() + 1);
    try {
      LeafNode.Contents old = base.ownLeaf().contents();
      LeafNode node =
          new LeafNode.Contents(
                  leaf.publicKey(),
                  signature.publicKey(),
                  identity.map(Identity::credential).orElse(old.credential()),
                  old.capabilities(),
                  new LeafNodeSource.Update(),
                  old.extensions())
              .sign(settings.crypto(), signature.privateKey(), core.id(), base.own().index());
      ProposalReceipt.checkOwnUpdate(settings.env(), base.shared(), base.own().index(), node);
      return sender.propose(
          base,
          new Proposal.Update(node),
          framing.orElse(settings.framing()),
          authenticatedData,
          Optional.of(new CommitProcessing.UpdateKeys(leaf, signature)));
    } catch (MlsException | RuntimeException e) {
      settings.vault().drop(leaf);
      throw e;
    }
  }

  @Override
  public Bytes nonce() {
    SuiteCrypto crypto = settings.crypto();
    return Bytes.own(crypto.random(crypto.hashLength()));
  }

  /** What the others would refuse is not sent. */
  private void check(GroupState base, Proposal proposal) throws MlsException {
    if (proposal instanceof Proposal.Add add) {
      settings.env().checkToBeAdded(base.shared(), add.keyPackage());
    } else {
      ProposalReceipt.check(
          settings.env(), base.shared(), proposal, new Sender.Member(base.own().index()));
    }
  }
}
