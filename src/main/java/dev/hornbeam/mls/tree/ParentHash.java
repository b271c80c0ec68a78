package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * What ties a node to the parent that was set together with it.
 *
 * <pre>
 * struct {
 *     HPKEPublicKey encryption_key;
 *     opaque parent_hash&lt;V&gt;;
 *     opaque original_sibling_tree_hash&lt;V&gt;;
 * } ParentHashInput;
 * </pre>
 *
 * RFC 9420 s.7.9.
 */
final class ParentHash {
  private final SuiteCrypto crypto;

  /** The last hash of each subtree without some of its leaves. */
  private final IdentityHashMap<Subtree, Reduced> reduced = new IdentityHashMap<>();

  private record Reduced(List<LeafIndex> without, Bytes hash) {}

  private ParentHash(SuiteCrypto crypto) {
    this.crypto = crypto;
  }

  /** The parent hash of a parent node, given its fields and the hash of the child off the path. */
  static Bytes of(
      SuiteCrypto crypto, Bytes encryptionKey, Bytes parentHash, Bytes originalSiblingTreeHash) {
    TreeMeter.hash();
    TlsWriter w = new TlsWriter(256);
    w.opaque(encryptionKey).opaque(parentHash).opaque(originalSiblingTreeHash);
    return crypto.hash(w.toBytes());
  }

  /**
   * Verifies that each parent node was set by a member below it (s.7.9.2): exactly one node below
   * has its parent hash. By going through all parents, the chain down to a leaf is verified too.
   *
   * @throws InvalidMessage if there is a parent of which this does not hold
   */
  static void verify(RatchetTree tree) throws InvalidMessage {
    new ParentHash(tree.crypto()).verify(tree.root());
  }

  private void verify(Subtree at) throws InvalidMessage {
    TreeMeter.visit();
    if (!at.isBlank() && at instanceof Subtree.Branch parent) {
      verify(parent.left());
      verify(parent.right());
      ParentNode node = parent.node();
      if (node != null
          && isSetThrough(node, parent.left(), parent.right())
              == isSetThrough(node, parent.right(), parent.left())) {
        throw new InvalidMessage(Rule.PARENT_HASH, "node " + parent.index());
      }
    }
  }

  /**
   * Whether the parent node was set by a path through the child: all in the child's resolution but
   * one node came after the parent, and are unmerged, and that one has the parent's hash.
   */
  private boolean isSetThrough(ParentNode parent, Subtree child, Subtree sibling) {
    List<LeafIndex> unmerged = UnmergedLeaves.within(parent.unmergedLeaves(), child);
    Optional<Node> below = onlyMerged(child, unmerged);
    return below.isPresent()
        && parentHashOf(below.get()).map(hash -> hash.equals(of(parent, sibling))).orElse(false);
  }

  private Optional<Node> onlyMerged(Subtree child, List<LeafIndex> unmerged) {
    List<NodeIndex> resolution = new ArrayList<>();
    child.resolve(resolution);
    if (resolution.size() != unmerged.size() + 1) {
      return Optional.empty();
    }
    int next = 0;
    Optional<NodeIndex> merged = Optional.empty();
    for (NodeIndex index : resolution) {
      if (next < unmerged.size() && index.value() == 2 * unmerged.get(next).value()) {
        next++;
      } else {
        merged = Optional.of(index);
      }
    }
    // Both lists have the leaves in order, so all of the unmerged ones were met or one is missing.
    return next == unmerged.size()
        ? merged.flatMap(index -> child.find(index.value()).value())
        : Optional.empty();
  }

  private static Optional<Bytes> parentHashOf(Node node) {
    if (node instanceof ParentNode parent) {
      return Optional.of(parent.parentHash());
    }
    return node instanceof LeafNode leaf && leaf.source() instanceof LeafNodeSource.Commit commit
        ? Optional.of(commit.parentHash())
        : Optional.empty();
  }

  private Bytes of(ParentNode parent, Subtree sibling) {
    Bytes siblingHash =
        hashWithout(sibling, UnmergedLeaves.within(parent.unmergedLeaves(), sibling));
    return of(crypto, parent.encryptionKey(), parent.parentHash(), siblingHash);
  }

  /** The tree hash of a subtree in which the leaves are blank, and unmerged nowhere. */
  private Bytes hashWithout(Subtree at, List<LeafIndex> without) {
    if (without.isEmpty()) {
      return at.hash(crypto);
    }
    Reduced last = reduced.get(at);
    if (last != null && last.without.equals(without)) {
      return last.hash;
    }
    TreeMeter.visit();
    Bytes hash =
        at instanceof Subtree.Branch branch
            ? hashWithout(branch, without)
            : TreeHash.leaf(crypto, at.firstLeaf(), null);
    reduced.put(at, new Reduced(without, hash));
    return hash;
  }

  private Bytes hashWithout(Subtree.Branch branch, List<LeafIndex> without) {
    Bytes left = hashWithout(branch.left(), UnmergedLeaves.within(without, branch.left()));
    Bytes right = hashWithout(branch.right(), UnmergedLeaves.within(without, branch.right()));
    ParentNode node = branch.node();
    if (node != null && !node.unmergedLeaves().isEmpty()) {
      node = node.withUnmerged(minus(node.unmergedLeaves(), without));
    }
    return TreeHash.parent(crypto, node, left, right);
  }

  /** Both lists are in order. */
  private static List<LeafIndex> minus(List<LeafIndex> leaves, List<LeafIndex> without) {
    List<LeafIndex> rest = new ArrayList<>(leaves.size());
    int next = 0;
    for (LeafIndex leaf : leaves) {
      while (next < without.size() && without.get(next).compareTo(leaf) < 0) {
        next++;
      }
      if (next == without.size() || !without.get(next).equals(leaf)) {
        rest.add(leaf);
      }
    }
    return rest;
  }
}
