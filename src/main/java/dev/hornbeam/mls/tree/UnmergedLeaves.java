package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.Collections;
import java.util.List;

/** The lists of members that do not hold the private key of a parent node (RFC 9420 s.4.2). */
final class UnmergedLeaves {
  private UnmergedLeaves() {}

  /**
   * Checks the lists of all parents in a tree.
   *
   * @throws InvalidMessage if one is not in increasing order (s.7.1), names what is not a member
   *     below, or names a member that a parent in between does not name (s.12.4.3.1)
   */
  static void check(Subtree at) throws InvalidMessage {
    if (at instanceof Subtree.Branch branch) {
      ParentNode node = branch.node();
      if (node != null) {
        check(branch, node.unmergedLeaves());
      }
      check(branch.left());
      check(branch.right());
    }
  }

  private static void check(Subtree.Branch parent, List<LeafIndex> leaves) throws InvalidMessage {
    LeafIndex last = null;
    for (LeafIndex leaf : leaves) {
      if (last != null && last.compareTo(leaf) >= 0) {
        throw new InvalidMessage(Rule.UNMERGED_LEAVES_ORDER, "node " + parent.index());
      }
      last = leaf;
      check(parent, leaf);
    }
  }

  private static void check(Subtree.Branch parent, LeafIndex leaf) throws InvalidMessage {
    long first = parent.firstLeaf();
    if (leaf.value() < first || leaf.value() >= first + (1L << parent.level())) {
      throw new InvalidMessage(Rule.UNMERGED_LEAF_UNKNOWN, "node " + parent.index());
    }
    int wanted = (int) leaf.value() * 2;
    Subtree at = parent;
    while (at instanceof Subtree.Branch branch) {
      ParentNode between = branch.node();
      if (between != null && Collections.binarySearch(between.unmergedLeaves(), leaf) < 0) {
        throw new InvalidMessage(Rule.UNMERGED_LEAF_OMITTED, "node " + branch.index());
      }
      at = wanted < branch.index() ? branch.left() : branch.right();
    }
    if (at.isBlank()) {
      throw new InvalidMessage(Rule.UNMERGED_LEAF_UNKNOWN, "node " + parent.index());
    }
  }

  /** The part of a list that is below the subtree. */
  static List<LeafIndex> within(List<LeafIndex> leaves, Subtree subtree) {
    if (leaves.isEmpty()) {
      return leaves;
    }
    int first = subtree.firstLeaf();
    int end = first + (1 << subtree.level());
    return leaves.subList(position(leaves, first), position(leaves, end));
  }

  private static int position(List<LeafIndex> leaves, int leaf) {
    int at = Collections.binarySearch(leaves, new LeafIndex(leaf));
    return at < 0 ? -at - 1 : at;
  }
}
