package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.group.PublicState;
import dev.hornbeam.mls.group.PublicTransition;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.List;

/** A commit that a {@link PublicGroup} has checked and not merged yet. It holds no secrets. */
public final class PublicCommit {
  private final PublicState base;
  private final PublicTransition transition;

  PublicCommit(PublicState base, PublicTransition transition) {
    this.base = base;
    this.transition = transition;
  }

  /** Who committed, as it is after the commit; for an external commit, the one who joins by it. */
  public Member committer() {
    LeafIndex leaf = transition.committer();
    return Member.of(leaf, transition.next().member(leaf));
  }

  /** The proposals that the commit covers, in its order. */
  public List<Change> changes() {
    return transition.applied().list().entries().stream()
        .map(entry -> Changes.of(entry.proposal(), entry.sender()))
        .toList();
  }

  /** What was sent with the commit in the clear, authenticated. */
  public Bytes authenticatedData() {
    return transition.authenticatedData();
  }

  PublicState base() {
    return base;
  }

  PublicTransition transition() {
    return transition;
  }
}
