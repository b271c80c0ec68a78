package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.ForgedWelcome;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Leaf nodes that are wrong, in the tree of a group that one comes to (RFC 9420 s.7.3). */
final class LeafOfTreeForgeries {
  private static final Newcomers CAPABLE = Newcomers.of(LeafFlaws::settings, LeafFlaws.validator());
  private static final LeafIndex FOUNDER = new LeafIndex(0);
  private static final LeafIndex FLAWED = new LeafIndex(2);

  private LeafOfTreeForgeries() {}

  static Stream<Forgery> all() {
    List<Forgery> all = new ArrayList<>();
    for (LeafFlaw flaw : LeafFlaws.all()) {
      all.addAll(
          CAPABLE.everywhere(
              flaw.rule(),
              "a member: " + flaw.what(),
              joiner -> group(flaw, joiner, LeafFlaw::keyPackage),
              joiner -> group(flaw, joiner, LeafFlaw::genuineKeyPackage)));
    }
    all.addAll(
        founder(
            "of another group",
            (leaf, key) ->
                leaf.sign(Newcomers.CRYPTO, key.key().privateKey(), GroupId.of("other"), FOUNDER)));
    all.addAll(
        founder(
            "of another place",
            (leaf, key) ->
                leaf.sign(Newcomers.CRYPTO, key.key().privateKey(), GroupId.of("group"), FLAWED)));
    return all.stream();
  }

  private interface Made {
    ForgedKeyPackage make(LeafFlaw flaw, SuiteCrypto crypto, LeafFlaw.Member other);
  }

  /** A founder, the one who joins, one whose leaf is to be looked at, and one more. */
  private static ForgedWelcome group(LeafFlaw flaw, LeafNode joiner, Made made)
      throws MlsException {
    ForgedKeyPackage fourth = Newcomers.keyPackage("fourth");
    LeafNode.Contents contents =
        Leaves.with(fourth.contents(), LeafFlaws.capabilities(Newcomers.CRYPTO));
    LeafNode leaf = fourth.leaf(contents, fourth.key().privateKey()).make().leafNode();
    LeafFlaw.Member other = new LeafFlaw.Member(leaf, fourth.key().privateKey());
    return Newcomers.plain(joiner)
        .extensions(flaw.group())
        .founderContents(own -> Leaves.with(own, LeafFlaws.capabilities(Newcomers.CRYPTO)))
        .member(leaf)
        .replace(FLAWED, made.make(flaw, Newcomers.CRYPTO, other).make().leafNode());
  }

  private interface Signing {
    LeafNode sign(LeafNode.Contents leaf, ForgedKeyPackage founder) throws MlsException;
  }

  /** The signature of a leaf that came with a commit says where the leaf is. */
  private static List<Forgery> founder(String what, Signing signing) {
    return Newcomers.PLAIN.everywhere(
        Rule.LEAF_SIGNATURE,
        "the founder's signature is for a leaf " + what,
        joiner -> {
          ForgedKeyPackage founder = Newcomers.keyPackage("founder");
          return new ForgedWelcome(Newcomers.CRYPTO, founder)
              .groupId(GroupId.of("group"))
              .member(joiner)
              .founderLeaf(leaf -> resigned(leaf, founder, signing));
        },
        Newcomers::plain);
  }

  private static LeafNode resigned(LeafNode leaf, ForgedKeyPackage founder, Signing signing) {
    try {
      return signing.sign(leaf.contents(), founder);
    } catch (MlsException e) {
      throw new AssertionError(e);
    }
  }
}
