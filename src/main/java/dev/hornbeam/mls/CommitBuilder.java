package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.StaleCommit;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.event.CommitEvent;
import dev.hornbeam.mls.group.CommitMaking;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.group.PendingProposal;
import dev.hornbeam.mls.group.ProposalList;
import dev.hornbeam.mls.group.ProposalSelection;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.ProposalRef;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.CustomProposal;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A commit of this member's own (RFC 9420 s.12.4). Unless told otherwise it covers the proposals
 * that wait, as many as fit together, and has a path, which gives this member a fresh key. Each
 * method but {@link #stage} returns this builder and changes nothing in the group; what it adds is
 * checked in {@link #stage}. Not safe for use by several threads.
 */
public final class CommitBuilder {
  private final GroupCore core;
  private final GroupSender sender;
  private final ClientSettings settings;
  private final List<Proposal> proposals = new ArrayList<>();
  private Optional<Identity> identity = Optional.empty();
  private Optional<Extensions> leafExtensions = Optional.empty();
  private Optional<HandshakeFraming> framing = Optional.empty();
  private Bytes authenticatedData = Bytes.EMPTY;
  private TreeDelivery tree = TreeDelivery.IN_MESSAGE;
  private WelcomeBatches welcomes = WelcomeBatches.ONE_FOR_ALL;
  private PathChoice path = PathChoice.ALWAYS;
  private PendingChoice pending = PendingChoice.ALL_THAT_FIT;
  private Optional<List<ProposalRef>> covered = Optional.empty();

  /** When a commit has a path. */
  public enum PathChoice {
    /** Always: this member gets a fresh key. */
    ALWAYS,
    /** Only if a proposal needs one (RFC 9420 s.12.4): smaller and faster, with less security. */
    WHEN_REQUIRED
  }

  /** Which of the proposals that wait are committed. */
  public enum PendingChoice {
    /**
     * As many as a commit can have together; of two that exclude each other, a Remove goes before
     * an Update, and anything before a ReInit.
     */
    ALL_THAT_FIT,
    /** None: they are void when the commit is merged. */
    NONE
  }

  CommitBuilder(GroupCore core, GroupSender sender) {
    this.core = core;
    this.sender = sender;
    this.settings = core.settings();
  }

  /**
   * Adds a client. The commit comes with a Welcome for it.
   *
   * @param keyPackage an encoded {@code MLSMessage} with a KeyPackage
   * @throws MlsException if it is none
   */
  public CommitBuilder add(Bytes keyPackage) throws MlsException {
    return with(new Proposal.Add(Messages.keyPackage(keyPackage)));
  }

  /**
   * Adds clients, in the order of the list.
   *
   * @param keyPackages encoded {@code MLSMessage}s with a KeyPackage each
   * @throws MlsException if one is none; those before it are added to this builder
   */
  public CommitBuilder addAll(List<Bytes> keyPackages) throws MlsException {
    for (Bytes keyPackage : keyPackages) {
      add(keyPackage);
    }
    return this;
  }

  /** Removes a member, who must not be this one: that takes a proposal, which another commits. */
  public CommitBuilder remove(LeafIndex member) {
    return with(new Proposal.Remove(member));
  }

  /** Uses a pre-shared key that the members have by other means: {@link MlsClient#putPsk}. */
  public CommitBuilder psk(Bytes id) {
    return with(Proposals.psk(new Psk.External(id), nonce()));
  }

  /**
   * Uses the resumption PSK of an epoch of a group (RFC 9420 s.8.6), which all members must still
   * have.
   *
   * @param epoch an unsigned number
   */
  public CommitBuilder resumptionPsk(GroupId group, long epoch) {
    return with(Proposals.psk(Proposals.resumption(group, epoch), nonce()));
  }

  /**
   * Ends the group, for one with other parameters (RFC 9420 s.11.2); nothing else can be in the
   * commit. {@link MlsClient#reinitialize} then makes the new one.
   *
   * @param newGroup a new id, or that of this group: then late messages of its epochs are not read
   *     any more, since the new group is to take its place in the store
   */
  public CommitBuilder reInit(GroupId newGroup, CipherSuite suite, Extensions extensions) {
    return with(Proposals.reInit(newGroup, suite, extensions));
  }

  /** Replaces all extensions of the group context, which every member must support (s.12.1.7). */
  public CommitBuilder extensions(Extensions extensions) {
    return with(new Proposal.GroupContextExtensions(extensions));
  }

  /** A proposal of the application's own type, which every member must support. */
  public <T> CommitBuilder custom(CustomProposal<T> type, T value) {
    return with(Proposals.custom(type, value));
  }

  /**
   * Gives this member another credential, and the key that goes with it, in this group alone. The
   * commit then has a path, whatever {@link #path} says. The old signature key signs the commit,
   * and is not needed once it is merged, but by other groups.
   */
  public CommitBuilder identity(Identity value) {
    identity = Optional.of(value);
    return this;
  }

  /**
   * Replaces the extensions of this member's leaf, whose types its capabilities must list. The
   * commit then has a path, whatever {@link #path} says.
   */
  public CommitBuilder leafExtensions(Extensions value) {
    leafExtensions = Optional.of(value);
    return this;
  }

  /** How the commit is carried, if not as the client was built to. */
  public CommitBuilder framing(HandshakeFraming value) {
    framing = Optional.of(value);
    return this;
  }

  /** Data that is authenticated with the commit, and not encrypted. */
  public CommitBuilder authenticatedData(Bytes value) {
    authenticatedData = value;
    return this;
  }

  /** Where new members get the tree from; in the Welcome, unless told otherwise. */
  public CommitBuilder tree(TreeDelivery value) {
    tree = value;
    return this;
  }

  /** How many Welcome messages there are; one for all, unless told otherwise. */
  public CommitBuilder welcomes(WelcomeBatches value) {
    welcomes = value;
    return this;
  }

  /** When the commit has a path; always, unless told otherwise. */
  public CommitBuilder path(PathChoice value) {
    path = value;
    return this;
  }

  /**
   * Which of the proposals that wait are committed; all that fit, unless told otherwise. It takes
   * the place of an earlier {@link #covering}.
   */
  public CommitBuilder pending(PendingChoice value) {
    pending = value;
    covered = Optional.empty();
    return this;
  }

  /**
   * Commits exactly these of the proposals that wait, in this order, after what is given to this
   * builder; the others are void when the commit is merged. It takes the place of {@link #pending}.
   * None is left out silently: if they do not go together, {@link #stage} refuses.
   *
   * @param references as {@link WaitingProposal} and {@link Received.ProposalReceived} have them,
   *     each once
   */
  public CommitBuilder covering(List<Bytes> references) {
    covered = Optional.of(references.stream().map(ProposalRef::new).toList());
    return this;
  }

  /**
   * Makes the commit. The group is as it was, but that an encrypted commit takes one generation of
   * this member's handshake ratchet, which is not given back.
   *
   * @return to be given to {@link Group#merge} or {@link Group#discard}, since it holds secrets
   * @throws InvalidMessage if the proposals given to this builder, or with them those that {@link
   *     #covering} names, break a rule, or the validator refuses who is to be added
   * @throws StaleCommit if another commit was merged meanwhile
   * @throws UndecryptableMessage if this client does not have a pre-shared key
   * @throws MlsException if a key or the store is not available; as in each case, nothing has
   *     changed
   * @throws IllegalArgumentException if a proposal that {@link #covering} names does not wait, or
   *     is named twice
   * @throws IllegalStateException if this member was removed, or the group has ended
   */
  public OutgoingCommit stage() throws MlsException {
    CommitEvent event = new CommitEvent(settings.crypto().suite(), core.state());
    return event.time(() -> stage(event));
  }

  private OutgoingCommit stage(CommitEvent event) throws MlsException {
    try (GroupState base = core.snapshot()) {
      ProposalList list = proposals(base);
      event.covers(list);
      boolean hasPath =
          path == PathChoice.ALWAYS
              || identity.isPresent()
              || leafExtensions.isPresent()
              || list.needsPath(settings.env());
      if (hasPath) {
        event.withPath();
      }
      OutgoingCommit made =
          hasPath ? stageWithPath(base, list) : stage(base, list, Optional.empty());
      event.made(made.message(), made.welcomes());
      return made;
    }
  }

  private ProposalList proposals(GroupState base) throws MlsException {
    Sender self = new Sender.Member(base.own().index());
    if (covered.isPresent()) {
      return ProposalList.of(self, proposals, waiting(base, covered.get()));
    }
    List<PendingProposal> waiting =
        pending == PendingChoice.NONE
            ? List.of()
            : core.locked(() -> List.copyOf(core.pending().values()));
    return new ProposalSelection(settings.env(), base.shared(), self, newIdentity(base))
        .choose(proposals, waiting, core.psks());
  }

  /** The proposals that were named, which wait while the epoch lasts. */
  private List<PendingProposal> waiting(GroupState base, List<ProposalRef> references)
      throws MlsException {
    Set<ProposalRef> named = new HashSet<>();
    return core.locked(
        () -> {
          requireCurrent(base);
          List<PendingProposal> waiting = new ArrayList<>();
          for (ProposalRef each : references) {
            PendingProposal proposal = core.pending().get(each);
            if (proposal == null) {
              throw new IllegalArgumentException("no proposal waits as " + each.value().hex());
            }
            if (!named.add(each)) {
              throw new IllegalArgumentException(
                  "a proposal is named twice: " + each.value().hex());
            }
            waiting.add(proposal);
          }
          return waiting;
        });
  }

  private void requireCurrent(GroupState base) throws StaleCommit {
    core.requireActive();
    if (!sender.isCurrent(base)) {
      throw new StaleCommit(base.shared().epoch(), core.state().shared().epoch());
    }
  }

  /** The leaf with the identity that it is given, if it is given one, and its key so far. */
  private Optional<LeafNode.Contents> newIdentity(GroupState base) {
    LeafNode.Contents leaf = base.ownLeaf().contents();
    return identity.map(
        given ->
            new LeafNode.Contents(
                leaf.encryptionKey(),
                given.signatureKey().publicKey(),
                given.credential(),
                leaf.capabilities(),
                leaf.source(),
                leaf.extensions()));
  }

  private OutgoingCommit stageWithPath(GroupState base, ProposalList list) throws MlsException {
    KeyHandle leafKey = settings.vault().createLeaf(core.id(), base.shared().epoch() + 1);
    try {
      return stage(base, list, Optional.of(leafKey));
    } catch (MlsException | RuntimeException e) {
      settings.vault().drop(leafKey);
      throw e;
    }
  }

  private OutgoingCommit stage(GroupState base, ProposalList list, Optional<KeyHandle> leafKey)
      throws MlsException {
    HandshakeFraming carried = framing.orElse(settings.framing());
    CommitMaking.Made made =
        CommitMaking.byMember(
            settings.env(), base, plan(base, list, leafKey, carried), core.psks());
    try {
      Bytes message = core.locked(() -> send(base, made, leafKey, carried));
      return new OutgoingCommit(
          core,
          base.shared().epoch(),
          made,
          message,
          made.welcomes().stream()
              .map(welcome -> new MlsMessage.ForNewMembers(welcome).encoded())
              .toList(),
          leafKey.map(KeyHandle::ref));
    } catch (MlsException | RuntimeException e) {
      made.close();
      throw e;
    }
  }

  private Bytes send(
      GroupState base,
      CommitMaking.Made made,
      Optional<KeyHandle> leafKey,
      HandshakeFraming carried)
      throws MlsException {
    requireCurrent(base);
    ChangeSet changes = new ChangeSet();
    leafKey.ifPresent(key -> settings.vault().staged(changes, key.ref()));
    return sender.send(made.content(), carried, changes);
  }

  private CommitMaking.Plan plan(
      GroupState base, ProposalList list, Optional<KeyHandle> leafKey, HandshakeFraming carried) {
    LeafNode.Contents leaf = base.ownLeaf().contents();
    LeafNode.Contents newLeaf =
        new LeafNode.Contents(
            leaf.encryptionKey(),
            leaf.signatureKey(),
            identity.map(Identity::credential).orElse(leaf.credential()),
            leaf.capabilities(),
            leaf.source(),
            leafExtensions.orElse(leaf.extensions()));
    return new CommitMaking.Plan(
        list,
        leafKey,
        newLeaf,
        identity.map(Identity::signatureKey).orElse(base.own().signature()),
        GroupSender.wireFormat(carried),
        authenticatedData,
        settings.groupInfoExtensions(),
        tree.internal(),
        welcomes.internal());
  }

  private CommitBuilder with(Proposal proposal) {
    proposals.add(proposal);
    return this;
  }

  private Bytes nonce() {
    SuiteCrypto crypto = settings.crypto();
    return Bytes.own(crypto.random(crypto.hashLength()));
  }
}
