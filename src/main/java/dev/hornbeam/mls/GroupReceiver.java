package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.event.Reception;
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
import dev.hornbeam.mls.group.PublicState;
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

  /** What the locked part came to. What asks the application goes on outside of the lock. */
  private sealed interface Step {
    /** All is done. */
    record Done(Received received) implements Step {}

    /** A proposal whose signature is good, and whose content is to be checked. */
    record ToCheck(PendingProposal proposal, PublicState base, Optional<OpenedMessage> opened)
        implements Step {}

    /** A commit that is to be staged; whoever does closes the base. */
    record ToStage(
        VerifiedContent content,
        ProposalList list,
        GroupState base,
        Map<Bytes, CommitProcessing.UpdateKeys> updates,
        Optional<OpenedMessage> opened)
        implements Step {}
  }

  Received receive(Bytes message) throws MlsException {
    Reception event = new Reception(settings.crypto().suite(), message, core.state());
    return event.time(() -> receive(message, event));
  }

  private Received receive(Bytes message, Reception event) throws MlsException {
    MlsMessage decoded = MlsMessage.decode(message);
    event.decoded(decoded);
    Step step =
        core.locked(
            () -> {
              core.requireMember();
              if (core.isLastCommit(message)) {
                return new Step.Done(new Received.OwnMessage());
              }
              if (decoded instanceof MlsMessage.Public each) {
                return receive(each.body());
              }
              if (decoded instanceof MlsMessage.Private each) {
                return receive(each.body());
              }
              throw new InvalidMessage(Rule.MESSAGE_KIND);
            });
    if (step instanceof Step.ToCheck proposal) {
      return keep(proposal);
    }
    if (step instanceof Step.ToStage commit) {
      event.covers(commit.list());
      return stage(commit);
    }
    if (step instanceof Step.Done done) {
      if (done.received() instanceof Received.ApplicationData opened) {
        event.opened(opened.data());
      }
      return done.received();
    }
    throw new AssertionError();
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
      return new Step.Done(new Received.OwnMessage());
    }
    if (framed.content() instanceof Content.Committed committed) {
      return toStage(content, committed.commit(), Optional.empty());
    }
    return toCheck(content, Optional.empty());
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
      return new Step.Done(new Received.OwnMessage());
    }
    boolean keep = false;
    try {
      if (message.contentType() != ContentType.APPLICATION) {
        requireCurrent(message.epoch());
      }
      Step step = receive(genuine, keys);
      keep = !(step instanceof Step.Done);
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
      return new Step.Done(deliver(opened, keys, content, application));
    }
    if (body instanceof Content.Committed committed) {
      return toStage(content, committed.commit(), Optional.of(opened));
    }
    return toCheck(content, Optional.of(opened));
  }

  /** The message is in the inbox in the same change in which its key goes. */
  private Received deliver(
      OpenedMessage opened,
      EpochKeys keys,
      VerifiedContent content,
      Content.Application application)
      throws MlsException {
    InboxId inboxId = InboxId.of(opened.step(), keys.context());
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

  private Step toCheck(VerifiedContent content, Optional<OpenedMessage> opened) {
    PendingProposal proposal =
        new PendingProposal(
            ProposalRef.of(settings.crypto(), content.content()), content.content());
    return new Step.ToCheck(proposal, core.state().shared(), opened);
  }

  private Received keep(Step.ToCheck step) throws MlsException {
    PendingProposal proposal = step.proposal();
    try {
      ProposalReceipt.check(settings.env(), step.base(), proposal.proposal(), proposal.sender());
    } catch (InvalidMessage | MalformedMessage e) {
      end(step.opened(), step.base().epoch(), Genuine.CONSUMED);
      throw e;
    } catch (MlsException | RuntimeException e) {
      end(step.opened(), step.base().epoch(), Genuine.KEPT);
      throw e;
    }
    return core.locked(
        () -> {
          try {
            core.requireActive();
            requireCurrent(step.base().epoch());
            put(proposal, step.opened());
            return described(proposal, step.base());
          } finally {
            step.opened().ifPresent(OpenedMessage::close);
          }
        });
  }

  /** The proposal waits from now on; one that came before waits once. */
  private void put(PendingProposal proposal, Optional<OpenedMessage> opened) throws MlsException {
    boolean isNew = !core.pending().containsKey(proposal.reference());
    try (ChangeSet changes = new ChangeSet()) {
      if (isNew) {
        core.putProposal(changes, proposal);
      }
      if (opened.isPresent()) {
        core.applyWith(core.current(), opened.get().step(), changes);
      } else if (isNew) {
        settings.store().apply(changes);
      }
    }
    if (isNew) {
      core.addProposal(proposal);
    }
  }

  private static Received described(PendingProposal proposal, PublicState base) {
    WaitingProposal waiting = WaitingProposal.of(proposal, base);
    return new Received.ProposalReceived(
        waiting.reference(),
        waiting.proposer(),
        waiting.change(),
        proposal.content().content().authenticatedData());
  }

  private Step toStage(VerifiedContent content, Commit commit, Optional<OpenedMessage> opened)
      throws MlsException {
    ProposalList list =
        ProposalList.resolve(
            content.sender(),
            commit.proposals(),
            reference -> Optional.ofNullable(core.pending().get(reference)));
    return new Step.ToStage(content, list, core.state().copy(), Map.copyOf(core.updates()), opened);
  }

  private Received stage(Step.ToStage commit) throws MlsException {
    long epoch = commit.base().shared().epoch();
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
      end(commit.opened(), epoch, Genuine.CONSUMED);
      throw e;
    } catch (MlsException | RuntimeException e) {
      end(commit.opened(), epoch, Genuine.KEPT);
      throw e;
    }
  }

  private enum Genuine {
    CONSUMED,
    KEPT
  }

  private void end(Optional<OpenedMessage> message, long epoch, Genuine genuine)
      throws MlsException {
    if (message.isPresent()) {
      core.locked(
          () -> {
            try (OpenedMessage opened = message.get()) {
              Optional<EpochKeys> keys = core.keysOf(epoch);
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
