package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.testing.ForgedCommit;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Leaf nodes that are wrong (RFC 9420 s.7.3), in Updates and in the paths of commits. */
final class LeafForgeries {
  private LeafForgeries() {}

  static Stream<Forgery> all() {
    List<Forgery> forgeries = new ArrayList<>();
    for (LeafFlaw flaw : LeafFlaws.all()) {
      // Only the leaf node of a key package has a lifetime.
      if (flaw.rule() != Rule.LEAF_LIFETIME_TOO_LONG) {
        forgeries.addAll(update(flaw));
        forgeries.addAll(path(flaw));
        forgeries.addAll(externalPath(flaw));
      }
    }
    return forgeries.stream();
  }

  private static List<Forgery> update(LeafFlaw flaw) {
    Handshake.Setting setting = Stage.setting(flaw.group());
    if (AddForgeries.OF_THE_GROUP.contains(flaw.rule())) {
      return Handshake.everywhere(
          flaw.rule(),
          "Update by reference: " + flaw.what(),
          setting,
          (stage, format) ->
              stage.commitOfReferences(update(stage, flaw.forged(), flaw.damage())).make(format),
          (stage, format) ->
              stage
                  .commitOfReferences(update(stage, flaw.genuine(), UnaryOperator.identity()))
                  .make(format));
    }
    return Handshake.everywhere(
        flaw.rule(),
        "proposal of an Update: " + flaw.what(),
        setting,
        (stage, format) ->
            stage.proposal(Stage.CAROL, format, update(stage, flaw.forged(), flaw.damage())),
        (stage, format) ->
            stage.proposal(
                Stage.CAROL, format, update(stage, flaw.genuine(), UnaryOperator.identity())));
  }

  /** Carol's Update, who borrows of Alice. */
  static Proposal update(Stage stage, LeafFlaw.Change change, UnaryOperator<LeafNode> damage)
      throws KeyUnavailable {
    LeafFlaw.Member carol = stage.member(Stage.CAROL);
    LeafFlaw.Draft fresh =
        new LeafFlaw.Draft(
            stage.crypto(),
            Leaves.withKey(carol.leaf().contents(), stage.crypto().generateHpkeKey().publicKey())
                .with(new LeafNodeSource.Update()),
            carol.signer());
    LeafFlaw.Draft leaf = change.apply(fresh, stage.member(Stage.ALICE));
    return new Proposal.Update(
        damage.apply(
            leaf.contents()
                .sign(stage.crypto(), leaf.signer(), stage.group(), Stage.leaf(Stage.CAROL))));
  }

  private static List<Forgery> path(LeafFlaw flaw) {
    return Handshake.everywhere(
        inPath(flaw.rule()),
        "path: " + flaw.what(),
        Stage.setting(flaw.group()),
        (stage, format) ->
            path(stage, stage.commit(), stage.member(Stage.ALICE), flaw.forged())
                .signedLeaf(flaw.damage())
                .make(format),
        (stage, format) ->
            path(stage, stage.commit(), stage.member(Stage.ALICE), flaw.genuine()).make(format));
  }

  /** The keys of a path are compared with those of the tree at once (RFC 9420 s.12.4.2). */
  private static Rule inPath(Rule rule) {
    return rule == Rule.ENCRYPTION_KEY_NOT_UNIQUE ? Rule.PATH_KEY_NOT_UNIQUE : rule;
  }

  private static List<Forgery> externalPath(LeafFlaw flaw) {
    // The key in the leaf node verifies the commit too, so the message does not get so far.
    Rule rule =
        flaw.what().equals(LeafFlaws.NO_SIGNATURE_KEY)
            ? Rule.CONTENT_SIGNATURE
            : inPath(flaw.rule());
    return Handshake.inTheClear(
        rule,
        "path of an external commit: " + flaw.what(),
        Stage.setting(flaw.group()),
        (stage, format) ->
            externalPath(stage, flaw.forged()).signedLeaf(flaw.damage()).make(format),
        (stage, format) -> externalPath(stage, flaw.genuine()).make(format));
  }

  private static ForgedCommit externalPath(Stage stage, LeafFlaw.Change change) {
    ForgedKeyPackage client = AddForgeries.client(stage);
    LeafFlaw.Member dave = new LeafFlaw.Member(leaf(client), client.key().privateKey());
    ForgedCommit commit = Outsider.commit(stage, client.contents(), dave.signer());
    LeafFlaw.Draft draft = draft(stage, dave, change);
    if (draft.contents().signatureKey().equals(stage.member(Stage.CAROL).leaf().signatureKey())) {
      commit.signer(draft.signer());
    }
    return path(stage, commit, dave, change);
  }

  static LeafNode leaf(ForgedKeyPackage client) {
    return Leaves.signature(client.contents(), Bytes.EMPTY);
  }

  private static LeafFlaw.Draft draft(
      Stage stage, LeafFlaw.Member committer, LeafFlaw.Change change) {
    LeafFlaw.Draft leaf =
        new LeafFlaw.Draft(stage.crypto(), committer.leaf().contents(), committer.signer());
    return change.apply(leaf, stage.member(Stage.CAROL));
  }

  /** The committer borrows of Carol. */
  private static ForgedCommit path(
      Stage stage, ForgedCommit commit, LeafFlaw.Member committer, LeafFlaw.Change change) {
    LeafFlaw.Member other = stage.member(Stage.CAROL);
    return commit
        .leaf(
            fresh ->
                change
                    .apply(new LeafFlaw.Draft(stage.crypto(), fresh, committer.signer()), other)
                    .contents())
        .leafSigner(draft(stage, committer, change).signer());
  }
}
