package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.event.JoinEvent;
import dev.hornbeam.mls.event.MergeEvent;
import dev.hornbeam.mls.group.Joining;
import dev.hornbeam.mls.group.NextEpoch;
import dev.hornbeam.mls.group.OwnKeys;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.Welcome;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.StoreKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One client of MLS (RFC 9420): an identity with its keys, and the groups it is in. Safe for use by
 * several threads. What it knows is in its {@link dev.hornbeam.mls.types.Store}: a client built
 * again over the same store, with the same signature key, goes on where the last one ended, but for
 * commits and external joins that were staged and not merged. There must not be two at once that
 * have the same groups.
 *
 * <p>Messages are encoded {@code MLSMessage} structures (RFC 9420 s.6); epochs are unsigned
 * numbers. Where a method throws {@link MlsException}, each kind means what its class says: {@link
 * dev.hornbeam.mls.error.KeyUnavailable} and {@link dev.hornbeam.mls.error.StoreFailed} are worth
 * another try, and nothing has changed.
 *
 * <pre>{@code
 * MlsClient alice = MlsClient.builder(CipherSuite.X25519_AES128GCM_SHA256_ED25519)
 *     .credential(Credential.basic("alice")).build();
 * Group group = alice.createGroup(GroupId.random());
 * OutgoingCommit commit = group.commit().add(bobsKeyPackage).stage();
 * send(commit.message(), commit.welcome());
 * group.merge(commit);
 * }</pre>
 */
public final class MlsClient {
  private final ClientSettings settings;
  private final KeyPackages keyPackages;

  /** One object for each group; guarded by itself, as is what the store says of memberships. */
  private final Map<GroupId, Group> groups = new HashMap<>();

  MlsClient(ClientSettings settings) {
    this.settings = settings;
    this.keyPackages = new KeyPackages(settings);
  }

  /** Begins a client of a cipher suite. */
  public static MlsClientBuilder builder(CipherSuite suite) {
    return new MlsClientBuilder(suite);
  }

  /** The cipher suite of all that this client makes and joins. */
  public CipherSuite cipherSuite() {
    return settings.crypto().suite();
  }

  /**
   * Who this client is in key packages, new groups and external joins. A group may know it
   * otherwise, since {@link CommitBuilder#identity} changes it there alone: see {@link
   * Group#ownLeaf}.
   */
  public Identity identity() {
    return settings.identity();
  }

  /**
   * Makes a key package (RFC 9420 s.10) for one use, and keeps its keys until a Welcome uses it.
   *
   * @return an encoded {@code MLSMessage}, for those who may add this client
   * @throws MlsException if the keys cannot be made or stored now; nothing is left over
   */
  public Bytes newKeyPackage() throws MlsException {
    return newKeyPackage(KeyPackageUse.ONCE);
  }

  /**
   * As {@link #newKeyPackage()}, for one use, or for when there are no others (RFC 9420 s.16.8).
   *
   * @return an encoded {@code MLSMessage}
   * @throws MlsException if the keys cannot be made or stored now; nothing is left over
   */
  public Bytes newKeyPackage(KeyPackageUse use) throws MlsException {
    return keyPackages.create(use, keyPackage -> new MlsMessage.ForAdding(keyPackage).encoded());
  }

  /**
   * Keeps a key package that was made elsewhere, so that this client can join by it.
   *
   * @param keyPackage an encoded {@code MLSMessage}
   * @param init its init key, which this client's key source opens again by its reference
   * @param leaf its leaf key, likewise
   * @throws MlsException if it is no KeyPackage, or the store does not take the change
   * @throws IllegalArgumentException if the keys, or this client's signature key, are not those of
   *     the key package
   */
  public void importKeyPackage(Bytes keyPackage, KeyHandle init, KeyHandle leaf)
      throws MlsException {
    keyPackages.keep(Messages.keyPackage(keyPackage), init, leaf);
  }

  /**
   * Deletes a key package and its keys, used or not; a leaf key that groups use stays theirs.
   *
   * @param keyPackage as {@link #newKeyPackage} gave it
   * @throws MlsException if the store does not take the change
   */
  public void deleteKeyPackage(Bytes keyPackage) throws MlsException {
    KeyPackage decoded = Messages.keyPackage(keyPackage);
    synchronized (groups) {
      keyPackages.delete(decoded);
    }
  }

