package dev.hornbeam.benchmarks.baseline;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.DiffieHellman;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SoftwarePrivateKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.tree.NodeIndex;
import java.util.ArrayList;
import java.util.List;

/**
 * The key pairs of a node and of all its ancestors.
 *
 * @param level of the node
 * @param keys from the node to the root; two are the same where one child is blank
 */
record ArtPath(int level, List<HpkeKey> keys) {
  /** How a node gets its key pair from its private key, which it owns. */
  @FunctionalInterface
  private interface NodeKey {
    HpkeKey of(NodeIndex node, Secret privateKey);
  }

  /** The path above a key that only this member knows: the public keys are computed. */
  static ArtPath fresh(SuiteCrypto crypto, ArtTree tree, NodeIndex from, HpkeKey key)
      throws CryptoRefused {
    return climb(crypto, tree, from, key, (node, privateKey) -> imported(crypto, privateKey));
  }

  /** The path above a key, in a tree that has its public keys: they are taken from there. */
  static ArtPath known(SuiteCrypto crypto, ArtTree tree, NodeIndex from, HpkeKey key)
      throws CryptoRefused {
    // Any 32 bytes are a private key of X25519 (RFC 7748 s.5).
    return climb(
        crypto,
        tree,
        from,
        key,
        (node, privateKey) ->
            new HpkeKey(new SoftwarePrivateKey("X25519", privateKey), tree.key(node)));
  }

  /** The key of a node with two children that have members. */
  static HpkeKey merged(SuiteCrypto crypto, HpkeKey child, Bytes other) throws CryptoRefused {
    try (Secret shared = DiffieHellman.agree(crypto, child, other)) {
      return derived(crypto, shared);
    }
  }

  /** A node's key pair, from the secret that those below it agreed on. */
  static HpkeKey derived(SuiteCrypto crypto, Secret shared) {
    return imported(crypto, privateKey(crypto, shared));
  }

  /** This path up to a level, and from there on the other. */
  ArtPath under(ArtPath upper, int from) {
    List<HpkeKey> joined = new ArrayList<>(keys.subList(0, from - level));
    joined.addAll(upper.keys.subList(from - upper.level, upper.keys.size()));
    return new ArtPath(level, List.copyOf(joined));
  }

  HpkeKey at(int ancestorLevel) {
    return keys.get(ancestorLevel - level);
  }

  /** What is sent of it: each public key once. */
  List<Bytes> publicKeys() {
    return keys.stream().map(HpkeKey::publicKey).distinct().toList();
  }

  /** The secret of the root, which stays this path's. */
  Secret root() {
    if (keys.get(keys.size() - 1).privateKey() instanceof SoftwarePrivateKey root) {
      return root.raw();
    }
    throw new AssertionError("a node's key is in software");
  }

  private static ArtPath climb(
      SuiteCrypto crypto, ArtTree tree, NodeIndex from, HpkeKey key, NodeKey nodeKey)
      throws CryptoRefused {
    List<HpkeKey> keys = new ArrayList<>(List.of(key));
    NodeIndex at = from;
    HpkeKey below = key;
    for (NodeIndex parent : from.directPath(tree.width())) {
      NodeIndex sibling = at.sibling(tree.width()).orElseThrow();
      if (!tree.isBlank(sibling)) {
        try (Secret shared = DiffieHellman.agree(crypto, below, tree.key(sibling))) {
          below = nodeKey.of(parent, privateKey(crypto, shared));
        }
      }
      keys.add(below);
      at = parent;
    }
    return new ArtPath(from.level(), List.copyOf(keys));
  }

  private static Secret privateKey(SuiteCrypto crypto, Secret shared) {
    return crypto.deriveSecret(shared, "node");
  }

  private static HpkeKey imported(SuiteCrypto crypto, Secret privateKey) {
    try (privateKey) {
      return crypto.importHpkeKey(privateKey);
    }
  }
}
