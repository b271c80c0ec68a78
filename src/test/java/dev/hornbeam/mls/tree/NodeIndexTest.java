package dev.hornbeam.mls.tree;

import static dev.hornbeam.mls.tree.TreeFixtures.leaf;
import static dev.hornbeam.mls.tree.TreeFixtures.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arithmetic of indices against a tree of linked nodes that is numbered in order. */
class NodeIndexTest {
  /** A node that knows its neighbours. */
  private static final class Linked {
    private final int level;
    private final @Nullable Linked left;
    private final @Nullable Linked right;
    private @Nullable Linked parent;
    private int number;

    Linked(int level) {
      this.level = level;
      this.left = level == 0 ? null : new Linked(level - 1);
      this.right = level == 0 ? null : new Linked(level - 1);
      if (left != null && right != null) {
        left.parent = this;
        right.parent = this;
      }
    }

    /** Numbers the nodes from left to right and lists them by number. */
    void collect(Map<Integer, Linked> nodes) {
      if (left != null) {
        left.collect(nodes);
      }
      number = nodes.size();
      nodes.put(number, this);
      if (right != null) {
        right.collect(nodes);
      }
    }

    @Nullable Linked sibling() {
      return parent == null ? null : parent.left == this ? parent.right : parent.left;
    }

    /** This node and its ancestors. */
    List<Linked> lineage() {
      List<Linked> nodes = new ArrayList<>();
      for (Linked at = this; at != null; at = at.parent) {
        nodes.add(at);
      }
      return nodes;
    }
  }

  private static Optional<NodeIndex> number(@Nullable Linked linked) {
    return Optional.ofNullable(linked).map(l -> node(l.number));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void relationsAreThoseOfLinkedNodes(int depth) {
    LeafCount width = new LeafCount(1 << depth);
    Linked root = new Linked(depth);
    Map<Integer, Linked> nodes = new HashMap<>();
    root.collect(nodes);
    assertEquals(nodes.size(), width.nodes());
    assertEquals(depth, width.depth());
    assertEquals(number(root), Optional.of(width.root()));
    nodes.forEach(
        (i, linked) -> {
          NodeIndex index = node(i);
          assertEquals(linked.level, index.level());
          assertEquals(number(linked.left), index.left());
          assertEquals(number(linked.right), index.right());
          assertEquals(number(linked.parent), index.parent(width));
          assertEquals(number(linked.sibling()), index.sibling(width));
          List<Linked> lineage = linked.lineage();
          assertEquals(
              lineage.stream().skip(1).flatMap(l -> number(l).stream()).toList(),
              index.directPath(width));
          assertEquals(
              lineage.stream().flatMap(l -> number(l.sibling()).stream()).toList(),
              index.copath(width));
          assertEquals(linked.level == 0, index.isLeaf());
          assertEquals(linked.level == 0, index.leaf().isPresent());
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void commonAncestorIsTheLowestOfBoth(int depth) {
    Map<Integer, Linked> nodes = new HashMap<>();
    new Linked(depth).collect(nodes);
    for (Linked one : nodes.values()) {
      for (Linked other : nodes.values()) {
        Linked lowest =
            one.lineage().stream().filter(other.lineage()::contains).findFirst().orElseThrow();
        assertEquals(
            number(lowest), Optional.of(node(one.number).commonAncestor(node(other.number))));
        assertEquals(lowest == one, node(one.number).covers(node(other.number)));
      }
    }
  }

  @Test
  void aLeafBeyondTheTreeHasNoNode() {
    LeafCount width = new LeafCount(4);
    assertEquals(Optional.of(node(6)), width.node(leaf(3)));
    assertEquals(Optional.of(leaf(3)), node(6).leaf());
    assertEquals(Optional.empty(), width.node(leaf(4)));
    assertEquals(Optional.empty(), width.node(leaf(0xffff_ffffL)));
    assertEquals(Optional.empty(), LeafCount.MAX.node(leaf(1L << 31)));
    assertFalse(width.contains(leaf(0x8000_0000L)));
    assertTrue(LeafCount.MAX.contains(leaf((1 << 29) - 1)));
  }

  @Test
  void aNodeBeyondTheTreeHasNoRelations() {
    LeafCount width = new LeafCount(4);
    assertEquals(List.of(node(5), node(3)), node(6).directPath(width));
    assertThrows(IllegalArgumentException.class, () -> node(7).directPath(width));
    assertThrows(IllegalArgumentException.class, () -> node(7).parent(width));
    assertThrows(IllegalArgumentException.class, () -> node(7).sibling(width));
    assertThrows(IllegalArgumentException.class, () -> node(8).copath(width));
  }

  @Test
  void valuesHaveBounds() {
    assertThrows(IllegalArgumentException.class, () -> node(-1));
    assertThrows(IllegalArgumentException.class, () -> node(LeafCount.MAX.nodes()));
    assertEquals(29, node(LeafCount.MAX.root().value()).level());
    for (int bad : List.of(-1, 0, 3, 6, 1 << 30, Integer.MIN_VALUE)) {
      assertThrows(IllegalArgumentException.class, () -> new LeafCount(bad));
    }
    assertEquals(new LeafCount(8), new LeafCount(4).doubled());
    assertThrows(IllegalStateException.class, LeafCount.MAX::doubled);
  }

  @Test
  void theNarrowestTreeHasRoom() {
    int width = 1;
    for (int leaves = 0; leaves <= 100; leaves++) {
      width = leaves > width ? 2 * width : width;
      assertEquals(width, LeafCount.atLeast(leaves).value());
    }
    assertEquals(LeafCount.MAX, LeafCount.atLeast(1 << 29));
    assertThrows(IllegalArgumentException.class, () -> LeafCount.atLeast((1 << 29) + 1));
  }
}
