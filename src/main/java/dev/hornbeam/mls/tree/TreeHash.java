package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import org.jspecify.annotations.Nullable;

/**
 * The hash of a subtree.
 *
 * <pre>
 * struct {
 *   NodeType node_type;
 *   select (TreeHashInput.node_type) {
 *     case leaf:   LeafNodeHashInput leaf_node;
 *     case parent: ParentNodeHashInput parent_node;
 *   };
 * } TreeHashInput;
 *
 * struct {
 *     uint32 leaf_index;
 *     optional&lt;LeafNode&gt; leaf_node;
 * } LeafNodeHashInput;
 *
 * struct {
 *     optional&lt;ParentNode&gt; parent_node;
 *     opaque left_hash&lt;V&gt;;
 *     opaque right_hash&lt;V&gt;;
 * } ParentNodeHashInput;
 * </pre>
 *
 * RFC 9420 s.7.8.
 */
final class TreeHash {
  private TreeHash() {}

  static Bytes leaf(SuiteCrypto crypto, int leafIndex, @Nullable LeafNode leaf) {
    TlsWriter w = new TlsWriter(leaf == null ? 8 : leaf.encoded().length() + 8);
    node(w.u8(Node.Type.LEAF.code()).u32(leafIndex), leaf);
    return hash(crypto, w);
  }

  static Bytes parent(
      SuiteCrypto crypto, @Nullable ParentNode parent, Bytes leftHash, Bytes rightHash) {
    TlsWriter w = new TlsWriter(256);
    node(w.u8(Node.Type.PARENT.code()), parent);
    return hash(crypto, w.opaque(leftHash).opaque(rightHash));
  }

  private static void node(TlsWriter w, @Nullable Node node) {
    if (node == null) {
      w.u8(0);
    } else {
      node.encode(w.u8(1));
    }
  }

  private static Bytes hash(SuiteCrypto crypto, TlsWriter input) {
    TreeMeter.hash();
    return crypto.hash(input.toBytes());
  }
}
