package dev.hornbeam.cli.vectors;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SignatureKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.tree.NodeIndex;
import dev.hornbeam.mls.tree.OutgoingPath;
import dev.hornbeam.mls.tree.ParentNode;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.TreeEditor;
import dev.hornbeam.mls.tree.TreeKem;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.Lifetime;
import dev.hornbeam.mls.types.ProtocolVersion;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A group of which there is only the tree, with all of its secrets, for vectors that are about
 * trees. Changes as members commit.
 */
final class SampleTree {
  /** Who stands on a leaf. */
  record Owner(SignatureKey signature, HpkeKey leafKey) {}

  private final SuiteCrypto crypto;
  private final GroupId groupId;
  private final SortedMap<LeafIndex, Owner> owners = new TreeMap<>();

  /** By the public key of the node. */
  private final Map<Bytes, Secret> pathSecrets = new TreeMap<>();

  private RatchetTree tree;

  /** A group of one. */
  SampleTree(SuiteCrypto crypto) throws MlsException {
    this.crypto = crypto;
    this.groupId = new GroupId(Bytes.own(crypto.random(32)));
    this.tree = RatchetTree.empty(crypto);
    add(1);
  }

  /** The {@code get_tree(n)} of the format: member i commits with a path and adds member i + 1. */
  static SampleTree chain(SuiteCrypto crypto, int members) throws MlsException {
    SampleTree group = new SampleTree(crypto);
    for (int i = 0; i < members - 1; i++) {
      group.commit(i, 1);
    }
    return group;
  }

  /**
   * A tree with an unmerged leaf below blank nodes, by the operations that RFC 9420 Appendix A
   * gives for its figure of parent hashes.
   */
  static SampleTree unmergedBelowBlanks(SuiteCrypto crypto) throws MlsException {
    return new SampleTree(crypto).add(6).commit(0, 0, 5).commit(4, 0).add(1);
  }

  GroupId groupId() {
    return groupId;
  }

  RatchetTree tree() {
    return tree;
  }

  SortedMap<LeafIndex, Owner> owners() {
    return owners;
  }

  /** Adds members without a path. */
  SampleTree add(int members) throws MlsException {
    TreeEditor editor = tree.edit();
    add(editor, members);
    tree = editor.build();
    return this;
  }

  /** Removes members, adds others and sets a path. */
  SampleTree commit(int sender, int adds, int... removed) throws MlsException {
    TreeEditor editor = tree.edit();
    for (int leaf : removed) {
      editor.removeLeaf(new LeafIndex(leaf));
      owners.remove(new LeafIndex(leaf));
    }
    Set<LeafIndex> added = add(editor, adds);
    LeafIndex index = new LeafIndex(sender);
    Owner owner = renewed(index);
    try (OutgoingPath path = path(editor.build(), index, added, owner)) {
      tree = path.tree();
      path.pathSecrets().forEach((node, secret) -> pathSecrets.put(publicKey(node), secret.copy()));
    }
    owners.put(index, owner);
    return this;
  }

  /** A path of the owner's, whose new leaf node has the owner's keys. */
  OutgoingPath path(RatchetTree before, LeafIndex sender, Set<LeafIndex> added, Owner owner)
      throws MlsException {
    return TreeKem.create(
        before,
        sender,
        added,
        Workers.direct(),
        parentHash ->
            contents(owner, new LeafNodeSource.Commit(parentHash))
                .sign(crypto, owner.signature().privateKey(), groupId, sender));
  }

  /** The path secrets of the nodes whose private keys the member knows. */
  SortedMap<NodeIndex, Secret> pathSecretsOf(LeafIndex member) {
    SortedMap<NodeIndex, Secret> known = new TreeMap<>();
    NodeIndex leaf = tree.width().node(member).orElseThrow();
    for (NodeIndex index : leaf.directPath(tree.width())) {
      if (tree.node(index).orElse(null) instanceof ParentNode node
          && !node.unmergedLeaves().contains(member)) {
        known.put(index, pathSecrets.get(node.encryptionKey()));
      }
    }
    return known;
  }

  /** Fresh keys. */
  Owner newOwner() {
    return new Owner(crypto.generateSignatureKey(), crypto.generateHpkeKey());
  }

  /** The owner of the leaf with a fresh leaf key. */
  Owner renewed(LeafIndex index) {
    Owner owner = owners.get(index);
    if (owner == null) {
      throw new IllegalArgumentException("leaf " + index + " is no member");
    }
    return new Owner(owner.signature(), crypto.generateHpkeKey());
  }

  /** A leaf node but for its signature. */
  LeafNode.Contents contents(Owner owner, LeafNodeSource source) {
    return new LeafNode.Contents(
        owner.leafKey().publicKey(),
        owner.signature().publicKey(),
        new Credential.Basic(owner.signature().publicKey().slice(0, 16)),
        new Capabilities(
            List.of(ProtocolVersion.MLS10),
            Arrays.asList(crypto.suite().code()),
            List.of(),
            List.of(),
            List.of(CredentialType.BASIC)),
        source,
        Extensions.NONE);
  }

  /** The leaf node of a KeyPackage that is always valid. */
  LeafNode keyPackageLeaf(Owner owner) throws MlsException {
    return contents(owner, new LeafNodeSource.KeyPackage(new Lifetime(0, -1)))
        .sign(crypto, owner.signature().privateKey());
  }

  private Set<LeafIndex> add(TreeEditor editor, int members) throws MlsException {
    Set<LeafIndex> added = new HashSet<>();
    for (int i = 0; i < members; i++) {
      Owner owner = newOwner();
      LeafIndex index = editor.addLeaf(keyPackageLeaf(owner));
      owners.put(index, owner);
      added.add(index);
    }
    return added;
  }

  private Bytes publicKey(NodeIndex node) {
    return tree.node(node).orElseThrow().encryptionKey();
  }
}
