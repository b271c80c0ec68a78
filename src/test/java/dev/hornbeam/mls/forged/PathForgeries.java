package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.HpkeCiphertext;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.testing.ForgedCommit;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.tree.NodeIndex;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.UpdatePath;
import dev.hornbeam.mls.tree.UpdatePathNode;
import dev.hornbeam.mls.types.Extensions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Paths that are wrong but for their leaf nodes (RFC 9420 s.7.5, 7.6, 12.4.2), of members and of
 * those who join by themselves. Alice's path has two nodes: of the first Bob is told, of the second
 * Carol; Dave's has two too, of the first Carol is told, of the second Alice and Bob together.
 */
final class PathForgeries {
  private static final Handshake.Setting SETTING = Stage.setting(Extensions.NONE);

  private PathForgeries() {}

  /** Changes a path that is right. */
  private interface Change {
    UpdatePath apply(Stage stage, UpdatePath path, GroupContext context);
  }

  /** Changes a commit that is right. */
  private interface CommitChange {
    ForgedCommit apply(Stage stage, ForgedCommit commit);
  }

  static Stream<Forgery> all() {
    return Stream.of(shapes(), keys(), secrets()).flatMap(List::stream);
  }

  private static List<Forgery> path(Rule rule, String what, Change change) {
    return commit(
        rule,
        what,
        (stage, commit) -> commit.path((path, context) -> change.apply(stage, path, context)));
  }

  private static List<Forgery> commit(Rule rule, String what, CommitChange change) {
    List<Forgery> forgeries = new ArrayList<>();
    forgeries.addAll(
        Handshake.everywhere(
            rule,
            what,
            SETTING,
            (stage, format) -> change.apply(stage, stage.commit()).make(format),
            (stage, format) -> stage.commit().make(format)));
    forgeries.addAll(
        Handshake.inTheClear(
            rule,
            "external commit, " + what,
            SETTING,
            (stage, format) -> change.apply(stage, dave(stage)).make(format),
            (stage, format) -> dave(stage).make(format)));
    return forgeries;
  }

  private static ForgedCommit dave(Stage stage) {
    return Outsider.commit(stage, "dave");
  }

  private static List<Forgery> shapes() {
    List<Forgery> forgeries = new ArrayList<>();
    forgeries.addAll(
        path(
            Rule.PATH_LENGTH,
            "a path that is too short",
            (stage, path, context) -> new UpdatePath(path.leafNode(), path.nodes().subList(0, 1))));
    forgeries.addAll(
        path(
            Rule.PATH_LENGTH,
            "a path without nodes",
            (stage, path, context) -> new UpdatePath(path.leafNode(), List.of())));
    forgeries.addAll(
        path(
            Rule.PATH_LENGTH,
            "a path that is too long",
            (stage, path, context) -> {
              List<UpdatePathNode> nodes = new ArrayList<>(path.nodes());
              nodes.add(new UpdatePathNode(freshKey(stage), List.of()));
              return new UpdatePath(path.leafNode(), nodes);
            }));
    for (int more : List.of(-1, 1)) {
      for (int node : List.of(0, 1)) {
        forgeries.addAll(
            path(
                Rule.PATH_CIPHERTEXTS,
                "path secrets for " + more + " recipients more at node " + node,
                (stage, path, context) -> {
                  List<HpkeCiphertext> sealed = path.nodes().get(node).encryptedPathSecret();
                  return withSecrets(
                      path, node, Collections.nCopies(sealed.size() + more, sealed.get(0)));
                }));
      }
    }
    return forgeries;
  }

  private static List<Forgery> keys() {
    List<Forgery> forgeries = new ArrayList<>();
    Rule rule = Rule.PATH_KEY_NOT_UNIQUE;
    forgeries.addAll(
        path(
            rule,
            "the key of a member in a path",
            (stage, path, context) ->
                withKey(path, 0, stage.member(Stage.CAROL).leaf().encryptionKey())));
    forgeries.addAll(
        path(
            rule,
            "the key of a parent node in a path",
            (stage, path, context) -> withKey(path, 0, rootKey(stage))));
    forgeries.addAll(
        path(
            rule,
            "one key at both nodes of a path",
            (stage, path, context) -> withKey(path, 1, path.nodes().get(0).encryptionKey())));
    forgeries.addAll(
        path(
            rule,
            "the key of the leaf at a node of its path",
            (stage, path, context) -> withKey(path, 1, path.leafNode().encryptionKey())));
    forgeries.addAll(
        commit(
            rule,
            "the key of a parent node in the leaf",
            (stage, commit) -> commit.leaf(leaf -> Leaves.withKey(leaf, rootKey(stage)))));
    for (Bytes key : List.of(Bytes.EMPTY, Bytes.utf8("key"))) {
      forgeries.addAll(
          path(
              Rule.PARENT_KEY_INVALID,
              "a key that is none: " + key,
              (stage, path, context) -> withKey(path, 1, key)));
    }
    forgeries.addAll(
        path(
            Rule.PATH_PARENT_HASH,
            "another key than that of the parent hash",
            (stage, path, context) -> withKey(path, 1, freshKey(stage))));
    for (Bytes hash : List.of(Bytes.EMPTY, Bytes.own(new byte[32]))) {
      forgeries.addAll(
          commit(
              Rule.PATH_PARENT_HASH,
              "another parent hash: " + hash,
              (stage, commit) -> commit.leaf(leaf -> leaf.with(new LeafNodeSource.Commit(hash)))));
    }
    return forgeries;
  }

