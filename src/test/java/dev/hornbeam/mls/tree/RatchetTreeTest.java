package dev.hornbeam.mls.tree;

import static dev.hornbeam.mls.tree.TreeFixtures.CRYPTO;
import static dev.hornbeam.mls.tree.TreeFixtures.assertBreaks;
import static dev.hornbeam.mls.tree.TreeFixtures.cheapLeaf;
import static dev.hornbeam.mls.tree.TreeFixtures.cheapParent;
import static dev.hornbeam.mls.tree.TreeFixtures.leaf;
import static dev.hornbeam.mls.tree.TreeFixtures.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Received nodes, and the trees they make or do not make. */
class RatchetTreeTest {
  private final Random random = new Random(7);

  /** Leaves 0 to 4 and all parents of the left half; leaf 3 is unmerged at the root. */
  private List<@Nullable Node> nodes() {
    List<@Nullable Node> nodes = new ArrayList<>();
    for (int i = 0; i <= 8; i++) {
      nodes.add(i % 2 == 0 ? cheapLeaf(random) : cheapParent(random));
    }
    nodes.set(5, null);
    nodes.set(3, cheapParent(random, leaf(3)));
    nodes.set(7, cheapParent(random, leaf(3)));
    return nodes;
  }

  private static RatchetTree tree(List<@Nullable Node> nodes) throws Exception {
    List<Optional<Node>> list = new ArrayList<>();
    nodes.forEach(n -> list.add(Optional.ofNullable(n)));
    Bytes encoded = new TreeNodes(list).encoded();
    RatchetTree tree = RatchetTree.decode(CRYPTO, encoded);
    assertEquals(encoded, tree.encoded());
    return tree;
  }

  @Test
  void theTreeIsExtendedToTheRight() throws Exception {
    RatchetTree tree = tree(nodes());
    assertEquals(new LeafCount(8), tree.width());
    assertEquals(5, tree.memberCount());
    assertEquals(leaf(5), tree.leftmostFree());
    assertEquals(List.of(node(3), node(6)), tree.resolution(node(3)));
    assertEquals(List.of(node(4), node(6)), tree.resolution(node(5)));
    assertEquals(List.of(node(8)), tree.resolution(node(11)));
    assertEquals(List.of(), tree.resolution(node(13)));
    assertThrows(IllegalArgumentException.class, () -> tree.resolution(node(15)));
    assertThrows(IllegalArgumentException.class, () -> tree.treeHash(node(15)));
  }

  /** A blank node is one byte on the wire, and must not be hundreds in memory. */
  @Test
  void wideTreeOfFewMembersIsSmall() throws Exception {
    int half = 1 << 18;
    List<RatchetTree> trees = new ArrayList<>();
    long before = usedMemory();
    for (int i = 0; i < 4; i++) {
      List<Optional<Node>> list =
          new ArrayList<>(Collections.nCopies(2 * half, Optional.<Node>empty()));
      list.set(0, Optional.of(cheapLeaf(random)));
      list.add(Optional.of(cheapLeaf(random)));
      RatchetTree tree = RatchetTree.of(CRYPTO, new TreeNodes(list));
      assertEquals(new LeafCount(2 * half), tree.width());
      tree.treeHash();
      trees.add(tree);
    }
    assertTrue(usedMemory() - before < 100_000_000);
    for (RatchetTree tree : trees) {
      assertEquals(leaf(1), tree.leftmostFree());
      assertEquals(List.of(node(0), node(2 * half)), tree.resolution(node(2 * half - 1)));
      assertEquals(2 * half + 1, tree.nodes().list().size());
      TreeEditor editor = tree.edit();
      assertEquals(leaf(1), editor.addLeaf(cheapLeaf(random)));
      assertEquals(new LeafCount(2), editor.removeLeaf(leaf(half)).build().width());
    }
  }