  /**
   * Makes a group of which this client is the only member, in epoch 0 (RFC 9420 s.11).
   *
   * @param id one that was never used before, such as {@link GroupId#random()}; not empty
   * @throws InvalidMessage if this client is in a group with that id, the id is empty, or its own
   *     leaf breaks a rule (its signature key is of another suite, its lifetime is longer than it
   *     accepts itself)
   * @throws MlsException if the keys cannot be made or stored now; then there is no group
   */
  public Group createGroup(GroupId id) throws MlsException {
    return createGroup(id, Extensions.NONE);
  }

  /**
   * As {@link #createGroup(GroupId)}, with extensions of the group context (RFC 9420 s.13.4). This
   * client must support their types: {@link MlsClientBuilder#supportedExtensions}.
   *
   * @throws InvalidMessage as there, or if the extensions break a rule
   * @throws MlsException as there
   */
  public Group createGroup(GroupId id, Extensions extensions) throws MlsException {
    KeyHandle leafKey = settings.vault().createLeaf(id, 0);
    try (ChangeSet changes = new ChangeSet()) {
      settings.vault().live(changes, leafKey.ref());
      NextEpoch first = Founding.create(settings, id, extensions, leafKey);
      return enter(changes, first, Optional.empty());
    } catch (MlsException | RuntimeException e) {
      settings.vault().drop(leafKey);
      throw e;
    }
  }

  /**
   * Begins the group that replaces one which a ReInit has ended (RFC 9420 s.11.2). Its parameters
   * are those of the ReInit, and it has all members of the old group. The old group may be of a
   * client with another suite that shares the store. Nothing has changed until {@link
   * NewGroupBuilder#found} is called.
   *
   * <p>If the ReInit gives the new group the id of the old one, it takes its place in the store,
   * here and when it is joined: the old keys are destroyed, and the earlier {@link Group} object
   * refuses to go on. What it received stays in the inbox.
   *
   * @param old the id of the group that has ended
   */
  public NewGroupBuilder reinitialize(GroupId old) {
    return new NewGroupBuilder(
        NewGroupBuilder.Origin.REINIT,
        options -> found(Founding.reinitialize(settings, old, options)));
  }

  /**
   * Makes the group that replaces one which a ReInit has ended: {@link #reinitialize(GroupId)} with
   * the other members, and nothing else chosen.
   *
   * @param keyPackages encoded {@code MLSMessage}s of the other members, for the new group's suite
   * @throws MlsException as {@link NewGroupBuilder#addAll} and {@link NewGroupBuilder#found}; then
   *     there is no group
   * @throws IllegalArgumentException as {@link NewGroupBuilder#found}
   */
  public NewGroup reinitialize(GroupId old, List<Bytes> keyPackages) throws MlsException {
    return reinitialize(old).addAll(keyPackages).found();
  }

  /**
   * Begins a group of some of the members of another, with the same version and suite (RFC 9420
   * s.11.3). The other group goes on. Nothing has changed until {@link NewGroupBuilder#found} is
   * called.
   *
   * @param old the id of the group that is branched from
   * @param id of the new group, never used before
   */
  public NewGroupBuilder branch(GroupId old, GroupId id) {
    return new NewGroupBuilder(
        NewGroupBuilder.Origin.BRANCH,
        options -> found(Founding.branch(settings, old, id, options)));
  }

  /**
   * Makes a group of some of the members of another: {@link #branch(GroupId, GroupId)} with them,
   * and nothing else chosen.
   *
   * @param keyPackages encoded {@code MLSMessage}s of the other members
   * @throws MlsException as {@link NewGroupBuilder#addAll} and {@link NewGroupBuilder#found}; then
   *     there is no group
   * @throws IllegalArgumentException as {@link NewGroupBuilder#found}
   */
  public NewGroup branch(GroupId old, GroupId id, List<Bytes> keyPackages) throws MlsException {
    return branch(old, id).addAll(keyPackages).found();
  }

  private NewGroup found(Founding.Founded founded) throws MlsException {
    try (ChangeSet changes = new ChangeSet()) {
      settings.vault().live(changes, founded.leafKey().ref());
      return new NewGroup(enter(changes, founded.next(), founded.replaced()), founded.welcomes());
    } catch (MlsException | RuntimeException e) {
      settings.vault().drop(founded.leafKey());
      throw e;
    }
  }

