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
  static void check(Subtree root) throws InvalidMessage {
    check(root, List.of());
  }

  /**
   * Checks what is below. A list is compared with those of the next parents below only, which are
   * compared with the next: so a member that a list names is named all the way down, and the cost
   * is that of the lists.
   *
   * @param above the part that is below here of the next list above
   */
  private static void check(Subtree at, List<LeafIndex> above) throws InvalidMessage {
    TreeMeter.visit();
    if (at.isBlank()) {
      if (!above.isEmpty()) {
        throw new InvalidMessage(Rule.UNMERGED_LEAF_UNKNOWN, "node " + at.index());
      }
    } else if (at instanceof Subtree.Branch branch) {
      List<LeafIndex> leaves = above;
      ParentNode node = branch.node();
      if (node != null) {
        leaves = node.unmergedLeaves();
        checkOrder(branch, leaves);
        if (!isContained(above, leaves)) {
          throw new InvalidMessage(Rule.UNMERGED_LEAF_OMITTED, "node " + at.index());
        }
      }
      check(branch.left(), within(leaves, branch.left()));
      check(branch.right(), within(leaves, branch.right()));
    }
  }

  private static void checkOrder(Subtree.Branch parent, List<LeafIndex> leaves)
      throws InvalidMessage {
    long first = parent.firstLeaf();
    LeafIndex last = null;
    for (LeafIndex leaf : leaves) {
      if (last != null && last.compareTo(leaf) >= 0) {
        throw new InvalidMessage(Rule.UNMERGED_LEAVES_ORDER, "node " + parent.index());
      }
      if (leaf.value() < first || leaf.value() >= first + (1L << parent.level())) {
        throw new InvalidMessage(Rule.UNMERGED_LEAF_UNKNOWN, "node " + parent.index());
      }
      last = leaf;
    }
  }

  /** Both lists are in order. */
  private static boolean isContained(List<LeafIndex> some, List<LeafIndex> leaves) {
    int next = 0;
    for (LeafIndex leaf : leaves) {
      if (next < some.size() && some.get(next).equals(leaf)) {
        next++;
      }
    }
    return next == some.size();
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
