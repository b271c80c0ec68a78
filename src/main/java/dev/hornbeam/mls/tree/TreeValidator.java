package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.types.GroupId;
import java.util.ArrayList;
import java.util.List;

/**
 * Verifies the tree of a group that one joins, by a Welcome or an external commit (RFC 9420
 * s.12.4.3.1). What a {@link RatchetTree} cannot be without is not checked again.
 */
public final class TreeValidator {
  private TreeValidator() {}

  /**
   * Verifies parent hashes (s.7.9.2), keys, each leaf with its signature, and that all support the
   * credentials of all (s.7.3). The tree hash is the caller's to compare.
   *
   * @param leaves the rules of the group
   * @throws InvalidMessage naming a rule that does not hold
   */
  public static void validate(
      RatchetTree tree, GroupId group, LeafValidation leaves, Workers workers) throws MlsException {
    tree.treeHash(workers);
    ParentHash.verify(tree);
    SuiteCrypto crypto = tree.crypto();
    List<ParentNode> parents = new ArrayList<>();
    collectParents(tree.root(), parents);
    workers.forEach(parents, parent -> checkKey(crypto, parent));
    List<RatchetTree.Member> members = new ArrayList<>(tree.memberCount());
    tree.members().forEach(members::add);
    workers.forEach(members, member -> leaves.checkPresent(member.leaf(), group, member.index()));
    LeafValidation.checkCredentialSupport(tree);
  }

  /**
   * Verifies that each parent node was set by a member below it, all of which the joiner's checks
   * of leaf signatures make authentic (s.7.9.2).
   *
   * @throws InvalidMessage if one was not
   */
  public static void verifyParentHashes(RatchetTree tree) throws InvalidMessage {
    ParentHash.verify(tree);
  }

  private static void checkKey(SuiteCrypto crypto, ParentNode parent) throws InvalidMessage {
    if (!crypto.isHpkePublicKey(parent.encryptionKey())) {
      throw new InvalidMessage(Rule.PARENT_KEY_INVALID);
    }
  }

  private static void collectParents(Subtree at, List<ParentNode> parents) {
    if (!at.isBlank() && at instanceof Subtree.Branch branch) {
      if (branch.node() != null) {
        parents.add(branch.node());
      }
      collectParents(branch.left(), parents);
      collectParents(branch.right(), parents);
    }
  }
}
