package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Applies proposals to a tree (RFC 9420 s.12.1, 12.3). Confined to one thread; the tree it started
 * from stays as it is.
 */
public final class TreeEditor {
  private final RatchetTree before;
  private Subtree root;

  /** Members to be appended to the unmerged leaves of the parent at an index, by {@link #build}. */
  private final TreeMap<Integer, List<LeafIndex>> unmerged = new TreeMap<>();

  TreeEditor(RatchetTree before) {
    this.before = before;
    this.root = before.root();
  }

  /** The leaf node as it is now, if the leaf is in the tree and not blank. */
  public Optional<LeafNode> leaf(LeafIndex index) {
    if (!contains(index)) {
      return Optional.empty();
    }
    return root.find((int) index.value() * 2).node() instanceof LeafNode leaf
        ? Optional.of(leaf)
        : Optional.empty();
  }

  /**
   * Puts a new member on the leftmost blank leaf, extending the tree if there is none, and lists it
   * as unmerged on its way to the root (s.12.1.1).
   *
   * @return where it stands
   */
  public LeafIndex addLeaf(LeafNode leaf) {
    int position = root.leftmostFree();
    root = extended(root, position);
    LeafIndex index = new LeafIndex(position);
    TreePath path = TreePath.of(root, position);
    for (int level = 1; level <= path.depth(); level++) {
      if (path.parent(level).node() != null) {
        unmerged.computeIfAbsent(path.parent(level).index(), i -> new ArrayList<>()).add(index);
      }
    }
    root = path.with(leaf, level -> path.parent(level).node());
    return index;
  }

  /**
   * Replaces a leaf node and blanks its direct path (s.12.1.2).
   *
   * @throws IllegalArgumentException if the leaf is blank or not in the tree
   */
  public TreeEditor updateLeaf(LeafIndex index, LeafNode leaf) {
    replaceMember(index, leaf);
    return this;
  }

  /**
   * Blanks a leaf and its direct path (s.12.1.3). {@link #build} truncates the tree.
   *
   * @throws IllegalArgumentException if the leaf is blank or not in the tree
   */
  public TreeEditor removeLeaf(LeafIndex index) {
    replaceMember(index, null);
    return this;
  }

  /**
   * The new version: truncated, if members at its right edge are gone (s.7.7).
   *
   * @throws InvalidMessage if a signature key or an encryption key is in it twice (s.7.3)
   */
  public RatchetTree build() throws InvalidMessage {
    for (Map.Entry<Integer, List<LeafIndex>> entry : unmerged.entrySet()) {
      root = withUnmerged(root, entry.getKey(), entry.getValue());
    }
    unmerged.clear();
    while (root instanceof Subtree.Branch branch && branch.right().members() == 0) {
      root = branch.left();
    }
    return before.with(root);
  }

  /** The tree, twice as wide until it has the leaf. */
  static Subtree extended(Subtree root, int position) {
    Subtree wider = root;
    while (position >> wider.level() != 0) {
      if (wider.level() == LeafCount.MAX.depth()) {
        throw new IllegalStateException("the tree is full");
      }
      wider = wider.extended();
    }
    return wider;
  }

  private void replaceMember(LeafIndex index, @Nullable LeafNode leaf) {
    TreePath path = contains(index) ? TreePath.of(root, (int) index.value()) : null;
    if (path == null || path.leaf().node() == null) {
      throw new IllegalArgumentException("leaf " + index + " is no member");
    }
    for (int level = 1; level <= path.depth(); level++) {
      unmerged.remove(path.parent(level).index());
    }
    root = path.with(leaf, level -> null);
  }

  private boolean contains(LeafIndex index) {
    return index.value() < 1L << root.level();
  }

  private static Subtree withUnmerged(Subtree at, int index, List<LeafIndex> more) {
    TreeMeter.visit();
    if (!(at instanceof Subtree.Branch branch)) {
      throw new AssertionError();
    }
    if (index < branch.index()) {
      Subtree left = withUnmerged(branch.left(), index, more);
      return branch.with(branch.node(), left, branch.right());
    }
    if (index > branch.index()) {
      Subtree right = withUnmerged(branch.right(), index, more);
      return branch.with(branch.node(), branch.left(), right);
    }
    ParentNode node = branch.node();
    if (node == null) {
      throw new AssertionError();
    }
    List<LeafIndex> leaves = new ArrayList<>(node.unmergedLeaves());
    leaves.addAll(more);
    leaves.sort(null);
    return branch.with(node.withUnmerged(leaves), branch.left(), branch.right());
  }
}