  /**
   * Joins a group by a Welcome that has the tree in it (RFC 9420 s.12.4.3.1). The key package that
   * it was made for is used up, unless it is a last resort. Every member's credential is shown to
   * the validator.
   *
   * @param welcome an encoded {@code MLSMessage}
   * @throws InvalidMessage if the Welcome or the group breaks a rule, the validator refuses a
   *     member, or this client is in the group already, unless a ReInit has ended that one and the
   *     Welcome is to the group of the same id that it asks for
   * @throws dev.hornbeam.mls.error.UndecryptableMessage if the Welcome is for none of this client's
   *     key packages, or needs a pre-shared key that it does not have
   * @throws MlsException if the Welcome is malformed, or keys or the store are not available; the
   *     key package stays until the call succeeds
   */
  public Group join(Bytes welcome) throws MlsException {
    return join(welcome, Optional.empty(), Optional.empty());
  }

  /**
   * Joins a group by a Welcome, with a tree that came by other means.
   *
   * @param welcome an encoded {@code MLSMessage}
   * @param ratchetTree as {@link Group#ratchetTree} gives it; not used if the Welcome has one
   * @throws InvalidMessage as {@link #join(Bytes)}
   * @throws MlsException as {@link #join(Bytes)}
   */
  public Group join(Bytes welcome, Bytes ratchetTree) throws MlsException {
    return join(welcome, Optional.of(ratchetTree), Optional.empty());
  }

  /**
   * Joins the group that comes after one which a ReInit has ended, by the Welcome of whoever made
   * it (RFC 9420 s.11.2). {@link #join(Bytes)} would do so too, but takes a Welcome of any group.
   *
   * @param old the id of the group that has ended
   * @param welcome an encoded {@code MLSMessage}
   * @param ratchetTree as {@link #join(Bytes, Bytes)} takes it
   * @throws InvalidMessage as {@link #join(Bytes)}, or if the Welcome does not have the PSK that
   *     links its group to the old one
   * @throws MlsException as {@link #join(Bytes)}
   */
  public Group joinSuccessor(GroupId old, Bytes welcome, Optional<Bytes> ratchetTree)
      throws MlsException {
    return join(welcome, ratchetTree, Optional.of(new LinkCheck.Link(Psk.Usage.REINIT, old)));
  }

  /**
   * Joins a group of some members of another one (RFC 9420 s.11.3), as {@link #joinSuccessor}.
   *
   * @param old the id of the group that was branched from
   * @param welcome an encoded {@code MLSMessage}
   * @param ratchetTree as {@link #join(Bytes, Bytes)} takes it
   * @throws InvalidMessage as {@link #join(Bytes)}, or if the Welcome does not have the PSK that
   *     links its group to the other one
   * @throws MlsException as {@link #join(Bytes)}
   */
  public Group joinBranch(GroupId old, Bytes welcome, Optional<Bytes> ratchetTree)
      throws MlsException {
    return join(welcome, ratchetTree, Optional.of(new LinkCheck.Link(Psk.Usage.BRANCH, old)));
  }

  private Group join(Bytes message, Optional<Bytes> tree, Optional<LinkCheck.Link> link)
      throws MlsException {
    JoinEvent event = new JoinEvent(cipherSuite(), JoinEvent.Way.WELCOME, message.length(), tree);
    return event.time(
        () -> {
          Group joined = joinByWelcome(message, tree, link);
          event.in(joined.core().state());
          return joined;
        });
  }

  private Group joinByWelcome(Bytes message, Optional<Bytes> tree, Optional<LinkCheck.Link> link)
      throws MlsException {
    Welcome welcome = Messages.welcome(message);
    KeyPackages.Match match = keyPackages.match(welcome);
    try {
      Joining.Joined joined =
          Joining.join(
              settings.env(),
              welcome,
              match.secrets(),
              match.keys(),
              tree,
              psk -> settings.store().read(GroupCore.pskKey(psk)));
      return enter(match, joined, link);
    } catch (MlsException | RuntimeException e) {
      OwnKeys.wipe(match.keys().leaf());
      throw e;
    } finally {
      OwnKeys.wipe(match.keys().init());
    }
  }

