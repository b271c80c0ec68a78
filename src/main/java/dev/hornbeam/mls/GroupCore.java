package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.StaleCommit;
import dev.hornbeam.mls.event.MergeEvent;
import dev.hornbeam.mls.framing.OpenedMessage;
import dev.hornbeam.mls.group.CommitProcessing;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.group.NextEpoch;
import dev.hornbeam.mls.group.OwnKeys;
import dev.hornbeam.mls.group.PendingProposal;
import dev.hornbeam.mls.group.PskSource;
import dev.hornbeam.mls.message.ProposalRef;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.schedule.RatchetStep;
import dev.hornbeam.mls.schedule.SecretTreeChanges;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.StoreKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one mutable object of a group: which state is in force, the message keys, and the proposals
 * that wait. Everything is stored before it takes effect here; if the store throws, nothing has
 * changed.
 *
 * <p>The lock guards all but {@link #state}, which readers take as a snapshot. Fields that other
 * classes of this package touch are touched under {@link #locked}.
 */
final class GroupCore {
  private final ClientSettings settings;
  private final GroupId id;
  private final GroupRows rows;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ProposalRef, PendingProposal> pending = new LinkedHashMap<>();
  private final Map<Bytes, CommitProcessing.UpdateKeys> updates = new HashMap<>();
  private final Deque<EpochKeys> past = new ArrayDeque<>();
  private volatile GroupState state;
  private volatile Lifecycle lifecycle;
  private EpochKeys current;
  private Bytes lastCommit;
  private long proposalCount;

  /** What is kept of the epochs before, and of the current one, when a group is loaded. */
  record Restored(
      List<PendingProposal> pending,
      Map<Bytes, CommitProcessing.UpdateKeys> updates,
      List<EpochKeys> past,
      long proposalCount) {
    static final Restored NOTHING = new Restored(List.of(), Map.of(), List.of(), 0);
  }

  GroupCore(
      ClientSettings settings,
      GroupState state,
      EpochKeys current,
      Bytes lastCommit,
      Lifecycle lifecycle,
      Restored restored) {
    this.settings = settings;
    this.id = state.shared().groupId();
    this.rows = new GroupRows(id);
    this.state = state;
    this.current = current;
    this.lastCommit = lastCommit;
    this.lifecycle = lifecycle;
    restored.pending().forEach(this::putLast);
    updates.putAll(restored.updates());
    past.addAll(restored.past());
    proposalCount = restored.proposalCount();
  }

  /**
   * A group at the start of an epoch, of which the rows are stored already.
   *
   * @param commit the hash of this client's commit that started it, or nothing
   */
  static GroupCore of(ClientSettings settings, NextEpoch next, Bytes commit) {
    EpochKeys keys =
        EpochKeys.of(settings.crypto(), settings.ratchets(), next.state(), next.encryptionSecret());
    return new GroupCore(
        settings, next.state(), keys, commit, new Lifecycle.Active(), Restored.NOTHING);
  }

  /** Something done under the lock. */
  interface Locked<T> {
    T run() throws MlsException;
  }

  <T> T locked(Locked<T> action) throws MlsException {
    lock.lock();
    try {
      return action.run();
    } finally {
      lock.unlock();
    }
  }

  GroupId id() {
    return id;
  }

  ClientSettings settings() {
    return settings;
  }

  GroupRows rows() {
    return rows;
  }

  /** The state in force; its secrets may be wiped at any time unless the lock is held. */
  GroupState state() {
    return state;
  }

  Lifecycle lifecycle() {
    return lifecycle;
  }

  boolean isRemoved() {
    return lifecycle instanceof Lifecycle.Removed;
  }

  /** Whether a ReInit has ended the group; late messages of the epochs before may still come. */
  boolean isEnded() {
    return lifecycle instanceof Lifecycle.Reinitialized;
  }

  /**
   * @throws IllegalStateException if the member was removed
   */
  GroupState requireMember() {
    if (isRemoved()) {
      throw new IllegalStateException("this member was removed from the group");
    }
    return state;
  }

  /**
   * @throws IllegalStateException if the member was removed, or the group has ended
   */
  GroupState requireActive() {
    requireMember();
    if (isEnded()) {
      throw new IllegalStateException("the group has ended: a ReInit replaces it");
    }
    return state;
  }

  /**
   * Makes this object refuse to go on, once the change is stored by which the client leaves the
   * group or holds another object of it. Nothing else is stored from here after that.
   */
  <T> T retire(Locked<T> change) throws MlsException {
    return locked(
        () -> {
          T stored = change.run();
          leave();
          return stored;
        });
  }

  Map<ProposalRef, PendingProposal> pending() {
    return pending;
  }

  Map<Bytes, CommitProcessing.UpdateKeys> updates() {
    return updates;
  }

  EpochKeys current() {
    return current;
  }

  /** The message keys of an epoch, if they are kept. */
  Optional<EpochKeys> keysOf(long epoch) {
    return current.context().epoch() == epoch
        ? Optional.of(current)
        : past.stream().filter(keys -> keys.context().epoch() == epoch).findFirst();
  }

  /** Whether the bytes are the commit of this member's own that started the epoch. */
  boolean isLastCommit(Bytes message) {
    return !lastCommit.isEmpty() && lastCommit.equals(settings.crypto().hash(message));
  }

  /** A state that the caller owns, for work outside of the lock. */
  GroupState snapshot() throws MlsException {
    return locked(() -> requireActive().copy());
  }

  /** Where the pre-shared keys are: all in the store. */
  PskSource psks() {
    return psk -> settings.store().read(pskKey(psk));
  }

  static StoreKey pskKey(Psk psk) {
    if (psk instanceof Psk.Resumption resumption) {
      return StoreKey.of(StoreKey.Kind.RESUMPTION_PSK, resumption.groupId(), resumption.epoch(), 0);
    }
    if (psk instanceof Psk.External external) {
      return StoreKey.ofClient(StoreKey.Kind.PSK, external.id());
    }
    throw new AssertionError();
  }

  /** Applies changes that go with the use of a message key, then accepts the use. */
  void applyWith(EpochKeys keys, RatchetStep step, ChangeSet changes) throws MlsException {
    try (SecretTreeChanges treeChanges = step.changes()) {
      rows.putSecretTree(changes, keys.context().epoch(), treeChanges);
      settings.store().apply(changes);
    }
    step.accept();
  }

  /** Uses a message key up, and does nothing else. */
  void consume(EpochKeys keys, RatchetStep step) throws MlsException {
    try (ChangeSet changes = new ChangeSet()) {
      applyWith(keys, step, changes);
    }
  }

  /** The row of a proposal that is about to wait. */
  void putProposal(ChangeSet changes, PendingProposal proposal) {
    changes.put(
        new StoreKey(
            StoreKey.Kind.PROPOSAL, id.value(), 0, proposalCount, proposal.reference().value()),
        proposal.content());
  }

  /** The proposal waits from now on, as the last; its row is stored. */
  void addProposal(PendingProposal proposal) {
    putLast(proposal);
    proposalCount++;
  }

  /** A proposal that is made again, and signed alike, has the reference that it had before. */
  private void putLast(PendingProposal proposal) {
    pending.remove(proposal.reference());
    pending.put(proposal.reference(), proposal);
  }

  /** Puts a staged commit in force. */
  void merge(StagedCommit staged) throws MlsException {
    MergeEvent event = new MergeEvent(settings.crypto().suite(), origin(staged));
    event.time(
        () -> {
          event.in(state);
          List<KeyRef> doomed = locked(() -> mergeLocked(staged));
          event.in(state);
          settings.vault().reap(doomed);
          return state;
        });
  }

  private static MergeEvent.Origin origin(StagedCommit staged) {
    return staged instanceof OutgoingCommit ? MergeEvent.Origin.OWN : MergeEvent.Origin.RECEIVED;
  }

  private List<KeyRef> mergeLocked(StagedCommit staged) throws MlsException {
    requireOwn(staged);
    requireActive();
    if (staged.baseEpoch() != state.shared().epoch()) {
      throw new StaleCommit(staged.baseEpoch(), state.shared().epoch());
    }
    EpochMerge merge = new EpochMerge(this, staged);
    try (ChangeSet changes = merge.changes()) {
      settings.store().apply(changes);
    }
    merge.accept();
    staged.end();
    return merge.doomed();
  }

  /** Lets a staged commit go. A generation that it took is not given back. */
  void discard(StagedCommit staged) throws MlsException {
    List<KeyRef> doomed =
        locked(
            () -> {
              requireOwn(staged);
              List<KeyRef> keys =
                  staged instanceof OutgoingCommit own
                      ? own.leafKey().stream().toList()
                      : List.of();
              if (!keys.isEmpty()) {
                try (ChangeSet changes = new ChangeSet()) {
                  settings.vault().doomed(changes, keys.get(0));
                  settings.store().apply(changes);
                }
              }
              if (staged instanceof IncomingCommit incoming) {
                incoming.opened().ifPresent(OpenedMessage::close);
              }
              staged.next().ifPresent(next -> close(next, keys));
              staged.end();
              return keys;
            });
    settings.vault().reap(doomed);
  }

  private static void close(NextEpoch next, List<KeyRef> freshKeys) {
    if (freshKeys.contains(next.state().own().leaf().ref())) {
      OwnKeys.wipe(next.state().own().leaf());
    }
    next.close();
  }

  private void requireOwn(StagedCommit staged) {
    if (staged.core() != this) {
      throw new IllegalArgumentException("the commit was staged for another group");
    }
    if (staged.isEnded()) {
      throw new IllegalStateException("the commit was merged or discarded already");
    }
  }

  List<EpochKeys> past() {
    return List.copyOf(past);
  }

  /**
   * The next epoch is stored and starts here.
   *
   * @param pastEpochs how many epochs stay readable
   */
  void enter(NextEpoch next, Bytes commit, Lifecycle newLifecycle, int pastEpochs) {
    GroupState old = state;
    EpochKeys keys =
        EpochKeys.of(settings.crypto(), settings.ratchets(), next.state(), next.encryptionSecret());
    if (pastEpochs > 0) {
      past.addFirst(current);
    } else {
      current.close();
    }
    while (past.size() > pastEpochs) {
      past.removeLast().close();
    }
    current = keys;
    state = next.state();
    lastCommit = commit;
    lifecycle = newLifecycle;
    pending.clear();
    KeyRef leaf = state.own().leaf().ref();
    wipeLeaf(old.own().leaf(), leaf);
    updates.values().forEach(update -> wipeLeaf(update.leaf(), leaf));
    updates.clear();
    proposalCount = 0;
    old.close();
  }

  private static void wipeLeaf(KeyHandle key, KeyRef inUse) {
    if (!key.ref().equals(inUse)) {
      OwnKeys.wipe(key);
    }
  }

  /** What ends the group here is stored. */
  void leave() {
    lifecycle = new Lifecycle.Removed();
    closeAll();
  }

  private void closeAll() {
    OwnKeys.wipe(state.own().leaf());
    updates.values().forEach(update -> OwnKeys.wipe(update.leaf()));
    state.close();
    current.close();
    past.forEach(EpochKeys::close);
    past.clear();
    pending.clear();
    updates.clear();
  }
}
