package dev.hornbeam.mls.tree;

import static dev.hornbeam.mls.tree.TreeFixtures.cheapLeaf;
import static dev.hornbeam.mls.tree.TreeFixtures.cheapTree;
import static dev.hornbeam.mls.tree.TreeFixtures.leaf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.tree.TreeFixtures.Client;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operations on a large tree cost, in nodes that were looked at and hashes. */
class TreeCostTest {
  private static final int MEMBERS = 1024;
  private static final int DEPTH = 10;

  /** One way from the root to a leaf, both counted. */
  private static final int PATH = DEPTH + 1;

  private final Random random = new Random(3);
  private RatchetTree tree = RatchetTree.empty(TreeFixtures.CRYPTO);

  @BeforeEach
  void fullTreeWithAllParents() throws Exception {
    tree = populated(MEMBERS);
    tree.treeHash();
  }

  /** A member in each subtree has set a path, so no parent is blank. */
  private RatchetTree populated(int members) throws Exception {
    RatchetTree populated = cheapTree(random, members);
    for (int i = 0; i < members; i += 2) {
      FilteredPath path = new FilteredPath(populated, leaf(i), Set.of());
      List<ParentNode> parents = new ArrayList<>();
      for (int k = 0; k < path.size(); k++) {
        parents.add(TreeFixtures.cheapParent(random));
      }
      populated = path.merged(cheapLeaf(random), parents);
    }
    return populated;
  }

  private static TreeMeter.Cost cost(TreeMeter.Operation operation) throws MlsException {
    return TreeMeter.measure(operation);
  }

  private static void assertAtMost(long bound, long actual) {
    assertTrue(actual <= bound, () -> actual + " is over " + bound);
  }

  @Test
  void nothingIsHashedTwice() throws Exception {
    assertEquals(new TreeMeter.Cost(0, 0), cost(() -> tree.treeHash()));
  }

  @Test
  void replacingOneLeafHashesOnePath() throws Exception {
    LeafNode leaf = cheapLeaf(random);
    TreeMeter.Cost cost = cost(() -> tree.edit().updateLeaf(leaf(500), leaf).build().treeHash());
    assertEquals(PATH, cost.hashes());
    assertAtMost(5 * PATH, cost.visits());
  }

  @Test
  void removingOneLeafHashesOnePath() throws Exception {
    TreeMeter.Cost cost = cost(() -> tree.edit().removeLeaf(leaf(3)).build().treeHash());
    assertEquals(PATH, cost.hashes());
    assertAtMost(5 * PATH, cost.visits());
  }

  @Test
  void mergingAPathHashesOnePath() throws Exception {
    Client client = Client.fresh();
    LeafIndex sender = leaf(77);
    TreeMeter.Cost cost =
        cost(
            () -> {
              try (OutgoingPath path =
                  TreeKem.create(tree, sender, Set.of(), Workers.direct(), client.signer(sender))) {
                path.tree().treeHash();
              }
            });
    // One tree hash for each node of the path, and one parent hash for each parent.
    assertEquals(PATH + DEPTH, cost.hashes());
    assertAtMost(8 * PATH, cost.visits());
  }

  @Test
  void lookingUpIsOneDescent() throws Exception {
    assertAtMost(PATH + 1, cost(() -> tree.leaf(leaf(700))).visits());
    assertAtMost(PATH + 1, cost(() -> tree.filteredDirectPath(leaf(700))).visits());
    assertEquals(0, cost(() -> tree.memberCount()).visits());
    Bytes key = tree.leaf(leaf(700)).orElseThrow().signatureKey();
    assertEquals(0, cost(() -> tree.findBySignatureKey(key)).visits());
    assertEquals(0, cost(() -> LeafValidation.checkCredentialSupport(tree)).visits());
    RatchetTree withBlank = tree.edit().removeLeaf(leaf(1000)).build();
    assertAtMost(PATH + 1, cost(() -> assertEquals(leaf(1000), withBlank.leftmostFree())).visits());
  }

  @Test
  void goingThroughTheMembersVisitsEachNodeOnce() throws Exception {
    TreeMeter.Cost cost =
        cost(
            () -> {
              int members = 0;
              for (RatchetTree.Member member : tree.members()) {
                members += member.index().value() >= 0 ? 1 : 0;
              }
              assertEquals(MEMBERS, members);
            });
    assertAtMost(2 * MEMBERS, cost.visits());
  }

  /** Each Add costs a few descents, whatever the number of Adds: never a scan. */
  @Test
  void addingManyIsLinear() throws Exception {
    RatchetTree withBlanks = tree;
    TreeEditor removing = withBlanks.edit();
    for (int i = 0; i < 400; i++) {
      removing.removeLeaf(leaf(2L * i));
    }
    RatchetTree before = removing.build();
    List<LeafNode> leaves = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      leaves.add(cheapLeaf(random));
    }
    long few = cost(() -> add(before, leaves.subList(0, 40))).visits();
    long many = cost(() -> add(before, leaves)).visits();
    assertAtMost(11 * few, many);
    assertAtMost(400 * 6 * PATH, many);
  }

  private static void add(RatchetTree before, List<LeafNode> leaves) throws MlsException {
    TreeEditor editor = before.edit();
    leaves.forEach(editor::addLeaf);
    editor.build();
  }

  /** Growing from one member by Adds alone extends the tree ten times. */
  @Test
  void buildingAGroupIsLinear() throws Exception {
    List<LeafNode> leaves = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      leaves.add(cheapLeaf(random));
    }
    RatchetTree empty = RatchetTree.empty(TreeFixtures.CRYPTO);
    assertAtMost(MEMBERS * 6 * PATH, cost(() -> add(empty, leaves)).visits());
  }

  /** Twice the members, about twice the visits and hashes. */
  @Test
  void verifyingAReceivedTreeIsLinear() throws Exception {
    TreeMeter.Cost small = joining(256);
    TreeMeter.Cost large = joining(1024);
    assertAtMost(5 * small.visits(), large.visits());
    assertAtMost(5 * small.hashes(), large.hashes());
    // A tree hash for each of the 2,047 nodes, and at most two parent hashes for each parent.
    assertAtMost(4 * MEMBERS, large.hashes());
    assertAtMost(16 * MEMBERS, large.visits());
  }

  private TreeMeter.Cost joining(int members) throws Exception {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      clients.add(Client.fresh());
    }
    Bytes encoded = TreeFixtures.populatedTree(clients).encoded();
    return cost(
        () -> TreeValidator.verifyParentHashes(RatchetTree.decode(TreeFixtures.CRYPTO, encoded)));
  }

  @Test
  void theDeltaOfACommitIsItsPath() throws Exception {
    RatchetTree after = tree.edit().updateLeaf(leaf(9), cheapLeaf(random)).build();
    assertEquals(PATH, after.changesSince(tree).changed().size());
    assertAtMost(3 * PATH, cost(() -> after.changesSince(tree)).visits());
  }

  @Test
  void oneOperationIsMeasuredAtATime() {
    assertThrows(IllegalStateException.class, () -> cost(() -> cost(() -> {})));
  }
}
