package dev.hornbeam.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.tree.Node;
import dev.hornbeam.mls.tree.ParentNode;
import dev.hornbeam.mls.tree.TreeNodes;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.LeafIndex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TreePictureTest {
  private static final Capabilities NONE =
      new Capabilities(List.of(), List.of(), List.of(), List.of(), List.of());

  /** The tree of some nodes: a name and a key, the key of a parent, or nothing for a blank. */
  private static TreeNodes tree(String... nodes) {
    List<Optional<Node>> list = new ArrayList<>();
    for (int i = 0; i < nodes.length; i++) {
      if (nodes[i].isEmpty()) {
        list.add(Optional.empty());
      } else {
        list.add(Optional.of(i % 2 == 0 ? leaf(nodes[i]) : parent(nodes[i])));
      }
    }
    return new TreeNodes(list);
  }

  private static LeafNode leaf(String nameAndKey) {
    LeafNode.Contents contents =
        new LeafNode.Contents(
            Bytes.utf8(nameAndKey),
            Bytes.EMPTY,
            Credential.basic(nameAndKey.split(" ", 2)[0]),
            NONE,
            new LeafNodeSource.Update(),
            Extensions.NONE);
    try {
      return TlsReader.decode(
          new TlsWriter().struct(contents).opaque(Bytes.EMPTY).toBytes(), LeafNode::decode);
    } catch (MalformedMessage e) {
      throw new AssertionError(e);
    }
  }

  /** A key, and the unmerged leaves behind it. */
  private static ParentNode parent(String keyAndUnmerged) {
    String[] words = keyAndUnmerged.split(" ", -1);
    List<LeafIndex> unmerged =
        Arrays.stream(words).skip(1).map(leaf -> new LeafIndex(Long.parseLong(leaf))).toList();
    return new ParentNode(Bytes.utf8(words[0]), Bytes.EMPTY, unmerged);
  }

  private static String draw(TreeNodes tree, TreeNodes before) {
    return String.join("\n", TreePicture.draw(tree, before, TreePictureTest::name, 2));
  }

  private static String name(LeafNode leaf) {
    return leaf.credential() instanceof Credential.Basic basic
        ? new String(basic.identity().toArray(), StandardCharsets.UTF_8)
        : "?";
  }

  @Test
  void blanksAndUnmergedLeavesAreShown() {
    TreeNodes tree = tree("alice 1", "k1", "bob 1", "k2 3", "", "", "dave 1");
    assertEquals(
        """
        alice -----.
                  [#]---.
        bob -------'    |
                       [#]   unmerged: dave
        (blank) ---.    |
                  [ ]---'
        dave ------'""",
        draw(tree, tree));
  }

  @Test
  void whatIsNewSinceAnEarlierPictureIsMarked() {
    TreeNodes before = tree("alice 1", "k1", "bob 1", "k2 3", "", "", "dave 1");
    TreeNodes tree = tree("alice 2", "k3", "bob 1", "k2", "carol 1", "", "dave 1");
    assertEquals(
        """
        alice* ---.
                 [*]---.
        bob ------'    |
                      [#]
        carol* ---.    |
                 [ ]---'
        dave -----'""",
        draw(tree, before));
  }

  @Test
  void treeWithoutMembersIsOneLine() {
    TreeNodes tree = tree("alice 1", "", "bob 1", "", "carol 1", "", "dave 1", "k1", "erin 1");
    assertEquals(
        """
        alice -------.
                    [ ]---.
        bob ---------'    |
                         [ ]---.
        carol -------.    |    |
                    [ ]---'    |
        dave --------'         |
                              [#]
        erin --------.         |
                    [ ]---.    |
        (blank) -----'    |    |
                         [ ]---'
        (2 blank) --[ ]---'""",
        draw(tree, tree));
  }

  @Test
  void loneMemberIsItsName() {
    assertEquals("alice", draw(tree("alice 1"), tree("alice 1")));
    assertEquals("alice*", draw(tree("alice 2"), tree("alice 1")));
  }

  @Test
  void restOfALargeTreeIsCounted() {
    List<String> nodes = new ArrayList<>(Collections.nCopies(63, ""));
    for (int leaf = 0; leaf < 31; leaf++) {
      nodes.set(2 * leaf, "m" + leaf + " 1");
    }
    nodes.set(62, "m31 1");
    nodes.set(10, "");
    nodes.set(31, "k 1 4 6 9 12");
    nodes.set(33, "k");
    nodes.set(39, "k");
    TreeNodes tree = tree(nodes.toArray(String[]::new));
    assertEquals(
        """
        m0 ----------------.
                          [ ]---.
        m1 ----------------'    |
                               [ ]---.
        (2 members) ------[ ]---'    |
                                    [ ]---.
        (3 members, 1 blank) --[ ]---'    |         0 of 2 below have keys
                                         [ ]---.
        (8 members) ----------------[ ]---'    |    0 of 6 below have keys
                                              [#]   unmerged: m1, m4, m6 and 2 more
        (16 members) --------------------[ ]---'    2 of 14 below have keys""",
        draw(tree, tree));
  }
}
