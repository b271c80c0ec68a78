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
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Leaf nodes that are right in themselves, but not where they stand (RFC 9420 s.7.2, 7.3). */
final class PlaceForgeries {
  private PlaceForgeries() {}

  static Stream<Forgery> all() {
    List<Forgery> forgeries = new ArrayList<>();
    for (Place place : places()) {
      forgeries.addAll(place.update());
      forgeries.addAll(place.path());
      forgeries.addAll(place.externalPath());
    }
    forgeries.addAll(keptKeys());
    return forgeries.stream();
  }

  /** A leaf node that stands where it does not belong. */
  private record Place(Rule rule, String what, Signing asUpdate, Signing asPath) {
    private interface Signing {
      LeafNode sign(Stage stage, LeafNode right, LeafFlaw.Member by, LeafIndex at)
          throws KeyUnavailable;
    }

    List<Forgery> update() {
      return Handshake.everywhere(
          rule,
          "proposal of an Update: " + what,
          Stage.setting(Extensions.NONE),
          (stage, format) ->
              stage.proposal(
                  Stage.CAROL,
                  format,
                  LeafForgeries.update(
                      stage,
                      (leaf, other) -> leaf,
                      right ->
                          signed(
                              asUpdate,
                              stage,
                              right,
                              stage.member(Stage.CAROL),
                              Stage.leaf(Stage.CAROL)))),
          (stage, format) ->
              stage.proposal(
                  Stage.CAROL,
                  format,
                  LeafForgeries.update(stage, (leaf, other) -> leaf, UnaryOperator.identity())));
    }

    List<Forgery> path() {
      return Handshake.everywhere(
          rule,
          "path: " + what,
          Stage.setting(Extensions.NONE),
          (stage, format) ->
              stage
                  .commit()
                  .signedLeaf(
                      right ->
                          signed(
                              asPath,
                              stage,
                              right,
                              stage.member(Stage.ALICE),
                              Stage.leaf(Stage.ALICE)))
                  .make(format),
          (stage, format) -> stage.commit().make(format));
    }

    List<Forgery> externalPath() {
      return Handshake.inTheClear(
          rule,
          "path of an external commit: " + what,
          Stage.setting(Extensions.NONE),
          (stage, format) -> {
            ForgedKeyPackage client = AddForgeries.client(stage);
            LeafFlaw.Member dave =
                new LeafFlaw.Member(LeafForgeries.leaf(client), client.key().privateKey());
            return Outsider.commit(stage, client.contents(), dave.signer())
                .signedLeaf(right -> signed(asPath, stage, right, dave, new LeafIndex(3)))
                .make(format);
          },
          (stage, format) -> Outsider.commit(stage, "dave").make(format));
    }

    private static LeafNode signed(
        Signing signing, Stage stage, LeafNode right, LeafFlaw.Member by, LeafIndex at) {
      try {
        return signing.sign(stage, right, by, at);
      } catch (KeyUnavailable e) {
        throw new AssertionError(e);
      }
    }
  }

  private static List<Place> places() {
    Place.Signing ofKeyPackage =
        (stage, right, by, at) ->
            right
                .contents()
                .with(
                    new LeafNodeSource.KeyPackage(Lifetime.from(Instant.now(), Duration.ofDays(1))))
                .sign(stage.crypto(), by.signer());
    Place.Signing inAnotherGroup =
        (stage, right, by, at) ->
            right.contents().sign(stage.crypto(), by.signer(), GroupId.of("another"), at);
    Place.Signing atAnotherLeaf =
        (stage, right, by, at) ->
            right
                .contents()
                .sign(stage.crypto(), by.signer(), stage.group(), new LeafIndex(at.value() + 1));
    return List.of(
        new Place(Rule.LEAF_SOURCE, "the leaf node of a key package", ofKeyPackage, ofKeyPackage),
        new Place(
            Rule.LEAF_SOURCE,
            "the leaf node of the other kind",
            (stage, right, by, at) ->
                right
                    .contents()
                    .with(new LeafNodeSource.Commit(Bytes.EMPTY))
                    .sign(stage.crypto(), by.signer(), stage.group(), at),
            (stage, right, by, at) ->
                right
                    .contents()
                    .with(new LeafNodeSource.Update())
                    .sign(stage.crypto(), by.signer(), stage.group(), at)),
        new Place(Rule.LEAF_SIGNATURE, "signed for another group", inAnotherGroup, inAnotherGroup),
        new Place(Rule.LEAF_SIGNATURE, "signed for another leaf", atAnotherLeaf, atAnotherLeaf));
  }

  /** The encryption key is new in each version of a leaf node (RFC 9420 s.7.3). */
  private static List<Forgery> keptKeys() {
    Handshake.Setting setting = Stage.setting(Extensions.NONE);
    List<Forgery> forgeries = new ArrayList<>();
    forgeries.addAll(
        Handshake.everywhere(
            Rule.ENCRYPTION_KEY_UNCHANGED,
            "an Update keeps the key",
            setting,
            (stage, format) ->
                stage.proposal(
                    Stage.CAROL,
                    format,
                    LeafForgeries.update(
                        stage,
                        (leaf, other) ->
                            leaf.with(
                                Leaves.withKey(
                                    leaf.contents(),
                                    stage.member(Stage.CAROL).leaf().encryptionKey())),
                        UnaryOperator.identity())),
            (stage, format) ->
                stage.proposal(
                    Stage.CAROL,
                    format,
                    LeafForgeries.update(stage, (leaf, other) -> leaf, UnaryOperator.identity()))));
    forgeries.addAll(
        Handshake.everywhere(
            Rule.ENCRYPTION_KEY_UNCHANGED,
            "a path keeps the key",
            setting,
            (stage, format) ->
                stage.commit().leaf(leaf -> keeping(leaf, stage, Stage.ALICE)).make(format),
            (stage, format) -> stage.commit().make(format)));
    forgeries.addAll(
        Handshake.inTheClear(
            Rule.ENCRYPTION_KEY_UNCHANGED,
            "who joins anew keeps the key",
            setting,
            (stage, format) ->
                resync(stage).leaf(leaf -> keeping(leaf, stage, Stage.CAROL)).make(format),
            (stage, format) -> resync(stage).make(format)));
    return forgeries;
  }

  private static LeafNode.Contents keeping(LeafNode.Contents leaf, Stage stage, int friend) {
    return Leaves.withKey(leaf, stage.member(friend).leaf().encryptionKey());
  }

  /** Carol joins anew, with a new signature key. */
  private static ForgedCommit resync(Stage stage) {
    return Outsider.commit(stage, "carol").with(new Proposal.Remove(Stage.leaf(Stage.CAROL)));
  }
}
