package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.SoftwarePrivateKey;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.group.NextEpoch;
import dev.hornbeam.mls.schedule.RatchetType;
import dev.hornbeam.mls.schedule.SecretTreeChange;
import dev.hornbeam.mls.schedule.SecretTreeChanges;
import dev.hornbeam.mls.tree.TreeDelta;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.StoreKey;

/** The rows of a group: how its state goes into change sets. */
final class GroupRows {
  private final GroupId group;

  GroupRows(GroupId group) {
    this.group = group;
  }

  StoreKey key(StoreKey.Kind kind) {
    return StoreKey.of(kind, group);
  }

  StoreKey key(StoreKey.Kind kind, long epoch, long index) {
    return StoreKey.of(kind, group, epoch, index);
  }

  /** What changes when an epoch starts, but for what is left of the epochs before. */
  void putEpoch(ChangeSet changes, NextEpoch next, Bytes lastCommit, Lifecycle lifecycle) {
    GroupState state = next.state();
    long epoch = state.shared().epoch();
    changes.put(
        key(StoreKey.Kind.GROUP),
        GroupRecord.of(state.shared(), state.own().index(), lastCommit, lifecycle));
    putOwnKeys(changes, state);
    changes.put(key(StoreKey.Kind.EPOCH_SECRETS), state.secrets().encoded());
    changes.put(
        key(StoreKey.Kind.SECRET_TREE_NODE, epoch, state.shared().tree().width().root().value()),
        next.encryptionSecret().copy());
    changes.put(
        key(StoreKey.Kind.RESUMPTION_PSK, epoch, 0), state.secrets().resumptionPsk().copy());
  }

  /** The nodes in which a tree differs from the one before. */
  void putTree(ChangeSet changes, TreeDelta delta) {
    for (TreeDelta.Change node : delta.changed()) {
      StoreKey key = key(StoreKey.Kind.TREE_NODE, 0, node.index().value());
      if (node.after().isPresent()) {
        TlsWriter w = new TlsWriter(512);
        node.after().get().encodeTagged(w);
        changes.put(key, w.toBytes());
      } else {
        changes.delete(key);
      }
    }
  }

  private void putOwnKeys(ChangeSet changes, GroupState state) {
    changes.put(
        key(StoreKey.Kind.OWN_KEYS),
        KeyRefs.of(state.own().signature(), state.own().leaf()).encoded());
    changes.deleteKind(StoreKey.Kind.PATH_KEY, group);
    state
        .own()
        .tree()
        .nodeKeys()
        .forEach(
            (node, key) -> {
              if (key.privateKey() instanceof SoftwarePrivateKey software) {
                changes.put(key(StoreKey.Kind.PATH_KEY, 0, node.value()), software.raw().copy());
              }
            });
  }

  /** What one message changes in the secret tree of its epoch. */
  void putSecretTree(ChangeSet changes, long epoch, SecretTreeChanges treeChanges) {
    for (SecretTreeChange change : treeChanges.list()) {
      if (change instanceof SecretTreeChange.NodeSecret node) {
        StoreKey key = key(StoreKey.Kind.SECRET_TREE_NODE, epoch, node.node().value());
        if (node.value().isPresent()) {
          changes.put(key, node.value().get().copy());
        } else {
          changes.delete(key);
        }
      } else if (change instanceof SecretTreeChange.RatchetState ratchet) {
        changes.put(
            key(StoreKey.Kind.RATCHET, epoch, index(ratchet.leaf(), ratchet.type())),
            ratchet.encoded().copy());
      }
    }
  }

  /**
   * Keeps the message keys of an epoch that ends, and its leaves that the next one changes.
   *
   * @param delta between the trees of the two epochs
   */
  void putPastEpoch(ChangeSet changes, EpochKeys past, TreeDelta delta) {
    long epoch = past.context().epoch();
    changes.put(key(StoreKey.Kind.PAST_EPOCH, epoch, 0), past.encoded());
    for (TreeDelta.Change node : delta.changed()) {
      if (node.index().isLeaf()) {
        changes.put(
            key(StoreKey.Kind.PAST_LEAF, epoch, node.index().value() / 2),
            new TlsWriter(512).optional(node.before()).toBytes());
      }
    }
  }

  /** Drops all that an epoch kept for late messages. */
  void deleteEpoch(ChangeSet changes, long epoch) {
    changes
        .deleteEpoch(StoreKey.Kind.SECRET_TREE_NODE, group, epoch)
        .deleteEpoch(StoreKey.Kind.RATCHET, group, epoch)
        .deleteEpoch(StoreKey.Kind.PAST_EPOCH, group, epoch)
        .deleteEpoch(StoreKey.Kind.PAST_LEAF, group, epoch);
  }

  static long index(LeafIndex leaf, RatchetType type) {
    return leaf.value() * 2 + (type == RatchetType.APPLICATION ? 1 : 0);
  }
}
