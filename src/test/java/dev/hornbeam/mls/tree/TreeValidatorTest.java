package dev.hornbeam.mls.tree;

import static dev.hornbeam.mls.tree.TreeFixtures.CRYPTO;
import static dev.hornbeam.mls.tree.TreeFixtures.GROUP;
import static dev.hornbeam.mls.tree.TreeFixtures.assertBreaks;
import static dev.hornbeam.mls.tree.TreeFixtures.leaf;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.tree.SimulatedGroup.Proposals;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Trees that one who joins takes, and trees with one thing wrong. */
class TreeValidatorTest {
  private static final Workers WORKERS = Workers.on(ForkJoinPool.commonPool(), 2);

  /** Eight members; blanks, and unmerged leaves at several levels. */
  private static SimulatedGroup group() throws Exception {
    SimulatedGroup group = SimulatedGroup.of(8);
    for (LeafIndex member : group.members()) {
      group.commit(member, Proposals.NONE, Workers.direct());
    }
    group.commit(leaf(0), Proposals.removing(leaf(1), leaf(6)), Workers.direct());
    group.apply(Proposals.adding(2));
    return group;
  }

  private static RatchetTree changed(RatchetTree tree, int index, Optional<Node> node)
      throws Exception {
    List<Optional<Node>> nodes = new ArrayList<>(tree.nodes().list());
    nodes.set(index, node);
    return RatchetTree.of(CRYPTO, new TreeNodes(nodes));
  }

  private static void validate(RatchetTree tree) throws Exception {
    TreeValidator.validate(tree, GROUP, LeafValidationTest.RULES, WORKERS);
  }

  private static List<Integer> parents(RatchetTree tree) {
    return IntStream.range(0, tree.width().nodes())
        .filter(i -> i % 2 == 1 && tree.node(new NodeIndex(i)).isPresent())
        .boxed()
        .toList();
  }

  private static ParentNode parent(RatchetTree tree, int index) {
    return (ParentNode) tree.node(new NodeIndex(index)).orElseThrow();
  }

  @Test
  void aTreeOfCommitsIsValid() throws Exception {
    RatchetTree tree = group().tree();
    assertEquals(List.of(leaf(1), leaf(6)), parent(tree, 7).unmergedLeaves());
    assertDoesNotThrow(() -> validate(tree));
    assertDoesNotThrow(() -> validate(RatchetTree.decode(CRYPTO, tree.encoded())));
  }

  @Test
  void eachParentWasSetByAMemberBelow() throws Exception {
    RatchetTree tree = group().tree();
    for (int index : parents(tree)) {
      ParentNode node = parent(tree, index);
      ParentNode otherKey =
          new ParentNode(
              CRYPTO.generateHpkeKey().publicKey(), node.parentHash(), node.unmergedLeaves());
      assertInvalid(tree, index, otherKey);
      ParentNode otherHash =
          new ParentNode(node.encryptionKey(), Bytes.utf8("other"), node.unmergedLeaves());
      assertInvalid(tree, index, otherHash);
    }
  }

  /** Someone who is in nobody's path puts a key of its own on a node that was blank. */
  @Test
  void aBlankParentCannotBeFilledIn() throws Exception {
    RatchetTree tree = group().tree();
    int filled = 0;
    for (int index = 1; index < tree.width().nodes(); index += 2) {
      NodeIndex node = new NodeIndex(index);
      if (tree.node(node).isEmpty()) {
        List<LeafIndex> unmerged =
            parent(tree, 7).unmergedLeaves().stream()
                .filter(l -> node.covers(tree.width().node(l).orElseThrow()))
                .toList();
        Bytes key = CRYPTO.generateHpkeKey().publicKey();
        assertInvalid(tree, index, new ParentNode(key, Bytes.EMPTY, unmerged));
        filled++;
      }
    }
    assertEquals(3, filled);
  }

  /** An unmerged leaf that is left out would get secrets that it must not, or lack them. */
  @Test
  void unmergedLeavesArePartOfTheChain() throws Exception {
    RatchetTree tree = group().tree();
    ParentNode root = parent(tree, 7);
    assertInvalid(tree, 7, root.withUnmerged(List.of(leaf(6))));
    assertInvalid(tree, 7, root.withUnmerged(List.of(leaf(1))));
    assertInvalid(tree, 7, root.withUnmerged(List.of()));
  }

  private static void assertInvalid(RatchetTree tree, int index, ParentNode node) {
    assertBreaks(Rule.PARENT_HASH, () -> validate(changed(tree, index, Optional.of(node))));
  }

  @Test
  void everyLeafIsValid() throws Exception {
    SimulatedGroup group = group();
    RatchetTree tree = group.tree();
    for (LeafIndex member : List.of(leaf(1), leaf(6))) {
      // These two have set no parents, so that nothing else is wrong.
      LeafNode forged =
          TreeFixtures.signedWith(tree.leaf(member).orElseThrow().contents(), Bytes.utf8("forged"));
      int index = (int) member.value() * 2;
      assertBreaks(Rule.LEAF_SIGNATURE, () -> validate(changed(tree, index, Optional.of(forged))));
    }
  }
}
