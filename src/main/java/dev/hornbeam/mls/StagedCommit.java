package dev.hornbeam.mls;

import dev.hornbeam.mls.group.AppliedProposals;
import dev.hornbeam.mls.group.NextEpoch;
import dev.hornbeam.mls.types.Extensions;
import java.util.List;
import java.util.Optional;

/**
 * The whole next state of a group, ready but not in force: {@link Group#merge} puts it in force,
 * {@link Group#discard} lets it go. One of the two must be called, since it holds secrets. It is
 * not stored: a process that ends loses it.
 */
public abstract sealed class StagedCommit permits OutgoingCommit, IncomingCommit {
  private final GroupCore core;
  private final long base;
  private final AppliedProposals applied;
  private final Optional<NextEpoch> next;
  private boolean ended;

  StagedCommit(GroupCore core, long base, AppliedProposals applied, Optional<NextEpoch> next) {
    this.core = core;
    this.base = base;
    this.applied = applied;
    this.next = next;
  }

  /** The epoch that the commit starts from, an unsigned number. */
  public long baseEpoch() {
    return base;
  }

  /** The proposals that the commit covers, in its order; who made each is not told. */
  public List<Change> changes() {
    return applied.list().entries().stream()
        .map(entry -> Changes.of(entry.proposal(), entry.sender()))
        .toList();
  }

  /**
   * The members that the commit adds by proposals, in the order of their Adds; not the one who
   * joins by an external commit.
   */
  public List<Member> added() {
    return applied.added().stream()
        .map(added -> Member.of(added.leaf(), added.keyPackage().leafNode()))
        .toList();
  }

  /** The extensions of the group context after the commit. */
  public Extensions extensions() {
    return applied.extensions();
  }

  GroupCore core() {
    return core;
  }

  AppliedProposals applied() {
    return applied;
  }

  /** Empty if the commit removes this member. */
  Optional<NextEpoch> next() {
    return next;
  }

  /** Merged, or discarded. Guarded by the group's lock. */
  boolean isEnded() {
    return ended;
  }

  /** Guarded by the group's lock. */
  void end() {
    ended = true;
  }
}