  private Group enter(KeyPackages.Match match, Joining.Joined joined, Optional<LinkCheck.Link> link)
      throws MlsException {
    Group group;
    List<KeyRef> doomed;
    try (ChangeSet changes = new ChangeSet()) {
      Optional<GroupRecord> replaced = LinkCheck.check(settings, joined, link);
      synchronized (groups) {
        doomed = keyPackages.consume(changes, match);
        group = enter(changes, joined.next(), replaced);
      }
    } catch (MlsException | RuntimeException e) {
      joined.close();
      throw e;
    }
    settings.vault().reap(doomed);
    return group;
  }

  /**
   * Begins to join a group by an external commit (RFC 9420 s.12.4.3.2). Nothing has changed until
   * {@link ExternalJoinBuilder#stage} is called.
   *
   * @param groupInfo an encoded {@code MLSMessage}, as {@link Group#groupInfo()} gives it
   * @throws MlsException if it is none
   */
  public ExternalJoinBuilder joinExternally(Bytes groupInfo) throws MlsException {
    return new ExternalJoinBuilder(settings, Messages.groupInfo(groupInfo), groupInfo.length());
  }

  /**
   * Puts an external join in force, once the delivery service has accepted its commit. After a
   * resync, the earlier {@link Group} object refuses to go on; what it received stays in the inbox.
   *
   * @param join one that this very client staged
   * @throws InvalidMessage if this client is in the group and the join does not remove its earlier
   *     appearance
   * @throws MlsException if the store does not take the change; the call can be repeated
   * @throws IllegalStateException if the join was merged or discarded already
   */
  public Group merge(ExternalJoin join) throws MlsException {
    MergeEvent event = new MergeEvent(cipherSuite(), MergeEvent.Origin.EXTERNAL_JOIN);
    return event.time(
        () -> {
          event.in(join.next().state());
          return mergeJoin(join);
        });
  }

  private Group mergeJoin(ExternalJoin join) throws MlsException {
    synchronized (groups) {
      join.requireOpen(settings.store());
      GroupId id = join.groupId();
      if (join.isResync()) {
        GroupIds.requireSuite(settings.store(), id, cipherSuite());
      } else {
        GroupIds.requireNew(settings.store(), id);
      }
      List<KeyRef> doomed = new ArrayList<>();
      Group group =
          retiring(
              id,
              () -> {
                try (ChangeSet changes = new ChangeSet()) {
                  settings.vault().live(changes, join.leafKey().ref());
                  doomOldKeys(changes, settings.vault(), id, doomed);
                  Bytes commit = settings.crypto().hash(join.message());
                  return replace(changes, join.next(), commit);
                }
              });
      join.end();
      settings.vault().reap(doomed);
      return group;
    }
  }

  /**
   * Lets an external join go, wipes its secrets and destroys its leaf key. Its message must not be
   * sent any more.
   *
   * @param join one that this very client staged
   * @throws MlsException if the store does not take the change; the call can be repeated
   * @throws IllegalStateException if the join was merged or discarded already
   */
  public void discard(ExternalJoin join) throws MlsException {
    synchronized (groups) {
      join.requireOpen(settings.store());
      try (ChangeSet changes = new ChangeSet()) {
        settings.vault().condemn(changes, join.leafKey().ref());
        settings.store().apply(changes);
      }
      join.next().close();
      OwnKeys.wipe(join.leafKey());
      join.end();
    }
    settings.vault().reap(List.of(join.leafKey().ref()));
  }

  /**
   * Proposes that this client be added to a group (sender {@code new_member_proposal}, RFC 9420
   * s.12.1.8). It makes a key package, which stays until a Welcome uses it.
   *
   * @param epoch the one that the group is in, an unsigned number
   * @return an encoded {@code MLSMessage}, for the members of the group
   * @throws MlsException if the key package cannot be made, stored or signed now
   */
  public Bytes proposeToJoin(GroupId group, long epoch) throws MlsException {
    return keyPackages.create(
        KeyPackageUse.ONCE,
        keyPackage ->
            OutsideProposals.send(
                settings,
                group,
                epoch,
                new Sender.NewMemberProposal(),
                new Proposal.Add(keyPackage),
                Bytes.EMPTY));
  }

