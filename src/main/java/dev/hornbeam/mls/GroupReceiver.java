package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.framing.OpenedMessage;
import dev.hornbeam.mls.framing.OpenedPrivate;
import dev.hornbeam.mls.framing.PrivateFraming;
import dev.hornbeam.mls.framing.PublicFraming;
import dev.hornbeam.mls.framing.SenderKeys;
import dev.hornbeam.mls.framing.VerifiedContent;
import dev.hornbeam.mls.group.CommitProcessing;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.group.PendingProposal;
import dev.hornbeam.mls.group.ProposalList;
import dev.hornbeam.mls.group.ProposalReceipt;
import dev.hornbeam.mls.message.Commit;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.PrivateMessage;
import dev.hornbeam.mls.message.ProposalRef;
import dev.hornbeam.mls.message.PublicMessage;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.Map;
import java.util.Optional;

/** Receives the messages of a group. */
final class GroupReceiver {
  private final GroupCore core;
  private final ClientSettings settings;

  GroupReceiver(GroupCore core) {
    this.core = core;
    this.settings = core.settings();
  }

  /** A commit that was verified and is to be staged outside of the lock. The caller closes it. */
  private record ToStage(
      VerifiedContent content,
      ProposalList list,
      GroupState base,
      Map<Bytes, CommitProcessing.UpdateKeys> updates,
      Optional<OpenedMessage> opened) {
    long epoch() {
      return content.content().content().epoch();
    }
  }

  /** What the locked part came to: a result, or a commit to be staged. */
  private record Step(Optional<Received> received, Optional<ToStage> commit) {
    static Step of(Received received) {
      return new Step(Optional.of(received), Optional.empty());
    }
  }

  Received receive(Bytes message) throws MlsException {
    MlsMessage decoded = MlsMessage.decode(message);
    Step step =
        core.locked(
            () -> {
              core.requireMember();
              if (core.isLastCommit(message)) {
                return Step.of(new Received.OwnMessage());
              }
              if (decoded instanceof MlsMessage.Public each) {
                return receive(each.body());
              }
              if (decoded instanceof MlsMessage.Private each) {
                return receive(each.body());
              }
              throw new InvalidMessage(Rule.MESSAGE_KIND);
            });
    return step.received().isPresent()
        ? step.received().get()
        : stage(step.commit().orElseThrow(AssertionError::new));
  }

  private Step receive(PublicMessage message) throws MlsException {
    GroupState state = core.state();
    FramedContent framed = message.content();
    requireGroup(framed.groupId());
    requireCurrent(framed.epoch());
    requireNotEnded(framed.epoch());
    VerifiedContent content =
        PublicFraming.unprotect(
            settings.crypto(),
            state.shared().context(),
            state.secrets().membershipKey(),
            SenderKeys.of(state.shared().tree(), state.shared().context().extensions()),
            message);
    if (content.sender().equals(new Sender.Member(state.own().index()))) {
      return Step.of(new Received.OwnMessage());
    }
    if (framed.content() instanceof Content.Committed committed) {
      return toStage(content, committed.commit(), Optional.empty());
    }
    PendingProposal proposal = check(content);
    if (core.pending().containsKey(proposal.reference())) {
      return described(proposal);
    }
    try (ChangeSet changes = new ChangeSet()) {
      core.putProposal(changes, proposal);
      settings.store().apply(changes);
    }
    core.addProposal(proposal);
    return described(proposal);
  }

  private Step receive(PrivateMessage message) throws MlsException {
    requireGroup(message.groupId());
    requireNotEnded(message.epoch());
    EpochKeys keys = core.keysOf(message.epoch()).orElseThrow(() -> noKeys(message.epoch()));
    OpenedPrivate opened =
        PrivateFraming.open(
            settings.crypto(),
            keys.senderDataSecret(),
            keys.tree(),
            core.state().own().index(),
            leaf -> keys.members().apply(leaf).map(LeafNode::signatureKey),
            message);
    if (!(opened instanceof OpenedMessage genuine)) {
      return Step.of(new Received.OwnMessage());
    }
    boolean keep = false;
    try {
      if (message.contentType() != ContentType.APPLICATION) {
        requireCurrent(message.epoch());
      }
      Step step = receive(genuine, keys);
      keep = step.commit().isPresent();
      return step;
    } catch (InvalidMessage | MalformedMessage e) {
      core.consume(keys, genuine.step());
      throw e;
    } finally {
      if (!keep) {
        genuine.close();
      }
    }
  }

