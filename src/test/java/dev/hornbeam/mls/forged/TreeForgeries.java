package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.ForgedTree;
import dev.hornbeam.mls.testing.ForgedWelcome;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.ParentNode;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Ratchet trees that are wrong, for all who come to a group with one (RFC 9420 s.12.4.3.1). In the
 * plain group, the founder at leaf 0 has set node 1 and the root, node 3; who joins is at leaf 1;
 * someone else at leaf 2; and nobody at leaf 3. What a parent hash has to say is in {@link
 * ParentHashForgeries}.
 */
final class TreeForgeries {
  static final int LOWER = 1;
  static final int ROOT = 3;

  private static final Newcomers PLAIN = Newcomers.PLAIN;
  private static final SuiteCrypto CRYPTO = Newcomers.CRYPTO;
  private static final LeafIndex JOINER = new LeafIndex(1);
  private static final LeafIndex OTHER = new LeafIndex(2);
  private static final LeafIndex NOBODY = new LeafIndex(3);

  private TreeForgeries() {}

  static Stream<Forgery> all() {
    List<Forgery> all = new ArrayList<>();
    presence(all);
    all.addAll(byOtherMeans());
    shape(all);
    unmergedLeaves(all);
    keys(all);
    return all.stream();
  }

  private static void presence(List<Forgery> all) {
    all.addAll(
        PLAIN.everywhere(
            Rule.TREE_MISSING, "no tree", group -> group.sentTree(tree -> Optional.empty())));
    all.addAll(
        PLAIN.everywhere(Rule.TREE_HASH, "another hash", group -> group.treeHash(Leaves::damaged)));
    all.addAll(
        PLAIN.everywhere(Rule.TREE_HASH, "no hash", group -> group.treeHash(right -> Bytes.EMPTY)));
    all.addAll(
        sent(
            Rule.TREE_HASH, "a tree with another member", (tree, another) -> tree.set(4, another)));
    all.addAll(
        sent(
            Rule.TREE_HASH,
            "a tree with one member more",
            (tree, another) -> {
              tree.set(6, another);
              tree.changeParent(ROOT, root -> unmerged(root, NOBODY));
            }));
  }

  private static List<Forgery> byOtherMeans() {
    Bytes[] tree = {Bytes.EMPTY};
    return PLAIN
        .having(() -> Optional.of(tree[0]))
        .everywhere(
            Rule.TREE_HASH,
            "a tree with another member, that came by other means",
            group -> {
              LeafNode another = Newcomers.leaf("another");
              return group.sentTree(
                  right -> {
                    right.set(4, another);
                    tree[0] = right.encoded();
                    return Optional.empty();
                  });
            });
  }

  private static void shape(List<Forgery> all) {
    all.addAll(
        tree(
            Rule.TREE_TRAILING_BLANK,
            "a blank leaf at the end",
            tree -> {
              tree.set(6, tree.leaf(OTHER));
              tree.blank(6);
            }));
    Bytes fresh = CRYPTO.generateHpkeKey().publicKey();
    all.addAll(tree(Rule.TREE_TRAILING_BLANK, "no nodes", tree -> tree.nodes().clear()));
    all.addAll(
        tree(
            Rule.TREE_SHAPE,
            "a parent at the end",
            tree -> tree.set(5, new ParentNode(fresh, Bytes.EMPTY, List.of()))));
    all.addAll(
        tree(Rule.TREE_NODE_KIND, "a leaf as a parent", tree -> tree.set(ROOT, tree.leaf(OTHER))));
    all.addAll(
        tree(Rule.TREE_NODE_KIND, "a parent as a leaf", tree -> tree.set(4, tree.parent(ROOT))));
  }

  private static void unmergedLeaves(List<Forgery> all) {
    all.addAll(order("a leaf twice", JOINER, NOBODY, NOBODY));
    all.addAll(order("leaves the wrong way round", NOBODY, JOINER));
    all.addAll(root(Rule.UNMERGED_LEAF_UNKNOWN, "a blank leaf", root -> unmerged(root, NOBODY)));
    all.addAll(
        root(
            Rule.UNMERGED_LEAF_UNKNOWN,
            "a leaf that the tree does not have",
            root -> unmerged(root, new LeafIndex(0xffff_ffffL))));
    all.addAll(
        tree(
            Rule.UNMERGED_LEAF_UNKNOWN,
            "a leaf that is not below",
            tree -> tree.changeParent(LOWER, node -> unmerged(node, OTHER))));
    all.addAll(
        root(
            Rule.UNMERGED_LEAF_OMITTED,
            "a leaf that the node below does not list",
            root -> unmerged(root, JOINER)));
  }

