package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A node with all that is below it. Immutable: a changed tree is made of new nodes on the changed
 * paths and shares the rest, with the hashes computed so far.
 */
abstract sealed class Subtree {
  private final int index;

  /** Computed when first asked for. Threads that race for it write equal values. */
  private @Nullable Bytes hash;

  private Subtree(int index) {
    this.index = index;
  }

  /** A leaf, perhaps blank. */
  static final class Leaf extends Subtree {
    private final @Nullable LeafNode node;

    Leaf(int index, @Nullable LeafNode node) {
      super(index);
      this.node = node;
    }

    Leaf with(@Nullable LeafNode other) {
      return new Leaf(index(), other);
    }

    @Override
    @Nullable LeafNode node() {
      return node;
    }

    @Override
    int level() {
      return 0;
    }

    @Override
    int members() {
      return node == null ? 0 : 1;
    }

    @Override
    boolean isBlank() {
      return node == null;
    }

    @Override
    void resolve(List<NodeIndex> resolution) {
      TreeMeter.visit();
      if (node != null) {
        resolution.add(nodeIndex());
      }
    }

    @Override
    Bytes computeHash(SuiteCrypto crypto) {
      return TreeHash.leaf(crypto, index() >> 1, node);
    }
  }

  /**
   * A parent, perhaps blank, with its children. Where all is blank there are no children until
   * someone asks for them: a few bytes on the wire stand for a wide tree.
   */
  static final class Branch extends Subtree {
    private final @Nullable ParentNode node;
    private final int level;
    private final int members;
    private final boolean blank;

    /** Made when first asked for, if null. Threads that race for them make equal ones. */
    private @Nullable Subtree left;

    private @Nullable Subtree right;

    Branch(int index, @Nullable ParentNode node, Subtree left, Subtree right) {
      super(index);
      this.node = node;
      this.left = left;
      this.right = right;
      this.level = left.level() + 1;
      this.members = left.members() + right.members();
      this.blank = node == null && left.isBlank() && right.isBlank();
    }

    private Branch(int index, int level) {
      super(index);
      this.node = null;
      this.level = level;
      this.members = 0;
      this.blank = true;
    }

    Branch with(@Nullable ParentNode other, Subtree newLeft, Subtree newRight) {
      return new Branch(index(), other, newLeft, newRight);
    }

    Subtree left() {
      Subtree known = left;
      if (known == null) {
        known = blankLeft();
        left = known;
      }
      return known;
    }

    Subtree right() {
      Subtree known = right;
      if (known == null) {
        known = blankRight();
        right = known;
      }
      return known;
    }

    private Subtree blankLeft() {
      return blank(level - 1, firstLeaf());
    }

    private Subtree blankRight() {
      return blank(level - 1, firstLeaf() + (1 << (level - 1)));
    }

    @Override
    @Nullable ParentNode node() {
      return node;
    }

    @Override
    int level() {
      return level;
    }

    @Override
    int members() {
      return members;
    }

    @Override
    boolean isBlank() {
      return blank;
    }

    @Override
    void resolve(List<NodeIndex> resolution) {
      TreeMeter.visit();
      if (node != null) {
        resolution.add(nodeIndex());
        for (LeafIndex leaf : node.unmergedLeaves()) {
          resolution.add(new NodeIndex((int) leaf.value() * 2));
        }
      } else if (!blank) {
        left().resolve(resolution);
        right().resolve(resolution);
      }
    }

    @Override
    Bytes computeHash(SuiteCrypto crypto) {
      // Children that nobody has asked for are not kept.
      Subtree leftChild = left == null ? blankLeft() : left;
      Subtree rightChild = right == null ? blankRight() : right;
      return TreeHash.parent(crypto, node, leftChild.hash(crypto), rightChild.hash(crypto));
    }
  }

  /**
   * The subtree of a level that starts at the leaf.
   *
   * @param nodes the node at an index, or null for a blank one; of the kind that belongs there
   */
  static Subtree build(int level, int firstLeaf, IntFunction<@Nullable Node> nodes) {
    TreeMeter.visit();
    if (level == 0) {
      return new Leaf(2 * firstLeaf, (LeafNode) nodes.apply(2 * firstLeaf));
    }
    int half = 1 << (level - 1);
    int index = 2 * (firstLeaf + half) - 1;
    ParentNode node = (ParentNode) nodes.apply(index);
    Subtree left = build(level - 1, firstLeaf, nodes);
    Subtree right = build(level - 1, firstLeaf + half, nodes);
    return node == null && left.isBlank() && right.isBlank()
        ? blank(level, firstLeaf)
        : new Branch(index, node, left, right);
  }

  private static Subtree blank(int level, int firstLeaf) {
    return level == 0
        ? new Leaf(2 * firstLeaf, null)
        : new Branch(2 * (firstLeaf + (1 << (level - 1))) - 1, level);
  }

  /** This tree as the left half of one twice as wide, whose right half is blank (s.7.7). */
  Subtree extended() {
    int leaves = 1 << level();
    return new Branch(2 * leaves - 1, null, this, blank(level(), leaves));
  }

  int index() {
    return index;
  }

  NodeIndex nodeIndex() {
    return new NodeIndex(index);
  }

  /** The least of the leaves below, by its index among the leaves. */
  int firstLeaf() {
    return (index + 1 - (1 << level())) >> 1;
  }

  /** The node itself; null if it is blank. */
  abstract @Nullable Node node();

  abstract int level();

  /** How many leaves are not blank. */
  abstract int members();

  /** Whether every node is blank, so that the resolution is empty. */
  abstract boolean isBlank();

  /** Appends the resolution (s.4.1.1). */
  abstract void resolve(List<NodeIndex> resolution);

  abstract Bytes computeHash(SuiteCrypto crypto);

  /** The tree hash (s.7.8). */
  Bytes hash(SuiteCrypto crypto) {
    Bytes known = hash;
    if (known == null) {
      TreeMeter.visit();
      known = computeHash(crypto);
      hash = known;
    }
    return known;
  }

  boolean isHashed() {
    return hash != null;
  }

  /** The subtree at the index, which must be this one's or below. */
  Subtree find(int wanted) {
    Subtree at = this;
    TreeMeter.visit();
    while (at.index != wanted && at instanceof Branch branch) {
      TreeMeter.visit();
      at = wanted < at.index ? branch.left() : branch.right();
    }
    return at;
  }

  /**
   * The leftmost blank leaf, by its index among the leaves; the number of leaves if all are full.
   */
  int leftmostFree() {
    Subtree at = this;
    TreeMeter.visit();
    if (at.members() == 1 << at.level()) {
      return firstLeaf() + members();
    }
    while (at instanceof Branch branch) {
      TreeMeter.visit();
      Subtree left = branch.left();
      at = left.members() < 1 << left.level() ? left : branch.right();
    }
    return at.index >> 1;
  }

  Optional<Node> value() {
    return Optional.ofNullable(node());
  }
}