  private static long usedMemory() {
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Blank parts are the same whether they came so or became so. */
  @Test
  void blankPartsHaveTheirHash() throws Exception {
    TreeEditor adding = RatchetTree.empty(CRYPTO).edit();
    for (int i = 0; i <= 64; i++) {
      adding.addLeaf(cheapLeaf(random));
    }
    RatchetTree full = adding.build();
    full.treeHash();
    TreeEditor removing = full.edit();
    for (int i = 1; i < 64; i++) {
      removing.removeLeaf(leaf(i));
    }
    RatchetTree emptied = removing.build();
    RatchetTree received = RatchetTree.decode(CRYPTO, emptied.encoded());
    assertEquals(emptied.treeHash(), received.treeHash());
    LeafNode added = cheapLeaf(random);
    for (RatchetTree tree : List.of(emptied, received)) {
      TreeEditor editor = tree.edit();
      editor.addLeaf(added);
      RatchetTree next = editor.build();
      assertEquals(RatchetTree.decode(CRYPTO, next.encoded()).treeHash(), next.treeHash());
      assertEquals(next.treeHash(), next.treeHash(Workers.direct()));
    }
  }

  @Test
  void aTrailingBlankIsRefused() {
    List<@Nullable Node> nodes = nodes();
    nodes.add(null);
    nodes.add(null);
    assertBreaks(Rule.TREE_TRAILING_BLANK, () -> tree(nodes));
    assertBreaks(Rule.TREE_TRAILING_BLANK, () -> tree(List.of()));
  }

  @Test
  void theLastNodeIsALeaf() {
    List<@Nullable Node> nodes = nodes();
    nodes.add(cheapParent(random));
    assertBreaks(Rule.TREE_SHAPE, () -> tree(nodes));
  }

  @Test
  void leavesAndParentsStandWhereTheyBelong() {
    List<@Nullable Node> leafAbove = nodes();
    leafAbove.set(5, cheapLeaf(random));
    assertBreaks(Rule.TREE_NODE_KIND, () -> tree(leafAbove));
    List<@Nullable Node> parentBelow = nodes();
    parentBelow.set(4, cheapParent(random));
    assertBreaks(Rule.TREE_NODE_KIND, () -> tree(parentBelow));
  }

  @Test
  void keysAreUnique() {
    List<@Nullable Node> nodes = nodes();
    LeafNode first = (LeafNode) nodes.get(0);
    nodes.set(
        6,
        TreeFixtures.signedWith(
            TreeFixtures.contents(
                TreeFixtures.randomBytes(random), first.signatureKey(), first.source()),
            Bytes.EMPTY));
    assertBreaks(Rule.SIGNATURE_KEY_NOT_UNIQUE, () -> tree(nodes));
    List<@Nullable Node> sameInLeaves = nodes();
    LeafNode other = (LeafNode) sameInLeaves.get(0);
    sameInLeaves.set(
        6,
        TreeFixtures.signedWith(
            TreeFixtures.contents(
                other.encryptionKey(), TreeFixtures.randomBytes(random), other.source()),
            Bytes.EMPTY));
    assertBreaks(Rule.ENCRYPTION_KEY_NOT_UNIQUE, () -> tree(sameInLeaves));
    List<@Nullable Node> sameAbove = nodes();
    LeafNode below = (LeafNode) sameAbove.get(8);
    sameAbove.set(1, new ParentNode(below.encryptionKey(), Bytes.EMPTY, List.of()));
    assertBreaks(Rule.ENCRYPTION_KEY_NOT_UNIQUE, () -> tree(sameAbove));
  }

  @Test
  void unmergedLeavesAreInOrder() throws Exception {
    assertEquals(5, tree(withUnmergedAtRoot(leaf(3), leaf(4))).memberCount());
    assertBreaks(Rule.UNMERGED_LEAVES_ORDER, () -> tree(withUnmergedAtRoot(leaf(4), leaf(3))));
    assertBreaks(Rule.UNMERGED_LEAVES_ORDER, () -> tree(withUnmergedAtRoot(leaf(3), leaf(3))));
  }

  @Test
  void unmergedLeavesAreMembersBelow() {
    for (LeafIndex unknown : List.of(leaf(5), leaf(8), leaf(1L << 31), leaf(0xffff_ffffL))) {
      assertBreaks(Rule.UNMERGED_LEAF_UNKNOWN, () -> tree(withUnmergedAtRoot(leaf(3), unknown)));
    }
    List<@Nullable Node> beside = nodes();
    beside.set(1, cheapParent(random, leaf(2)));
    assertBreaks(Rule.UNMERGED_LEAF_UNKNOWN, () -> tree(beside));
    List<@Nullable Node> blank = nodes();
    blank.set(6, null);
    assertBreaks(Rule.UNMERGED_LEAF_UNKNOWN, () -> tree(blank));
  }

  @Test
  void unmergedLeavesAreListedByTheParentsBetween() throws Exception {
    List<@Nullable Node> more = nodes();
    more.set(7, cheapParent(random));
    assertEquals(5, tree(more).memberCount());
    List<@Nullable Node> omitted = nodes();
    omitted.set(3, cheapParent(random));
    assertBreaks(Rule.UNMERGED_LEAF_OMITTED, () -> tree(omitted));
  }

  private List<@Nullable Node> withUnmergedAtRoot(LeafIndex... unmerged) {
    List<@Nullable Node> nodes = nodes();
    nodes.set(7, cheapParent(random, unmerged));
    return nodes;
  }

  @Test
  void noNodesAtAllAreMalformed() {
    assertThrows(MalformedMessage.class, () -> RatchetTree.decode(CRYPTO, Bytes.EMPTY));
  }

  @Test
  void theHashIsTheSameInParallel() throws Exception {
    Bytes encoded = TreeFixtures.cheapTree(random, 300).encoded();
    Bytes alone = RatchetTree.decode(CRYPTO, encoded).treeHash();
    for (int width : List.of(1, 2, 5)) {
      RatchetTree tree = RatchetTree.decode(CRYPTO, encoded);
      assertEquals(alone, tree.treeHash(Workers.on(ForkJoinPool.commonPool(), width)));
    }
  }

  @Test
  void membersEnd() throws Exception {
    Iterator<RatchetTree.Member> members = tree(nodes()).members().iterator();
    for (int i = 0; i < 5; i++) {
      assertEquals(leaf(i), members.next().index());
    }
    assertThrows(NoSuchElementException.class, members::next);
    assertThrows(
        NoSuchElementException.class, () -> RatchetTree.empty(CRYPTO).members().iterator().next());
  }
}
