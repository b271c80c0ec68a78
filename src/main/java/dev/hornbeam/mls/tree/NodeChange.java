package dev.hornbeam.mls.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node that differs between two versions of a tree.
 *
 * @param before null if it was blank, or not in the tree
 * @param after null if it is blank, or not in the tree
 */
record NodeChange(int index, @Nullable Node before, @Nullable Node after) {
  /** Appends the changes from left to right, looking only at what the two do not share. */
  static void collect(@Nullable Subtree before, @Nullable Subtree after, List<NodeChange> changes) {
    if (before == after || (isBlank(before) && isBlank(after))) {
      return;
    }
    TreeMeter.visit();
    int level = Math.max(levelOf(before), levelOf(after));
    // The wider of two trees has the narrower one on its left edge (s.7.7).
    boolean wasLower = levelOf(before) < level;
    boolean isLower = levelOf(after) < level;
    collect(wasLower ? before : left(before), isLower ? after : left(after), changes);
    Subtree top = isLower || after == null ? before : after;
    Node old = wasLower || before == null ? null : before.node();
    Node now = isLower || after == null ? null : after.node();
    if (old != now && top != null) {
      changes.add(new NodeChange(top.index(), old, now));
    }
    collect(wasLower ? null : right(before), isLower ? null : right(after), changes);
  }

  private static boolean isBlank(@Nullable Subtree subtree) {
    return subtree == null || subtree.isBlank();
  }

  private static int levelOf(@Nullable Subtree subtree) {
    return subtree == null ? -1 : subtree.level();
  }

  private static @Nullable Subtree left(@Nullable Subtree subtree) {
    return subtree instanceof Subtree.Branch branch ? branch.left() : null;
  }

  private static @Nullable Subtree right(@Nullable Subtree subtree) {
    return subtree instanceof Subtree.Branch branch ? branch.right() : null;
  }
}
