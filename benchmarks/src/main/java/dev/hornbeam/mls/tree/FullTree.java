package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tree that is there when all members were added first and then each second one has committed,
 * from left to right, so that no parent is blank. Of all those commits only the last one above each
 * place can be seen, and only that is made: a parent was set by the last committer below it, which
 * is below its right child, and the left child says the hash of a parent that is long gone.
 */
public final class FullTree {
  private final SuiteCrypto crypto;
  private final int size;
  private final Leaves leaves;
  private final Map<NodeIndex, HpkeKey> keys;
  private final Map<NodeIndex, Node> nodes = new HashMap<>();

  /** Makes the leaf nodes. */
  @FunctionalInterface
  public interface Leaves {
    /** The signed leaf node of a member. */
    LeafNode sign(LeafIndex index, LeafNodeSource source) throws MlsException;
  }

  private FullTree(SuiteCrypto crypto, int size, Leaves leaves, Map<NodeIndex, HpkeKey> keys) {
    this.crypto = crypto;
    this.size = size;
    this.leaves = leaves;
    this.keys = keys;
  }

  /**
   * Makes the tree.
   *
   * @param size how many members, at least one
   * @param added the source of the leaves that have not committed
   * @param keys where the key pairs of the parents are put, which are the caller's
   * @throws MlsException what the leaves throw
   */
  public static RatchetTree of(
      SuiteCrypto crypto,
      int size,
      LeafNodeSource.KeyPackage added,
      Leaves leaves,
      Map<NodeIndex, HpkeKey> keys)
      throws MlsException {
    FullTree tree = new FullTree(crypto, size, leaves, keys);
    LeafCount width = LeafCount.atLeast(size);
    tree.build(width.root(), Bytes.EMPTY, added);
    return RatchetTree.of(crypto, width, tree.nodes);
  }

  /**
   * Makes the subtree of a node, which is not all blank.
   *
   * @param parentHash of the next parent above that is not blank
   * @return the tree hash
   */
  private Bytes build(NodeIndex at, Bytes parentHash, LeafNodeSource.KeyPackage added)
      throws MlsException {
    if (at.isLeaf()) {
      return leaf(at, new LeafNodeSource.Commit(parentHash));
    }
    NodeIndex left = at.left().orElseThrow();
    NodeIndex right = at.right().orElseThrow();
    if (firstLeaf(right) >= size) {
      // Whoever is alone below a parent leaves it out of the path.
      return TreeHash.parent(crypto, null, build(left, parentHash, added), blank(right));
    }
    HpkeKey key = key(at);
    ParentNode node = new ParentNode(key.publicKey(), parentHash, List.of());
    nodes.put(at, node);
    Bytes leftHash;
    Bytes rightHash;
    if (right.isLeaf()) {
      rightHash = leaf(right, added);
      leftHash = build(left, parentHash(node, rightHash), added);
    } else {
      leftHash = build(left, Bytes.own(crypto.random(crypto.hashLength())), added);
      rightHash = build(right, parentHash(node, leftHash), added);
    }
    return TreeHash.parent(crypto, node, leftHash, rightHash);
  }

  private Bytes leaf(NodeIndex at, LeafNodeSource source) throws MlsException {
    LeafIndex index = at.leaf().orElseThrow();
    LeafNode leaf = leaves.sign(index, source);
    nodes.put(at, leaf);
    return TreeHash.leaf(crypto, (int) index.value(), leaf);
  }

  private HpkeKey key(NodeIndex at) {
    try (Secret secret = Secret.own(crypto.random(crypto.hashLength()))) {
      HpkeKey key = crypto.deriveKeyPair(secret);
      keys.put(at, key);
      return key;
    }
  }

  private Bytes parentHash(ParentNode parent, Bytes siblingHash) {
    return ParentHash.of(crypto, parent.encryptionKey(), parent.parentHash(), siblingHash);
  }

  /** The tree hash of a subtree without members. */
  private Bytes blank(NodeIndex at) {
    if (at.isLeaf()) {
      return TreeHash.leaf(crypto, at.value() / 2, null);
    }
    Bytes left = blank(at.left().orElseThrow());
    return TreeHash.parent(crypto, null, left, blank(at.right().orElseThrow()));
  }

  /** The least of the leaves below, by its index among the leaves. */
  private static int firstLeaf(NodeIndex at) {
    return (at.value() + 1 - (1 << at.level())) / 2;
  }
}