  private Step receive(OpenedMessage opened, EpochKeys keys) throws MlsException {
    VerifiedContent content = opened.verify(keys.context());
    Content body = content.content().content().content();
    if (body instanceof Content.Application application) {
      return Step.of(deliver(opened, keys, content, application));
    }
    if (body instanceof Content.Committed committed) {
      return toStage(content, committed.commit(), Optional.of(opened));
    }
    PendingProposal proposal = check(content);
    try (ChangeSet changes = new ChangeSet()) {
      core.putProposal(changes, proposal);
      core.applyWith(keys, opened.step(), changes);
    }
    core.addProposal(proposal);
    return described(proposal);
  }

  /** The message is in the inbox in the same change in which its key goes. */
  private Received deliver(
      OpenedMessage opened,
      EpochKeys keys,
      VerifiedContent content,
      Content.Application application)
      throws MlsException {
    InboxId inboxId = InboxId.of(opened.step(), keys.context().epoch());
    LeafIndex sender = opened.step().leaf();
    LeafNode leaf = keys.members().apply(sender).orElseThrow(AssertionError::new);
    InboxMessage message =
        new InboxMessage(
            Member.of(sender, leaf),
            application.data(),
            content.content().content().authenticatedData());
    try (ChangeSet changes = new ChangeSet()) {
      changes.put(inboxId.key(core.id()), message.encoded());
      core.applyWith(keys, opened.step(), changes);
    }
    return message.received(inboxId);
  }

  private PendingProposal check(VerifiedContent content) throws MlsException {
    PendingProposal proposal =
        new PendingProposal(
            ProposalRef.of(settings.crypto(), content.content()), content.content());
    ProposalReceipt.check(
        settings.env(), core.state().shared(), proposal.proposal(), proposal.sender());
    return proposal;
  }

  private Step described(PendingProposal proposal) {
    Optional<Member> proposer =
        proposal.sender() instanceof Sender.Member member
            ? core.state()
                .shared()
                .tree()
                .leaf(member.leaf())
                .map(leaf -> Member.of(member.leaf(), leaf))
            : Optional.empty();
    return Step.of(
        new Received.ProposalReceived(
            proposer,
            Changes.of(proposal.proposal(), proposal.sender()),
            proposal.content().content().authenticatedData()));
  }

  private Step toStage(VerifiedContent content, Commit commit, Optional<OpenedMessage> opened)
      throws MlsException {
    ProposalList list =
        ProposalList.resolve(
            content.sender(),
            commit.proposals(),
            reference -> Optional.ofNullable(core.pending().get(reference)));
    return new Step(
        Optional.empty(),
        Optional.of(
            new ToStage(content, list, core.state().copy(), Map.copyOf(core.updates()), opened)));
  }

  private Received stage(ToStage commit) throws MlsException {
    try (GroupState base = commit.base()) {
      CommitProcessing.Result result =
          CommitProcessing.process(
              settings.env(),
              base,
              commit.content(),
              commit.list(),
              core.psks(),
              key -> Optional.ofNullable(commit.updates().get(key)));
      IncomingCommit staged =
          new IncomingCommit(core, base.shared().epoch(), result, commit.opened());
      return result.next().isPresent()
          ? new Received.CommitReceived(staged)
          : new Received.RemovalReceived(staged);
    } catch (InvalidMessage | MalformedMessage e) {
      end(commit, Genuine.CONSUMED);
      throw e;
    } catch (MlsException | RuntimeException e) {
      end(commit, Genuine.KEPT);
      throw e;
    }
  }

  private enum Genuine {
    CONSUMED,
    KEPT
  }

  private void end(ToStage commit, Genuine genuine) throws MlsException {
    if (commit.opened().isPresent()) {
      core.locked(
          () -> {
            try (OpenedMessage opened = commit.opened().get()) {
              Optional<EpochKeys> keys = core.keysOf(commit.epoch());
              if (genuine == Genuine.CONSUMED && keys.isPresent()) {
                core.consume(keys.get(), opened.step());
              }
            }
            return core;
          });
    }
  }

  private void requireGroup(GroupId group) throws InvalidMessage {
    if (!group.equals(core.id())) {
      throw new InvalidMessage(Rule.MESSAGE_GROUP);
    }
  }

  /** Nothing is sent in the epoch that a ReInit starts (s.12.4.2); the one before may be late. */
  private void requireNotEnded(long epoch) throws InvalidMessage {
    if (core.isEnded() && epoch == core.state().shared().epoch()) {
      throw new InvalidMessage(Rule.GROUP_ENDED);
    }
  }

  private void requireCurrent(long epoch) throws UndecryptableMessage {
    if (epoch != core.state().shared().epoch()) {
      throw noKeys(epoch);
    }
  }

  private UndecryptableMessage noKeys(long epoch) {
    return new UndecryptableMessage(
        Long.compareUnsigned(epoch, core.state().shared().epoch()) > 0
            ? UndecryptableMessage.Reason.EPOCH_AHEAD
            : UndecryptableMessage.Reason.EPOCH_EXPIRED);
  }
}