  private static List<Forgery> secrets() {
    List<Forgery> forgeries = new ArrayList<>();
    Rule rule = Rule.PATH_SECRET_UNREADABLE;
    forgeries.addAll(
        secret(
            rule,
            "a damaged path secret",
            (stage, right, bob, context) ->
                new HpkeCiphertext(right.kemOutput(), Leaves.damaged(right.ciphertext()))));
    forgeries.addAll(
        secret(
            rule,
            "an empty path secret",
            (stage, right, bob, context) -> new HpkeCiphertext(right.kemOutput(), Bytes.EMPTY)));
    forgeries.addAll(
        secret(
            rule,
            "a path secret with a kem_output that is none",
            (stage, right, bob, context) ->
                new HpkeCiphertext(Bytes.utf8("none"), right.ciphertext())));
    forgeries.addAll(
        secret(
            rule,
            "a path secret for another member",
            (stage, right, bob, context) ->
                sealed(
                    stage,
                    stage.member(Stage.CAROL).leaf().encryptionKey(),
                    context.encoded(),
                    zeros(32))));
    forgeries.addAll(
        secret(
            rule,
            "a path secret for another context",
            (stage, right, bob, context) -> sealed(stage, bob, Bytes.utf8("other"), zeros(32))));
    for (int length : List.of(0, 32)) {
      forgeries.addAll(
          secret(
              Rule.PATH_SECRET_MISMATCH,
              "another path secret, of " + length + " bytes",
              (stage, right, bob, context) ->
                  sealed(stage, bob, context.encoded(), zeros(length))));
    }
    return forgeries;
  }

  /** Changes the path secret that is meant for Bob, who has the private half of a key. */
  private interface SecretChange {
    HpkeCiphertext apply(Stage stage, HpkeCiphertext right, Bytes bob, GroupContext context);
  }

  private static List<Forgery> secret(Rule rule, String what, SecretChange change) {
    List<Forgery> forgeries = new ArrayList<>();
    forgeries.addAll(
        Handshake.toMembers(
            rule,
            what,
            SETTING,
            (stage, format) ->
                withSecretForBob(
                        stage,
                        stage.commit(),
                        0,
                        stage.member(Stage.BOB).leaf().encryptionKey(),
                        change)
                    .make(format),
            (stage, format) -> stage.commit().make(format)));
    forgeries.add(
        Handshake.member(
            rule,
            "external commit, " + what,
            Forgery.Form.PUBLIC,
            SETTING,
            (stage, format) ->
                withSecretForBob(stage, dave(stage), 1, key(stage, new NodeIndex(1)), change)
                    .make(format),
            (stage, format) -> dave(stage).make(format)));
    return forgeries;
  }

  private static ForgedCommit withSecretForBob(
      Stage stage, ForgedCommit commit, int node, Bytes bob, SecretChange change) {
    return commit.path(
        (path, context) -> {
          HpkeCiphertext right = path.nodes().get(node).encryptedPathSecret().get(0);
          return withSecrets(path, node, List.of(change.apply(stage, right, bob, context)));
        });
  }

  private static Secret zeros(int length) {
    return Secret.zeros(length);
  }

  private static HpkeCiphertext sealed(Stage stage, Bytes key, Bytes context, Secret secret) {
    try (secret) {
      return stage.crypto().encryptWithLabel(key, "UpdatePathNode", context, secret);
    } catch (CryptoRefused e) {
      throw new AssertionError(e);
    }
  }

  private static Bytes freshKey(Stage stage) {
    return stage.crypto().generateHpkeKey().publicKey();
  }

  private static Bytes rootKey(Stage stage) {
    return key(stage, new NodeIndex(3));
  }

  private static Bytes key(Stage stage, NodeIndex node) {
    RatchetTree tree = stage.friends().state(Stage.ALICE).shared().tree();
    return tree.node(node).orElseThrow().encryptionKey();
  }

  private static UpdatePath withKey(UpdatePath path, int index, Bytes key) {
    List<UpdatePathNode> nodes = new ArrayList<>(path.nodes());
    nodes.set(index, new UpdatePathNode(key, nodes.get(index).encryptedPathSecret()));
    return new UpdatePath(path.leafNode(), nodes);
  }

  private static UpdatePath withSecrets(UpdatePath path, int index, List<HpkeCiphertext> secrets) {
    List<UpdatePathNode> nodes = new ArrayList<>(path.nodes());
    nodes.set(index, new UpdatePathNode(nodes.get(index).encryptionKey(), secrets));
    return new UpdatePath(path.leafNode(), nodes);
  }
}
