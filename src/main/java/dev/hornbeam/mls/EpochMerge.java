package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.framing.OpenedMessage;
import dev.hornbeam.mls.group.CommitProcessing;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.group.NextEpoch;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.schedule.RatchetStep;
import dev.hornbeam.mls.schedule.SecretTreeChanges;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.TreeDelta;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.StoreKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What merging one staged commit changes: in the store first, then in memory. */
final class EpochMerge {
  private final GroupCore core;
  private final StagedCommit staged;
  private final ClientSettings settings;
  private final GroupRows rows;
  private final List<KeyRef> doomed = new ArrayList<>();

  EpochMerge(GroupCore core, StagedCommit staged) {
    this.core = core;
    this.staged = staged;
    this.settings = core.settings();
    this.rows = core.rows();
  }

  /** The changes, which the caller closes. */
  ChangeSet changes() throws MlsException {
    ChangeSet changes = new ChangeSet();
    try {
      if (staged.next().isPresent()) {
        putNext(changes, staged.next().get());
      } else {
        putRemoval(changes);
      }
      return changes;
    } catch (MlsException | RuntimeException e) {
      changes.close();
      throw e;
    }
  }

  /** Takes effect in memory; the changes are stored. */
  void accept() {
    step().ifPresent(RatchetStep::accept);
    if (staged instanceof IncomingCommit incoming) {
      incoming.opened().ifPresent(OpenedMessage::close);
    }
    if (staged.next().isPresent()) {
      core.enter(staged.next().get(), ownCommit(), lifecycle(), pastEpochs());
    } else {
      core.leave();
    }
  }

  /** The keys to be destroyed now. */
  List<KeyRef> doomed() {
    return doomed;
  }

  private void putNext(ChangeSet changes, NextEpoch next) throws MlsException {
    RatchetTree tree = next.state().shared().tree();
    TreeDelta delta = tree.changesSince(core.state().shared().tree());
    rows.putEpoch(changes, next, ownCommit(), lifecycle());
    rows.putTree(changes, delta);
    changes.deleteKind(StoreKey.Kind.PROPOSAL, core.id());
    putPast(changes, delta);
    putKeys(changes, next);
    long epoch = next.state().shared().epoch();
    if (Long.compareUnsigned(epoch, settings.resumptionPsks()) >= 0) {
      changes.delete(rows.key(StoreKey.Kind.RESUMPTION_PSK, epoch - settings.resumptionPsks(), 0));
    }
  }

  private void putPast(ChangeSet changes, TreeDelta delta) throws MlsException {
    GroupState old = core.state();
    List<EpochKeys> past = core.past();
    int pastEpochs = pastEpochs();
    int kept = Math.max(0, pastEpochs - 1);
    for (EpochKeys each : past.subList(Math.min(kept, past.size()), past.size())) {
      rows.deleteEpoch(changes, each.context().epoch());
    }
    if (pastEpochs == 0) {
      rows.deleteEpoch(changes, old.shared().epoch());
      return;
    }
    if (step().isPresent()) {
      try (SecretTreeChanges treeChanges = step().get().changes()) {
        rows.putSecretTree(changes, old.shared().epoch(), treeChanges);
      }
    }
    rows.putPastEpoch(changes, core.current(), delta);
  }

  private void putKeys(ChangeSet changes, NextEpoch next) throws MlsException {
    KeyRef oldLeaf = core.state().own().leaf().ref();
    KeyRef newLeaf = next.state().own().leaf().ref();
    if (!oldLeaf.equals(newLeaf)) {
      doom(changes, oldLeaf);
      settings.vault().live(changes, newLeaf);
    }
    changes.deleteKind(StoreKey.Kind.UPDATE_KEYS, core.id());
    for (CommitProcessing.UpdateKeys update : core.updates().values()) {
      if (!update.leaf().ref().equals(newLeaf)) {
        doom(changes, update.leaf().ref());
      }
    }
  }

  /** Everything goes but the received messages that were not acknowledged. */
  private void putRemoval(ChangeSet changes) throws MlsException {
    for (StoreKey.Kind kind : StoreKey.Kind.values()) {
      if (kind != StoreKey.Kind.INBOX && kind != StoreKey.Kind.GROUP) {
        changes.deleteKind(kind, core.id());
      }
    }
    GroupState old = core.state();
    changes.put(
        rows.key(StoreKey.Kind.GROUP),
        GroupRecord.of(old.shared(), old.own().index(), Bytes.EMPTY, new Lifecycle.Removed()));
    doom(changes, old.own().leaf().ref());
    for (CommitProcessing.UpdateKeys update : core.updates().values()) {
      doom(changes, update.leaf().ref());
    }
  }

  private void doom(ChangeSet changes, KeyRef ref) throws MlsException {
    if (settings.vault().doomed(changes, ref) == KeyVault.Fate.DOOMED) {
      doomed.add(ref);
    }
  }

  private Optional<RatchetStep> step() {
    return staged instanceof IncomingCommit incoming
        ? incoming.opened().map(OpenedMessage::step)
        : Optional.empty();
  }

  private Bytes ownCommit() {
    return staged instanceof OutgoingCommit own
        ? settings.crypto().hash(own.message())
        : Bytes.EMPTY;
  }

  /**
   * How many epochs stay readable. Where a ReInit gives the id on to another group, whoever reads a
   * late message would write among the rows of that one, which another client may have stored.
   */
  private int pastEpochs() {
    boolean givesIdOn =
        lifecycle() instanceof Lifecycle.Reinitialized ended
            && ended.reInit().groupId().equals(core.id());
    return givesIdOn ? 0 : settings.pastEpochs();
  }

  private Lifecycle lifecycle() {
    return staged
        .applied()
        .list()
        .first(Proposal.ReInit.class)
        .<Lifecycle>map(Lifecycle.Reinitialized::new)
        .orElseGet(Lifecycle.Active::new);
  }
}
