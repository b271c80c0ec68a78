package dev.hornbeam.mls.group;

import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.List;

/**
 * A valid list of proposals, applied to a tree and a group context (RFC 9420 s.12.2, s.12.3).
 *
 * @param list the proposals
 * @param tree after Updates, Removes and Adds, in this order; a path is not in it yet
 * @param extensions the new extensions of the group context
 * @param added the new members, in the order of their Adds
 */
public record AppliedProposals(
    ProposalList list, RatchetTree tree, Extensions extensions, List<Added> added) {
  /** A new member and the key package by which it was added. */
  public record Added(LeafIndex leaf, KeyPackage keyPackage) {}

  /** Who validates a list. */
  enum Role {
    /** One who adds a client looks at its key package as such (s.5.3.1). */
    COMMITTER,
    RECEIVER,
    /** One whom the commit removes need not support the types of proposals in it (s.12.2). */
    LEAVER
  }

  public AppliedProposals {
    added = List.copyOf(added);
  }

  /**
   * Validates a list and applies it.
   *
   * @throws MlsException if the list, or the group after it, breaks a rule
   */
  static AppliedProposals of(Environment env, PublicState state, ProposalList list, Role role)
      throws MlsException {
    return new ProposalApplication(env, state, list, role).apply();
  }

  /** The new members' leaves, which the path of the same commit does not encrypt to (s.7.6). */
  public List<LeafIndex> addedLeaves() {
    return added.stream().map(Added::leaf).toList();
  }

  /** The pre-shared keys, in the order in which they go into the key schedule. */
  public List<PreSharedKeyId> psks() {
    return list.all(Proposal.PreSharedKey.class).stream().map(Proposal.PreSharedKey::id).toList();
  }
}
