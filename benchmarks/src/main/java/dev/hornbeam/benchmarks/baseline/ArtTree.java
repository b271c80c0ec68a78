package dev.hornbeam.benchmarks.baseline;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.tree.LeafCount;
import dev.hornbeam.mls.tree.NodeIndex;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The public keys of an asynchronous ratcheting tree, in the array form of RFC 9420 Appendix C.
 * Members are leaves from the left; what is right of them is blank, and a node with one blank child
 * has the key of the other. Never changes.
 */
final class ArtTree implements Wire {
  private final LeafCount width;
  private final Bytes[] keys;
  private final Bytes[] signatureKeys;

  /**
   * @param keys by node, empty for a blank one
   * @param signatureKeys by leaf
   */
  private ArtTree(LeafCount width, Bytes[] keys, Bytes[] signatureKeys) {
    this.width = width;
    this.keys = keys;
    this.signatureKeys = signatureKeys;
  }

  /** A tree of these members, whose nodes have the keys given. */
  static ArtTree of(List<Bytes> signatureKeys, Map<NodeIndex, Bytes> keys) {
    LeafCount width = LeafCount.atLeast(signatureKeys.size());
    Bytes[] all = new Bytes[width.nodes()];
    Arrays.fill(all, Bytes.EMPTY);
    keys.forEach((node, key) -> all[node.value()] = key);
    return new ArtTree(width, all, signatureKeys.toArray(new Bytes[0]));
  }

  static ArtTree decode(TlsReader r) throws MalformedMessage {
    int at = r.offset();
    List<Bytes> keys = r.vector("keys", k -> k.opaque("key"));
    List<Bytes> signatureKeys = r.vector("signature_keys", k -> k.opaque("signature_key"));
    LeafCount width = LeafCount.atLeast(signatureKeys.size());
    if (keys.size() != width.nodes()) {
      throw r.malformed("keys", at, "are not as many as the members need");
    }
    return new ArtTree(width, keys.toArray(new Bytes[0]), signatureKeys.toArray(new Bytes[0]));
  }

  @Override
  public void encode(TlsWriter w) {
    w.vector(List.of(keys), TlsWriter::opaque);
    w.vector(List.of(signatureKeys), TlsWriter::opaque);
  }

  LeafCount width() {
    return width;
  }

  int size() {
    return signatureKeys.length;
  }

  Bytes key(NodeIndex node) {
    return keys[node.value()];
  }

  /**
   * @throws CryptoRefused if there is no such member
   */
  Bytes signatureKey(int leaf) throws CryptoRefused {
    if (leaf < 0 || leaf >= size()) {
      throw new CryptoRefused("a change by no member");
    }
    return signatureKeys[leaf];
  }

  static NodeIndex node(int leaf) {
    return new NodeIndex(2 * leaf);
  }

  /** Whether there is no member at the node or below it. */
  boolean isBlank(NodeIndex node) {
    int first = (node.value() + 1 - (1 << node.level())) / 2;
    return first >= size();
  }

  /**
   * This tree with new keys for a leaf and for those of its ancestors that have two children with
   * members, from the leaf to the root.
   *
   * @throws CryptoRefused if they are too few or too many
   */
  ArtTree with(int leaf, List<Bytes> path) throws CryptoRefused {
    Bytes[] next = keys.clone();
    Iterator<Bytes> given = path.iterator();
    NodeIndex at = node(leaf);
    next[at.value()] = next(given);
    for (NodeIndex parent : at.directPath(width)) {
      boolean merges = !isBlank(at.sibling(width).orElseThrow());
      next[parent.value()] = merges ? next(given) : next[at.value()];
      at = parent;
    }
    if (given.hasNext()) {
      throw new CryptoRefused("a path has too many keys");
    }
    return new ArtTree(width, next, signatureKeys);
  }

  /** This tree with one more member on the right, whose leaf has no key yet. */
  ArtTree plus(Bytes signatureKey) {
    int members = size();
    LeafCount wide = LeafCount.atLeast(members + 1);
    Bytes[] more = Arrays.copyOf(keys, wide.nodes());
    Arrays.fill(more, keys.length, more.length, Bytes.EMPTY);
    Bytes[] signers = Arrays.copyOf(signatureKeys, members + 1);
    signers[members] = signatureKey;
    return new ArtTree(wide, more, signers);
  }

  private static Bytes next(Iterator<Bytes> given) throws CryptoRefused {
    if (!given.hasNext()) {
      throw new CryptoRefused("a path has too few keys");
    }
    return given.next();
  }
}