  /**
   * Begins a proposal as an external sender of a group that this client is not in (RFC 9420
   * s.12.1.8). It signs with this client's signature key. The members check what it proposes; here,
   * nothing is known of the group.
   *
   * @param epoch the one that the group is in, an unsigned number
   * @param senderIndex the place in the group's {@code external_senders} extension, from 0
   */
  public ProposalBuilder proposeAsExternalSender(GroupId group, long epoch, long senderIndex) {
    return new ProposalBuilder(new OutsideProposals(settings, group, epoch, senderIndex));
  }

  /**
   * Keeps a pre-shared key that the members of a group have by other means (RFC 9420 s.8.4), in the
   * place of any other with that id.
   *
   * @param id names it to the members, in the clear
   * @param value is copied; it stays the caller's
   * @throws MlsException if the store does not take the change
   */
  public void putPsk(Bytes id, Secret value) throws MlsException {
    try (ChangeSet changes = new ChangeSet()) {
      settings.store().apply(changes.put(StoreKey.ofClient(StoreKey.Kind.PSK, id), value.copy()));
    }
  }

  /**
   * Forgets a pre-shared key; nothing happens if there is none.
   *
   * @throws MlsException if the store does not take the change
   */
  public void removePsk(Bytes id) throws MlsException {
    try (ChangeSet changes = new ChangeSet()) {
      settings.store().apply(changes.delete(StoreKey.ofClient(StoreKey.Kind.PSK, id)));
    }
  }

  /**
   * A group of the store that this client is a member of; the same object for the same group.
   *
   * @throws MlsException if the store cannot be read, or a key not be opened, now
   * @throws IllegalArgumentException if the group is of another suite than this client
   */
  public Optional<Group> group(GroupId id) throws MlsException {
    synchronized (groups) {
      Group known = groups.get(id);
      if (known != null && !known.core().isRemoved()) {
        return Optional.of(known);
      }
      Optional<Group> loaded =
          new GroupLoader(settings, settings.store(), id).load().map(Group::new);
      loaded.ifPresent(group -> groups.put(id, group));
      return loaded;
    }
  }

  /**
   * The groups of the store that this client is a member of.
   *
   * @throws MlsException if the store cannot be read now
   */
  public List<GroupId> groups() throws MlsException {
    List<GroupId> ids = new ArrayList<>();
    for (StoreKey key : settings.store().keys(StoreKey.Kind.GROUP)) {
      GroupId id = new GroupId(key.scope());
      if (GroupLoader.record(settings.store(), id).filter(this::isOfMember).isPresent()) {
        ids.add(id);
      }
    }
    return ids;
  }

  /**
   * The messages of a group that were not acknowledged, even if this client was removed since; by
   * epoch, sender and generation.
   *
   * @throws MlsException if the store cannot be read now
   */
  public List<Received.ApplicationData> inbox(GroupId group) throws MlsException {
    return Inbox.read(settings.store(), group);
  }

  /**
   * Forgets a group, with its keys and the messages that were not acknowledged. A {@link Group}
   * object of it refuses to go on. The members are not told; nothing happens if there is no such
   * group.
   *
   * @throws MlsException if the store does not take the change; then nothing is forgotten
   * @throws IllegalArgumentException if the group is of another suite than this client
   */
  public void deleteGroup(GroupId id) throws MlsException {
    GroupIds.requireName(id);
    List<KeyRef> doomed = new ArrayList<>();
    synchronized (groups) {
      requireOwnSuite(id);
      retiring(
          id,
          () -> {
            try (ChangeSet changes = new ChangeSet()) {
              doomOldKeys(changes, settings.vault(), id, doomed);
              settings.store().apply(changes.deleteGroup(id));
              return groups;
            }
          });
      groups.remove(id);
    }
    settings.vault().reap(doomed);
  }

  /**
   * A whole group as versioned bytes, which hold its secrets. Only one of the two may go on: a
   * group that sends from both copies uses keys twice. The caller closes them.
   *
   * @throws MlsException if the store cannot be read now
   * @throws IllegalArgumentException if this client is in no such group, or it is of another suite
   *     than this client
   */
  public Secret exportGroup(GroupId id) throws MlsException {
    synchronized (groups) {
      requireOwnSuite(id);
      Group known = groups.get(id);
      return known == null
          ? GroupArchive.write(settings, id)
          : known.core().locked(() -> GroupArchive.write(settings, id));
    }
  }