  private static List<Forgery> order(String what, LeafIndex... unmerged) {
    return PLAIN.everywhere(
        Rule.UNMERGED_LEAVES_ORDER,
        what,
        joiner -> late(joiner, unmerged),
        joiner -> late(joiner, JOINER, NOBODY));
  }

  /** The joiner and one more, at the leaf that was nobody's, came after the founder's commit. */
  private static ForgedWelcome late(LeafNode joiner, LeafIndex... unmerged) throws MlsException {
    LeafNode late = Newcomers.leaf("late");
    return ParentHashForgeries.withoutLower(joiner)
        .tree(
            tree -> {
              tree.set(6, late);
              tree.changeParent(ROOT, root -> unmerged(root, unmerged));
            });
  }

  private static void keys(List<Forgery> all) {
    for (int parent : new int[] {LOWER, ROOT}) {
      for (Bytes key : List.of(Bytes.EMPTY, Bytes.utf8("short"), Bytes.own(new byte[32]))) {
        all.addAll(
            PLAIN.everywhere(
                Rule.PARENT_KEY_INVALID,
                "a key of " + key.length() + " bytes that is none, at node " + parent,
                group -> withKey(group, parent, key)));
      }
    }
    all.addAll(
        PLAIN.everywhere(
            Rule.ENCRYPTION_KEY_NOT_UNIQUE,
            "two parents with one key",
            group -> {
              Bytes key = CRYPTO.generateHpkeKey().publicKey();
              return group.parents(
                  (index, node) -> Optional.of(new ParentNode(key, node.parentHash(), List.of())));
            }));
    all.addAll(
        PLAIN.everywhere(
            Rule.ENCRYPTION_KEY_NOT_UNIQUE,
            "a parent with the key of a leaf",
            group -> {
              LeafNode other = Newcomers.leaf("another");
              return withKey(group.replace(OTHER, other), LOWER, other.encryptionKey());
            }));
    ForgedKeyPackage twin = Newcomers.keyPackage("twin");
    all.addAll(
        PLAIN.everywhere(
            Rule.SIGNATURE_KEY_NOT_UNIQUE,
            "one client twice",
            joiner ->
                Newcomers.plain(joiner)
                    .replace(OTHER, twin.make().leafNode())
                    .member(Newcomers.leaf("fourth"))
                    .replace(NOBODY, fresh(twin).make().leafNode()),
            joiner ->
                Newcomers.plain(joiner)
                    .replace(OTHER, twin.make().leafNode())
                    .member(Newcomers.leaf("fourth"))));
  }

  /** The same client's with another encryption key. */
  private static ForgedKeyPackage fresh(ForgedKeyPackage keyPackage) {
    Bytes key = CRYPTO.generateHpkeKey().publicKey();
    return keyPackage.leaf(leaf -> Leaves.withKey(leaf, key));
  }

  private static ForgedWelcome withKey(ForgedWelcome group, int parent, Bytes key) {
    return group.parents(
        (index, node) ->
            Optional.of(
                index.value() == parent
                    ? new ParentNode(key, node.parentHash(), List.of())
                    : node));
  }

  static ParentNode unmerged(ParentNode node, LeafIndex... leaves) {
    return new ParentNode(node.encryptionKey(), node.parentHash(), List.of(leaves));
  }

  private static List<Forgery> root(Rule rule, String what, UnaryOperator<ParentNode> change) {
    return tree(rule, what, tree -> tree.changeParent(ROOT, change));
  }

  /** The tree is wrong, and has the hash that the founder signed. */
  static List<Forgery> tree(Rule rule, String what, Consumer<ForgedTree> change) {
    return PLAIN.everywhere(rule, what, group -> group.tree(change));
  }

  /** Changes a tree, given a leaf of nobody's in the group. */
  private interface Exchange {
    void apply(ForgedTree tree, LeafNode another);
  }

  /** The tree that is sent is not the one that the founder signed. */
  private static List<Forgery> sent(Rule rule, String what, Exchange change) {
    return PLAIN.everywhere(
        rule,
        what,
        group -> {
          LeafNode another = Newcomers.leaf("another");
          return group.sentTree(
              tree -> {
                change.apply(tree, another);
                return Optional.of(tree.encoded());
              });
        });
  }
}
