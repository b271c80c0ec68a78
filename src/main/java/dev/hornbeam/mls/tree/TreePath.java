package dev.hornbeam.mls.tree;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A leaf with its direct path and copath, in one descent from the root. Parents and the subtrees
 * off the path are named by their level; a subtree off the path is the child of the parent one
 * level above it.
 */
final class TreePath {
  private final int leafPosition;
  private final Subtree.Leaf leaf;
  private final Subtree.Branch[] parents;

  private TreePath(int leafPosition, Subtree.Leaf leaf, Subtree.Branch[] parents) {
    this.leafPosition = leafPosition;
    this.leaf = leaf;
    this.parents = parents;
  }

  /**
   * @param leafPosition the index among the leaves, which the tree has
   */
  static TreePath of(Subtree root, int leafPosition) {
    Subtree.Branch[] parents = new Subtree.Branch[root.level()];
    Subtree at = root;
    TreeMeter.visit();
    while (at instanceof Subtree.Branch branch) {
      TreeMeter.visit();
      parents[branch.level() - 1] = branch;
      at = isRight(leafPosition, branch.level()) ? branch.right() : branch.left();
    }
    return new TreePath(leafPosition, (Subtree.Leaf) at, parents);
  }

  Subtree.Leaf leaf() {
    return leaf;
  }

  /** The level of the root. */
  int depth() {
    return parents.length;
  }

  /**
   * @param level from 1 to {@link #depth}
   */
  Subtree.Branch parent(int level) {
    return parents[level - 1];
  }

  /** The child of the parent at the level that is off the path. */
  Subtree copathChild(int level) {
    Subtree.Branch parent = parent(level);
    return isRight(leafPosition, level) ? parent.left() : parent.right();
  }

  /** Whether the parent at the level belongs to the filtered direct path (s.4.1.2). */
  boolean isFiltered(int level) {
    return !copathChild(level).isBlank();
  }

  /** The root of a tree with other nodes on this path and all else the same. */
  Subtree with(@Nullable LeafNode newLeaf, IntFunction<@Nullable ParentNode> newParents) {
    Subtree at = leaf.with(newLeaf);
    for (int level = 1; level <= depth(); level++) {
      TreeMeter.visit();
      Subtree.Branch parent = parent(level);
      ParentNode node = newParents.apply(level);
      at =
          isRight(leafPosition, level)
              ? parent.with(node, parent.left(), at)
              : parent.with(node, at, parent.right());
    }
    return at;
  }

  private static boolean isRight(int leafPosition, int level) {
    return (leafPosition >> (level - 1) & 1) == 1;
  }
}