  /**
   * Takes in a group that {@link #exportGroup} gave.
   *
   * @param archive stays the caller's
   * @throws MlsException if the bytes are no such group, or of another suite, this client is in the
   *     group, a key cannot be opened now, or the store does not take it; then nothing is taken in
   */
  public Group importGroup(Secret archive) throws MlsException {
    synchronized (groups) {
      Group group =
          new Group(
              GroupArchive.read(
                  settings, archive, id -> GroupIds.requireNew(settings.store(), id)));
      groups.put(group.id(), group);
      return group;
    }
  }

  /**
   * Destroys keys that were left over when an earlier process ended in between: those that the
   * store knows of, and those that the key source finds under the label of this client ({@link
   * MlsClientBuilder#name}) and nothing in the store refers to. To be called before anything else
   * is done with this client, and with its own store: over an empty one, all of its leaf and init
   * keys are left-overs. What cannot be destroyed now is left to the next sweep.
   *
   * @throws MlsException if the store is not available now
   */
  public void sweep() throws MlsException {
    settings.vault().sweep(settings.identity().signatureKey().ref());
  }

  /**
   * Stores the start of a group along with the other changes, and lets it begin.
   *
   * @param next closed if this throws
   * @param replaced the group whose place it takes, if that has the same id
   */
  private Group enter(ChangeSet changes, NextEpoch next, Optional<GroupRecord> replaced)
      throws MlsException {
    synchronized (groups) {
      try {
        if (replaced.isPresent()) {
          return succeed(changes, next, replaced.get());
        }
        GroupIds.requireNew(settings.store(), next.state().shared().groupId());
        return replace(changes, next, Bytes.EMPTY);
      } catch (MlsException | RuntimeException e) {
        next.close();
        throw e;
      }
    }
  }

  /** As {@link #enter}, in the place of a group that a ReInit has ended and gave its id on. */
  private Group succeed(ChangeSet changes, NextEpoch next, GroupRecord ended) throws MlsException {
    GroupId id = ended.context().groupId();
    KeyVault oldKeys =
        settings.vault().ofSuite(CipherSuite.of(ended.context().cipherSuite()).orElseThrow());
    List<KeyRef> doomed = new ArrayList<>();
    Group group =
        retiring(
            id,
            () -> {
              GroupIds.requireEnded(settings.store(), ended);
              doomOldKeys(changes, oldKeys, id, doomed);
              return replace(changes, next, Bytes.EMPTY);
            });
    oldKeys.reap(doomed);
    return group;
  }

  /**
   * As {@link #enter}, in the place of an earlier membership; what it received stays.
   *
   * @param commit the hash of this client's commit by which it joins, or nothing
   */
  private Group replace(ChangeSet changes, NextEpoch next, Bytes commit) throws MlsException {
    GroupId id = next.state().shared().groupId();
    GroupRows rows = new GroupRows(id);
    for (StoreKey.Kind kind : StoreKey.Kind.values()) {
      if (kind != StoreKey.Kind.INBOX) {
        changes.deleteKind(kind, id);
      }
    }
    rows.putEpoch(changes, next, commit, new Lifecycle.Active());
    RatchetTree nothing = RatchetTree.empty(settings.crypto());
    rows.putTree(changes, next.state().shared().tree().changesSince(nothing));
    settings.store().apply(changes);
    Group group = new Group(GroupCore.of(settings, next, commit));
    groups.put(id, group);
    return group;
  }

  /** Stores the end of a membership; the object of the group, if there is one, ends with it. */
  private <T> T retiring(GroupId id, GroupCore.Locked<T> change) throws MlsException {
    Group known = groups.get(id);
    return known == null ? change.run() : known.core().retire(change);
  }

  private void doomOldKeys(ChangeSet changes, KeyVault vault, GroupId id, List<KeyRef> doomed)
      throws MlsException {
    for (KeyRef leaf : GroupLoader.leafKeys(settings.store(), id)) {
      if (vault.doomed(changes, leaf) == KeyVault.Fate.DOOMED) {
        doomed.add(leaf);
      }
    }
  }

  private void requireOwnSuite(GroupId id) throws MlsException {
    if (GroupIds.isOfOtherSuite(settings.store(), id, cipherSuite())) {
      throw new IllegalArgumentException("the group has another cipher suite than this client");
    }
  }

  private boolean isOfMember(GroupRecord record) {
    return record.context().cipherSuite() == settings.crypto().suite().code()
        && !(record.lifecycle() instanceof Lifecycle.Removed);
  }
}
