package dev.hornbeam.mls.group;

import dev.hornbeam.mls.schedule.EpochSecrets;
import dev.hornbeam.mls.tree.LeafNode;

/**
 * The state of a member in an epoch but for its message keys, which change within the epoch. Owns
 * its secrets.
 */
public record GroupState(PublicState shared, OwnKeys own, EpochSecrets secrets)
    implements AutoCloseable {
  /** A state with secrets of its own, for work that may outlast this one. */
  public GroupState copy() {
    OwnKeys keys = new OwnKeys(own.signature(), own.leaf(), own.tree().copy());
    return new GroupState(shared, keys, secrets.copy());
  }

  /** The member's own leaf. */
  public LeafNode ownLeaf() {
    return shared.member(own.index());
  }

  @Override
  public void close() {
    own.close();
    secrets.close();
  }

  @Override
  public String toString() {
    return "GroupState[" + shared.groupId() + ", epoch " + shared.epoch() + "]";
  }
}
