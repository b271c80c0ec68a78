package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.types.LeafIndex;
import java.util.Optional;

/**
 * The width of a tree: its number of leaves, blank ones counted, which is a power of two (RFC 9420
 * s.4.1).
 *
 * @param value from 1 to 2^29
 */
public record LeafCount(int value) {
  /** The tree of a single leaf. */
  public static final LeafCount ONE = new LeafCount(1);

  /** The widest tree that this engine takes. */
  public static final LeafCount MAX = new LeafCount(1 << 29);

  public LeafCount {
    if (value < 1 || value > 1 << 29 || Integer.bitCount(value) != 1) {
      throw new IllegalArgumentException("no width of a tree: " + value);
    }
  }

  /**
   * The narrowest tree with room for that many leaves.
   *
   * @throws IllegalArgumentException if the widest has no room
   */
  public static LeafCount atLeast(int leaves) {
    return leaves <= 1 ? ONE : new LeafCount(Integer.highestOneBit(leaves - 1) << 1);
  }

  /** The number of nodes, {@code 2 * value - 1}. */
  public int nodes() {
    return 2 * value - 1;
  }

  public NodeIndex root() {
    return new NodeIndex(value - 1);
  }

  /** The number of levels above the leaves. */
  public int depth() {
    return Integer.numberOfTrailingZeros(value);
  }

  public boolean contains(NodeIndex node) {
    return node.value() < nodes();
  }

  public boolean contains(LeafIndex leaf) {
    return leaf.value() < value;
  }

  /** The node of the leaf, if the tree is as wide as that. */
  public Optional<NodeIndex> node(LeafIndex leaf) {
    return contains(leaf) ? Optional.of(new NodeIndex((int) leaf.value() * 2)) : Optional.empty();
  }

  /**
   * The width of an extended tree (s.7.7).
   *
   * @throws IllegalStateException if this is {@link #MAX}
   */
  public LeafCount doubled() {
    if (equals(MAX)) {
      throw new IllegalStateException("the tree cannot become wider than " + value);
    }
    return new LeafCount(value * 2);
  }

  @Override
  public String toString() {
    return value + " leaves";
  }
}
