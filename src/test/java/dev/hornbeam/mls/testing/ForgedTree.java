package dev.hornbeam.mls.testing;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.tree.LeafCount;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.Node;
import dev.hornbeam.mls.tree.NodeIndex;
import dev.hornbeam.mls.tree.ParentNode;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.TreeNodes;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A ratchet tree as it is sent, whose nodes need not keep to the rules; its hashes are right. */
public final class ForgedTree {
  private final SuiteCrypto crypto;
  private final List<Optional<Node>> nodes;

  ForgedTree(SuiteCrypto crypto, RatchetTree tree) {
    this.crypto = crypto;
    this.nodes = new ArrayList<>(tree.nodes().list());
  }

  /** The nodes from left to right, as they are sent; may be changed. */
  public List<Optional<Node>> nodes() {
    return nodes;
  }

  public void set(int index, Node node) {
    while (nodes.size() <= index) {
      nodes.add(Optional.empty());
    }
    nodes.set(index, Optional.of(node));
  }

  public void blank(int index) {
    nodes.set(index, Optional.empty());
  }

  public LeafNode leaf(LeafIndex index) {
    return (LeafNode) nodes.get((int) index.value() * 2).orElseThrow();
  }

  public ParentNode parent(int index) {
    return (ParentNode) nodes.get(index).orElseThrow();
  }

  public void changeParent(int index, UnaryOperator<ParentNode> change) {
    set(index, change.apply(parent(index)));
  }

  /** The tree hash (RFC 9420 s.7.8). */
  public Bytes treeHash() {
    return treeHash(new NodeIndex(width().nodes() / 2));
  }

  Bytes treeHash(NodeIndex index) {
    TlsWriter w = new TlsWriter();
    if (index.isLeaf()) {
      w.u8(1).struct(index.leaf().orElseThrow()).optional(node(index));
    } else {
      w.u8(2)
          .optional(node(index))
          .opaque(treeHash(index.left().orElseThrow()))
          .opaque(treeHash(index.right().orElseThrow()));
    }
    return crypto.hash(w.toBytes());
  }

  /** The parent hash of a parent node that has no unmerged leaves (RFC 9420 s.7.9). */
  Bytes parentHash(ParentNode parent, NodeIndex sibling) {
    return crypto.hash(
        new TlsWriter()
            .opaque(parent.encryptionKey())
            .opaque(parent.parentHash())
            .opaque(treeHash(sibling))
            .toBytes());
  }

  /** The data of a {@code ratchet_tree} extension. */
  public Bytes encoded() {
    return new TreeNodes(nodes).encoded();
  }

  private LeafCount width() {
    return LeafCount.atLeast(nodes.size() / 2 + 1);
  }

  private Optional<Node> node(NodeIndex index) {
    return index.value() < nodes.size() ? nodes.get(index.value()) : Optional.empty();
  }
}
