package dev.hornbeam.mls.tree;

import static dev.hornbeam.mls.tree.TreeFixtures.CRYPTO;
import static dev.hornbeam.mls.tree.TreeFixtures.assertBreaks;
import static dev.hornbeam.mls.tree.TreeFixtures.cheapLeaf;
import static dev.hornbeam.mls.tree.TreeFixtures.cheapTree;
import static dev.hornbeam.mls.tree.TreeFixtures.leaf;
import static dev.hornbeam.mls.tree.TreeFixtures.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.ProposalType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeEditorTest {
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  /** What a store would have, kept by the deltas alone. */
  private final Map<NodeIndex, Node> stored = new HashMap<>();

  /** A batch of changes, as a commit has them, to the tree and to the model. */
  @ParameterizedTest
  @ValueSource(ints = {3, 9, 40})
  void behavesAsTheTextSays(int size) throws Exception {
    RatchetTree tree = RatchetTree.empty(CRYPTO);
    NaiveTree model = new NaiveTree();
    for (int round = 0; round < 150; round++) {
      RatchetTree before = tree;
      TreeEditor editor = tree.edit();
      // Grow at first, then shrink, then grow again.
      boolean growing = round % 100 < 50;
      for (int i = random.nextInt(3); i > 0 && model.members().size() > 1; i--) {
        LeafNode leaf = randomLeaf();
        LeafIndex index = anyMember(model);
        editor.updateLeaf(index, leaf);
        model.update(index, leaf);
      }
      for (int i = random.nextInt(growing ? 2 : 5); i > 0 && model.members().size() > 1; i--) {
        LeafIndex index = anyMember(model);
        editor.removeLeaf(index);
        model.remove(index);
      }
      for (int i = random.nextInt(growing ? 5 : 2); i > 0 && model.members().size() < size; i--) {
        LeafNode leaf = randomLeaf();
        assertEquals(model.add(leaf), editor.addLeaf(leaf));
      }
      tree = editor.build();
      if (random.nextInt(3) > 0 && !model.members().isEmpty()) {
        tree = withPath(tree, model);
      }
      assertSame(model, tree);
      assertDeltaLeadsFrom(before, tree);
    }
  }

  private RatchetTree withPath(RatchetTree tree, NaiveTree model) throws Exception {
    LeafIndex sender = anyMember(model);
    FilteredPath path = new FilteredPath(tree, sender, Set.of());
    List<ParentNode> parents = new ArrayList<>();
    for (int i = 0; i < path.size(); i++) {
      parents.add(TreeFixtures.cheapParent(random));
    }
    LeafNode leaf = randomLeaf();
    model.setPath(sender, leaf, parents);
    return path.merged(leaf, parents);
  }

  private LeafIndex anyMember(NaiveTree model) {
    return model.members().get(random.nextInt(model.members().size()));
  }

  private void assertSame(NaiveTree model, RatchetTree tree) throws Exception {
    String message = "seed " + seed;
    assertEquals(model.width(), tree.width(), message);
    List<Optional<Node>> nodes = new ArrayList<>();
    for (int i = 0; i < model.width().nodes(); i++) {
      Optional<Node> expected = Optional.ofNullable(model.node(i));
      nodes.add(expected);
      assertEquals(expected, tree.node(node(i)), message);
      assertEquals(model.resolution(node(i)), tree.resolution(node(i)), message);
      expected.ifPresent(
          n ->
              assertEquals(
                  Optional.of(n), tree.findByEncryptionKey(n.encryptionKey()).flatMap(tree::node)));
    }
    assertEquals(Optional.empty(), tree.node(node(model.width().nodes())));
    assertEquals(model.treeHash(CRYPTO, model.width().root()), tree.treeHash(), message);
    List<LeafIndex> members = new ArrayList<>();
    for (RatchetTree.Member member : tree.members()) {
      members.add(member.index());
      assertEquals(Optional.of(member.leaf()), tree.leaf(member.index()));
      assertEquals(
          Optional.of(member.index()), tree.findBySignatureKey(member.leaf().signatureKey()));
      assertEquals(
          model.filteredDirectPath(member.index()), tree.filteredDirectPath(member.index()));
    }
    assertEquals(model.members(), members, message);
    assertEquals(members.size(), tree.memberCount());
    while (!nodes.isEmpty() && nodes.get(nodes.size() - 1).isEmpty()) {
      nodes.remove(nodes.size() - 1);
    }
    assertEquals(nodes, tree.nodes().list());
    if (!members.isEmpty()) {
      assertEquals(tree.treeHash(), RatchetTree.decode(CRYPTO, tree.encoded()).treeHash(), message);
    }
    assertSupport(tree);
  }

  /** The counts against a count of all members. */
  private void assertSupport(RatchetTree tree) {
    List<LeafNode> leaves = new ArrayList<>();
    tree.members().forEach(member -> leaves.add(member.leaf()));
    Support support = tree.support();
    for (int type = 0; type < 20; type++) {
      ExtensionType extension = new ExtensionType(type);
      ProposalType proposal = new ProposalType(type);
      CredentialType credential = new CredentialType(type);
      assertEquals(
          leaves.stream().filter(l -> !l.capabilities().supports(extension)).count(),
          support.lacking(extension));
      assertEquals(
          leaves.stream().filter(l -> !l.capabilities().supports(proposal)).count(),
          support.lacking(proposal));
      assertEquals(
          leaves.stream().filter(l -> !l.capabilities().supports(credential)).count(),
          support.lacking(credential));
    }
    Set<Integer> inUse = new TreeSet<>();
    leaves.forEach(l -> inUse.add(l.credential().type().value()));
    assertEquals(
        List.copyOf(inUse),
        support.credentialTypesInUse().stream().map(CredentialType::value).toList());
  }

  private void assertDeltaLeadsFrom(RatchetTree before, RatchetTree after) throws Exception {
    TreeDelta delta = after.changesSince(before);
    for (TreeDelta.Change change : delta.changed()) {
      NodeIndex index = change.index();
      assertEquals(before.node(index), change.before(), "seed " + seed);
      assertEquals(after.node(index), change.after(), "seed " + seed);
      change.after().ifPresentOrElse(n -> stored.put(index, n), () -> stored.remove(index));
    }
    assertTrue(stored.keySet().stream().allMatch(delta.width()::contains), "seed " + seed);
    assertEquals(after.width(), delta.width());
    assertEquals(
        after.treeHash(), RatchetTree.of(CRYPTO, delta.width(), stored).treeHash(), "seed " + seed);
    List<NodeIndex> indexes = delta.changed().stream().map(TreeDelta.Change::index).toList();
    assertEquals(indexes.stream().sorted().distinct().toList(), indexes);
  }

  /** A leaf node with any capabilities; types may be listed twice. */
  private LeafNode randomLeaf() {
    Bytes signatureKey = TreeFixtures.randomBytes(random);
    return TreeFixtures.signedWith(
        new LeafNode.Contents(
            TreeFixtures.randomBytes(random),
            signatureKey,
            new Credential.Other(new CredentialType(3 + random.nextInt(4)), signatureKey),
            new Capabilities(
                List.of(1),
                List.of(1),
                types().map(ExtensionType::new).toList(),
                types().map(ProposalType::new).toList(),
                types().map(CredentialType::new).toList()),
            new LeafNodeSource.Update(),
            Extensions.NONE),
        Bytes.EMPTY);
  }

  private Stream<Integer> types() {
    return random.ints(random.nextInt(5), 0, 20).boxed();
  }

  @Test
  void theTreeItStartedFromStays() throws Exception {
    RatchetTree tree = cheapTree(random, 5);
    Bytes before = tree.encoded();
    RatchetTree after =
        tree.edit().removeLeaf(leaf(4)).updateLeaf(leaf(1), cheapLeaf(random)).build();
    assertEquals(before, tree.encoded());
    assertEquals(5, tree.memberCount());
    assertEquals(4, after.memberCount());
    assertEquals(new LeafCount(4), after.width());
  }

  @Test
  void onlyMembersAreReplaced() throws Exception {
    RatchetTree tree = cheapTree(random, 5).edit().removeLeaf(leaf(2)).build();
    for (long index : List.of(2L, 5L, 7L, 8L, 1L << 31, 0xffff_ffffL)) {
      TreeEditor editor = tree.edit();
      assertThrows(IllegalArgumentException.class, () -> editor.removeLeaf(leaf(index)));
      assertThrows(
          IllegalArgumentException.class, () -> editor.updateLeaf(leaf(index), cheapLeaf(random)));
      assertEquals(Optional.empty(), editor.leaf(leaf(index)));
      assertEquals(Optional.empty(), tree.leaf(leaf(index)));
      assertThrows(IllegalArgumentException.class, () -> tree.filteredDirectPath(leaf(1L << 31)));
    }
    assertEquals(4, tree.edit().removeLeaf(leaf(0)).build().memberCount() + 1);
  }

  @Test
  void theLastMemberCanGo() throws Exception {
    RatchetTree tree = cheapTree(random, 2).edit().removeLeaf(leaf(0)).removeLeaf(leaf(1)).build();
    assertEquals(0, tree.memberCount());
    assertEquals(LeafCount.ONE, tree.width());
    assertEquals(RatchetTree.empty(CRYPTO).treeHash(), tree.treeHash());
    assertEquals(List.of(), tree.nodes().list());
    assertEquals(List.of(), tree.support().credentialTypesInUse());
  }

  @Test
  void aSignatureKeyIsThereOnce() throws Exception {
    RatchetTree tree = cheapTree(random, 3);
    LeafNode first = tree.leaf(leaf(0)).orElseThrow();
    LeafNode again = withKeys(TreeFixtures.randomBytes(random), first.signatureKey());
    TreeEditor editor = tree.edit();
    editor.addLeaf(again);
    assertBreaks(Rule.SIGNATURE_KEY_NOT_UNIQUE, editor::build);
    // A member may keep its key, and one that leaves may come back with it (s.12.2).
    assertEquals(3, tree.edit().updateLeaf(leaf(0), again).build().memberCount());
    TreeEditor replacing = tree.edit().removeLeaf(leaf(0));
    assertEquals(leaf(0), replacing.addLeaf(again));
    assertEquals(Optional.of(again), replacing.build().leaf(leaf(0)));
  }

  @Test
  void anEncryptionKeyIsThereOnce() throws Exception {
    RatchetTree tree = withRoot(cheapTree(random, 3));
    for (int index : List.of(0, 4, 3)) {
      Bytes taken = tree.node(node(index)).orElseThrow().encryptionKey();
      TreeEditor editor = tree.edit();
      editor.addLeaf(withKeys(taken, TreeFixtures.randomBytes(random)));
      assertBreaks(Rule.ENCRYPTION_KEY_NOT_UNIQUE, editor::build);
    }
    TreeEditor editor = tree.edit();
    editor.addLeaf(cheapLeaf(random));
    assertEquals(4, editor.build().memberCount());
  }

  /** Two members trade their keys: between the two Updates both have the same one. */
  @Test
  void keysMayChangePlaces() throws Exception {
    RatchetTree tree = cheapTree(random, 4);
    LeafNode one = tree.leaf(leaf(1)).orElseThrow();
    LeafNode two = tree.leaf(leaf(2)).orElseThrow();
    RatchetTree after = tree.edit().updateLeaf(leaf(1), two).updateLeaf(leaf(2), one).build();
    assertEquals(Optional.of(leaf(2)), after.findBySignatureKey(one.signatureKey()));
    assertEquals(Optional.of(node(2)), after.findByEncryptionKey(two.encryptionKey()));
  }

  /** A member that an editor adds and removes again is unmerged nowhere. */
  @Test
  void anAddedMemberCanGoAgain() throws Exception {
    RatchetTree tree = withRoot(cheapTree(random, 3));
    TreeEditor editor = tree.edit();
    LeafIndex added = editor.addLeaf(cheapLeaf(random));
    RatchetTree after = editor.removeLeaf(added).build();
    assertEquals(Optional.empty(), after.node(node(3)));
    assertEquals(3, after.memberCount());
  }

  private RatchetTree withRoot(RatchetTree tree) throws Exception {
    FilteredPath path = new FilteredPath(tree, leaf(0), Set.of());
    List<ParentNode> parents = new ArrayList<>();
    for (int i = 0; i < path.size(); i++) {
      parents.add(TreeFixtures.cheapParent(random));
    }
    return path.merged(cheapLeaf(random), parents);
  }

  private LeafNode withKeys(Bytes encryptionKey, Bytes signatureKey) {
    return TreeFixtures.signedWith(
        TreeFixtures.contents(encryptionKey, signatureKey, TreeFixtures.KEY_PACKAGE), Bytes.EMPTY);
  }
}
