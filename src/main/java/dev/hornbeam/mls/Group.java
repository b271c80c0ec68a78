package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.StaleCommit;
import dev.hornbeam.mls.error.StoreFailed;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.group.GroupInfos;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A group, as one member sees it (RFC 9420 s.8, s.12). Safe for use by several threads. Messages
 * are encoded {@code MLSMessage} structures (s.6); epochs are unsigned numbers.
 *
 * <p>Whatever a method throws, the group is as it was before the call, but for one case: a received
 * message that was genuinely encrypted and breaks a rule has used up its key.
 *
 * <p>Once this member is removed, the accessors tell what was so in the last epoch. The same holds
 * when {@link MlsClient#deleteGroup}, a resync or a group that a ReInit gave the same id has made
 * this object obsolete. If it is a client of another suite, over the same store, that enters such a
 * group, then this object stays one of a group that has ended: it sends and receives nothing, and
 * what is stored under the id is the other client's.
 */
public final class Group {
  private final GroupCore core;
  private final GroupSender sender;
  private final GroupReceiver receiver;

  Group(GroupCore core) {
    this.core = core;
    this.sender = new GroupSender(core);
    this.receiver = new GroupReceiver(core);
  }

  /** The name of the group, the same in all its epochs. */
  public GroupId id() {
    return core.id();
  }

  /** The epoch, an unsigned number. */
  public long epoch() {
    return core.state().shared().epoch();
  }

  /** The cipher suite, the same in all epochs. */
  public CipherSuite cipherSuite() {
    return core.settings().crypto().suite();
  }

  /** Whether this member can send and receive: not removed, and no ReInit has ended the group. */
  public boolean isActive() {
    return core.lifecycle() instanceof Lifecycle.Active;
  }

  /** What this group is to be replaced with, if a ReInit has ended it (RFC 9420 s.11.2). */
  public Optional<Change.ReInit> successor() {
    return core.lifecycle() instanceof Lifecycle.Reinitialized ended
        ? Optional.of(
            new Change.ReInit(
                ended.reInit().groupId(),
                ended.reInit().cipherSuite(),
                ended.reInit().extensions()))
        : Optional.empty();
  }

  /** This member's place in the tree; {@link #member} says how the group knows it there. */
  public LeafIndex ownLeaf() {
    return core.state().own().index();
  }

  /** The members of this epoch, this one included, from left to right in the tree. */
  public List<Member> members() {
    List<Member> members = new ArrayList<>();
    core.state()
        .shared()
        .tree()
        .members()
        .forEach(each -> members.add(Member.of(each.index(), each.leaf())));
    return members;
  }

  /** The member at a leaf; empty if the leaf is blank or none of the tree. */
  public Optional<Member> member(LeafIndex leaf) {
    return core.state().shared().tree().leaf(leaf).map(node -> Member.of(leaf, node));
  }

  /** The extensions of the group context. */
  public Extensions extensions() {
    return core.state().shared().context().extensions();
  }

  /** The hash of the ratchet tree, {@code Nh} bytes (RFC 9420 s.7.8). */
  public Bytes treeHash() {
    return core.state().shared().context().treeHash();
  }

  /**
   * A secret that members compare, by other means, to see that they have the same view of the group
   * (RFC 9420 s.8.7), {@code Nh} bytes. The caller closes it.
   *
   * @throws MlsException never, at present
   * @throws IllegalStateException if this member was removed
   */
  public Secret epochAuthenticator() throws MlsException {
    return core.locked(() -> core.requireMember().secrets().epochAuthenticator().copy());
  }

  /**
   * A secret of this epoch for the application: {@code MLS-Exporter} (RFC 9420 s.8.5). The caller
   * closes it. All members get the same for the same label, context and length.
   *
   * @param label tells one use from another
   * @param context anything else that the secret is to depend on; may be empty
   * @param length bytes, from 1 to 255 {@code Nh}
   * @throws MlsException never, at present
   * @throws IllegalArgumentException if there is no secret of that length
   * @throws IllegalStateException if this member was removed
   */
  public Secret export(String label, Bytes context, int length) throws MlsException {
    return core.locked(() -> core.requireMember().secrets().export(label, context, length));
  }

  /**
   * The ratchet tree, encoded as in the {@code ratchet_tree} extension, for those who get it by
   * other means than the Welcome or the GroupInfo.
   */
  public Bytes ratchetTree() {
    return core.state().shared().tree().encoded();
  }

  /**
   * A signed GroupInfo with the key for external commits and the tree, an encoded {@code
   * MLSMessage}: it lets others join by themselves in this epoch, and servers follow the group (RFC
   * 9420 s.12.4.3).
   *
   * @throws MlsException if the signature key does not sign now
   * @throws IllegalStateException if this member was removed, or the group has ended
   */
  public Bytes groupInfo() throws MlsException {
    return groupInfo(TreeDelivery.IN_MESSAGE);
  }

  /**
   * As {@link #groupInfo()}, with the tree in it or not.
   *
   * @throws MlsException if the signature key does not sign now
   * @throws IllegalStateException if this member was removed, or the group has ended
   */
  public Bytes groupInfo(TreeDelivery tree) throws MlsException {
    try (GroupState state = core.snapshot()) {
      Extensions extensions =
          core.settings().groupInfoExtensions().with(GroupInfos.externalPub(state));
      return new MlsMessage.Info(
              GroupInfos.sign(core.settings().crypto(), state, extensions, tree.internal()))
          .encoded();
    }
  }

  /**
   * Encrypts data of the application for the members of this epoch (RFC 9420 s.15). Before it
   * returns, the store knows that the message key is used up, so a message that is not sent leaves
   * a gap and no danger.
   *
   * @param data is padded as the client was built to
   * @return an encoded {@code MLSMessage}
   * @throws MlsException if the signature key or the store is not available; nothing was used up
   * @throws IllegalStateException if proposals wait to be committed: see {@link #commitRequired};
   *     or if this member was removed, or the group has ended
   */
  public Bytes protect(Bytes data) throws MlsException {
    return protect(data, Bytes.EMPTY);
  }

  /**
   * As {@link #protect(Bytes)}, with data that is authenticated but not encrypted.
   *
   * @param authenticatedData which the delivery service can read
   * @return an encoded {@code MLSMessage}
   * @throws MlsException as there
   * @throws IllegalStateException as there
   */
  public Bytes protect(Bytes data, Bytes authenticatedData) throws MlsException {
    return sender.protect(data, authenticatedData);
  }

  /**
   * Whether proposals wait. Someone must commit before anyone sends application data (RFC 9420
   * s.12.4): any commit does, whether or not it covers them.
   *
   * @throws MlsException never, at present
   */
  public boolean commitRequired() throws MlsException {
    return core.locked(() -> !core.pending().isEmpty());
  }

  /**
   * The proposals that wait, this member's own included, in the order in which they came or were
   * made. One that this member makes again may be the same, and is the last then. A commit that is
   * merged empties the list, whether or not it covers them.
   *
   * @throws MlsException never, at present
   */
  public List<WaitingProposal> waitingProposals() throws MlsException {
    return core.locked(
        () ->
            core.pending().values().stream()
                .map(proposal -> WaitingProposal.of(proposal, core.state().shared()))
                .toList());
  }

  /**
   * Processes a message of the group. Application data goes into the inbox, and a proposal is kept,
   * durably, before this returns. A commit is staged only; the application judges it and calls
   * {@link #merge} or {@link #discard}.
   *
   * @param message an encoded {@code MLSMessage} with a PrivateMessage or a PublicMessage
   * @throws MalformedMessage if it, or what is encrypted in it, is not such a structure
   * @throws InvalidMessage if it breaks a rule, or is of another group; if it was genuinely
   *     encrypted, its key is used up, and it cannot be received again
   * @throws UndecryptableMessage if something is missing to read it, such as its key or a proposal;
   *     nothing is used up
   * @throws KeyUnavailable if this member's leaf key is needed and not available now; nothing is
   *     used up
   * @throws StoreFailed if the store cannot be read or does not take the change; nothing is used up
   * @throws MlsException one of these
   * @throws IllegalStateException if this member was removed
   */
  public Received receive(Bytes message) throws MlsException {
    return receiver.receive(message);
  }

  /**
   * The received messages that were not acknowledged, by epoch, sender and generation.
   *
   * @throws MlsException if the store cannot be read now
   */
  public List<Received.ApplicationData> inbox() throws MlsException {
    return Inbox.read(core.settings().store(), id());
  }

  /**
   * Takes a received message out of the store: the application has it now. Nothing happens if it is
   * not there.
   *
   * @throws MlsException if the store does not take the change; the call can be repeated
   */
  public void acknowledge(InboxId message) throws MlsException {
    Inbox.acknowledge(core.settings().store(), id(), message);
  }

  /** Begins a proposal of this member's own; nothing has changed until its last call. */
  public ProposalBuilder propose() {
    return new ProposalBuilder(new MemberProposals(core, sender));
  }

  /** Begins a commit of this member's own; nothing has changed until it is staged and merged. */
  public CommitBuilder commit() {
    return new CommitBuilder(core, sender);
  }

  /**
   * Puts a staged commit in force. For an own commit that is once the delivery service has accepted
   * it. The proposals that wait are gone then. The keys of the epoch before are destroyed, but for
   * what late messages need.
   *
   * @param commit one that this very object made or received; its secrets are the group's now
   * @throws StaleCommit if another commit was merged since: discard this one
   * @throws MlsException if the store does not take the change; then nothing has changed, and the
   *     call can be repeated
   * @throws IllegalArgumentException if the commit is of another group
   * @throws IllegalStateException if the commit was merged or discarded already, this member was
   *     removed, or the group has ended
   */
  public void merge(StagedCommit commit) throws MlsException {
    core.merge(commit);
  }

  /**
   * Lets a staged commit go, for another one that won, and wipes its secrets. An own one must not
   * be sent any more; the leaf key that was made for it is destroyed. One that was received can be
   * received again.
   *
   * @param commit one that this very object made or received
   * @throws MlsException if the store does not take the change; the call can be repeated
   * @throws IllegalArgumentException if the commit is of another group
   * @throws IllegalStateException if the commit was merged or discarded already
   */
  public void discard(StagedCommit commit) throws MlsException {
    core.discard(commit);
  }

  /**
   * Where one of this member's keys lives, in words for a person: in software, in a keystore, or
   * somewhere that shows no encoding of it, such as a token.
   */
  public String custody(KeySource.Purpose purpose) {
    GroupState state = core.state();
    return switch (purpose) {
      case SIGNATURE -> Custody.of(state.own().signature());
      case LEAF -> Custody.of(state.own().leaf());
      case INIT -> "destroyed when the group was joined";
    };
  }

  GroupCore core() {
    return core;
  }

  @Override
  public String toString() {
    return "Group[" + id() + ", epoch " + Long.toUnsignedString(epoch()) + "]";
  }
}
