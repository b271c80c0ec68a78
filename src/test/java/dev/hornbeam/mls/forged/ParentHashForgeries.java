package dev.hornbeam.mls.forged;

import static dev.hornbeam.mls.forged.TreeForgeries.LOWER;
import static dev.hornbeam.mls.forged.TreeForgeries.ROOT;
import static dev.hornbeam.mls.forged.TreeForgeries.unmerged;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.ForgedTree;
import dev.hornbeam.mls.testing.ForgedWelcome;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.tree.ParentNode;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Parent nodes that no member below has set (RFC 9420 s.7.9.2), in the group of {@link
 * TreeForgeries}. Two chains that end in one parent are not among them: each would hash the other.
 */
final class ParentHashForgeries {
  private static final LeafIndex FOUNDER = new LeafIndex(0);
  private static final LeafIndex JOINER = new LeafIndex(1);
  private static final LeafIndex OTHER = new LeafIndex(2);
  private static final LeafIndex LATE = new LeafIndex(3);

  private ParentHashForgeries() {}

  static Stream<Forgery> all() {
    List<Forgery> all = new ArrayList<>();
    hashes(all);
    keys(all);
    chains(all);
    unmergedLeaves(all);
    return all.stream();
  }

  private static void hashes(List<Forgery> all) {
    all.addAll(
        wrong(
            "the leaf has another parent hash",
            group -> group.founderContents(leaf -> leaf.with(damaged(leaf)))));
    all.addAll(
        wrong(
            "the leaf has no parent hash",
            group ->
                group.founderContents(leaf -> leaf.with(new LeafNodeSource.Commit(Bytes.EMPTY)))));
    all.addAll(
        wrong(
            "the lower parent has another parent hash",
            group -> lowerHash(group, Leaves::damaged)));
    all.addAll(
        wrong("the lower parent has no parent hash", group -> lowerHash(group, h -> Bytes.EMPTY)));
  }

  private static LeafNodeSource.Commit damaged(LeafNode.Contents leaf) {
    Bytes right = ((LeafNodeSource.Commit) leaf.source()).parentHash();
    return new LeafNodeSource.Commit(Leaves.damaged(right));
  }

  private static ForgedWelcome lowerHash(ForgedWelcome group, UnaryOperator<Bytes> change) {
    return group.parents(
        (index, node) ->
            Optional.of(
                index.value() == LOWER
                    ? new ParentNode(
                        node.encryptionKey(), change.apply(node.parentHash()), List.of())
                    : node));
  }

  private static void keys(List<Forgery> all) {
    for (int parent : new int[] {LOWER, ROOT}) {
      Bytes key = Newcomers.CRYPTO.generateHpkeKey().publicKey();
      all.addAll(
          wrong(
              "another key at node " + parent,
              group ->
                  group.tree(
                      tree ->
                          tree.changeParent(
                              parent, node -> new ParentNode(key, node.parentHash(), List.of())))));
    }
  }

  private static void chains(List<Forgery> all) {
    all.addAll(
        wrong(
            "another member beside the path",
            group -> {
              LeafNode another = Newcomers.leaf("another");
              return group.tree(tree -> tree.set(4, another));
            }));
    all.addAll(
        wrong("the parent in between is blank", group -> group.tree(tree -> tree.blank(LOWER))));
    all.addAll(
        Newcomers.PLAIN.everywhere(
            Rule.PARENT_HASH,
            "the leaf of the one who set the path was replaced",
            joiner -> {
              ForgedKeyPackage founder = Newcomers.keyPackage("founder");
              LeafNode leaf = founder.make().leafNode();
              return new ForgedWelcome(Newcomers.CRYPTO, founder)
                  .member(joiner)
                  .tree(tree -> tree.set(0, leaf));
            },
            Newcomers::plain));
    Bytes key = Newcomers.CRYPTO.generateHpkeKey().publicKey();
    all.addAll(
        wrong(
            "a key at a node that nobody set",
            group ->
                group
                    .member(Newcomers.leaf("fourth"))
                    .tree(tree -> tree.set(5, new ParentNode(key, Bytes.EMPTY, List.of())))));
  }

  private static void unmergedLeaves(List<Forgery> all) {
    all.addAll(
        Newcomers.PLAIN.everywhere(
            Rule.PARENT_HASH,
            "a member below that came later is not unmerged",
            joiner -> withoutLower(joiner),
            joiner -> withoutLower(joiner, JOINER)));
    all.addAll(
        Newcomers.PLAIN.everywhere(
            Rule.PARENT_HASH,
            "a member beside the path that came later is not unmerged",
            joiner -> withLate(joiner),
            joiner -> withLate(joiner, LATE)));
    all.addAll(
        wrong(
            "a member that was there is unmerged",
            group -> group.tree(tree -> tree.changeParent(ROOT, root -> unmerged(root, OTHER)))));
    for (LeafIndex[] claimed : new LeafIndex[][] {{FOUNDER}, {JOINER}, {FOUNDER, JOINER}}) {
      all.addAll(
          wrong(
              "unmerged below are " + List.of(claimed),
              group -> group.tree(tree -> unmergedBelow(tree, claimed))));
    }
  }

  private static void unmergedBelow(ForgedTree tree, LeafIndex... leaves) {
    tree.changeParent(LOWER, node -> unmerged(node, leaves));
    tree.changeParent(ROOT, node -> unmerged(node, leaves));
  }

  /** The founder's leaf is chained to the root, as if nobody had stood beside it. */
  static ForgedWelcome withoutLower(LeafNode joiner, LeafIndex... unmerged) throws MlsException {
    return Newcomers.plain(joiner)
        .pathSecret(right -> Optional.empty())
        .parents(
            (index, node) ->
                index.value() == LOWER ? Optional.empty() : Optional.of(unmerged(node, unmerged)));
  }

  /** A member was added after the founder's commit. */
  private static ForgedWelcome withLate(LeafNode joiner, LeafIndex... unmerged)
      throws MlsException {
    LeafNode late = Newcomers.leaf("late");
    return Newcomers.plain(joiner)
        .tree(
            tree -> {
              tree.set(6, late);
              tree.changeParent(ROOT, root -> unmerged(root, unmerged));
            });
  }

  private static List<Forgery> wrong(String what, Newcomers.Change change) {
    return Newcomers.PLAIN.everywhere(Rule.PARENT_HASH, what, change);
  }
}
