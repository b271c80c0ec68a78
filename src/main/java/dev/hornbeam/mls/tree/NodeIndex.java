package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The position of a node in the array form of a tree: leaves are even, parents odd (RFC 9420
 * Appendix C). What depends on how large the tree is takes its {@link LeafCount}.
 *
 * @param value from 0 to 2^30 - 2
 */
public record NodeIndex(int value) implements Comparable<NodeIndex> {
  public NodeIndex {
    if (value < 0 || value >= LeafCount.MAX.nodes()) {
      throw new IllegalArgumentException("no node index: " + value);
    }
  }

  /** The level of the node: 0 for a leaf, 1 for a parent of leaves, and so on. */
  public int level() {
    return Integer.numberOfTrailingZeros(~value);
  }

  public boolean isLeaf() {
    return (value & 1) == 0;
  }

  /** The index among the leaves, if this is a leaf. */
  public Optional<LeafIndex> leaf() {
    return isLeaf() ? Optional.of(new LeafIndex(value >> 1)) : Optional.empty();
  }

  /** The left child; a leaf has none. */
  public Optional<NodeIndex> left() {
    return isLeaf() ? Optional.empty() : Optional.of(child(1));
  }

  /** The right child; a leaf has none. */
  public Optional<NodeIndex> right() {
    return isLeaf() ? Optional.empty() : Optional.of(child(3));
  }

  /**
   * The parent; the root has none.
   *
   * @throws IllegalArgumentException if the tree does not have this node
   */
  public Optional<NodeIndex> parent(LeafCount tree) {
    return equals(rootOf(tree)) ? Optional.empty() : Optional.of(up());
  }

  /**
   * The other child of the parent; the root has none.
   *
   * @throws IllegalArgumentException if the tree does not have this node
   */
  public Optional<NodeIndex> sibling(LeafCount tree) {
    return parent(tree).map(this::other);
  }

  /**
   * The ancestors from the parent to the root (s.4.1.2).
   *
   * @throws IllegalArgumentException if the tree does not have this node
   */
  public List<NodeIndex> directPath(LeafCount tree) {
    NodeIndex root = rootOf(tree);
    List<NodeIndex> path = new ArrayList<>();
    for (NodeIndex at = this; !at.equals(root); ) {
      at = at.up();
      path.add(at);
    }
    return path;
  }

  /**
   * The sibling of this node and of each of its ancestors but the root (s.4.1.2): the n-th entry is
   * the child, off this node's path, of the n-th entry of the direct path.
   *
   * @throws IllegalArgumentException if the tree does not have this node
   */
  public List<NodeIndex> copath(LeafCount tree) {
    NodeIndex root = rootOf(tree);
    List<NodeIndex> path = new ArrayList<>();
    for (NodeIndex at = this; !at.equals(root); ) {
      NodeIndex parent = at.up();
      path.add(at.other(parent));
      at = parent;
    }
    return path;
  }

  /** Whether the node is this one, or below it. */
  public boolean covers(NodeIndex node) {
    int level = level();
    return node.level() <= level && node.value >> (level + 1) == value >> (level + 1);
  }

  /** The lowest node that has both nodes in its subtree; one of the two if it covers the other. */
  public NodeIndex commonAncestor(NodeIndex node) {
    if (covers(node)) {
      return this;
    }
    if (node.covers(this)) {
      return node;
    }
    int level = Integer.SIZE - Integer.numberOfLeadingZeros(value ^ node.value);
    return new NodeIndex(value >> level << level | (1 << (level - 1)) - 1);
  }

  @Override
  public int compareTo(NodeIndex other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }

  private NodeIndex rootOf(LeafCount tree) {
    if (!tree.contains(this)) {
      throw new IllegalArgumentException("node " + value + " is not in a tree of " + tree);
    }
    return tree.root();
  }

  private NodeIndex up() {
    int bit = 1 << level();
    return new NodeIndex((value | bit) & ~(bit << 1));
  }

  private NodeIndex other(NodeIndex parent) {
    return parent.child(value < parent.value ? 3 : 1);
  }

  private NodeIndex child(int bits) {
    return new NodeIndex(value ^ bits << (level() - 1));
  }
}
