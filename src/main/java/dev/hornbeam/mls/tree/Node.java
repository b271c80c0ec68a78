package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;

/**
 * A node that is not blank.
 *
 * <pre>
 * struct {
 *     NodeType node_type;
 *     select (Node.node_type) {
 *         case leaf:   LeafNode leaf_node;
 *         case parent: ParentNode parent_node;
 *     };
 * } Node;
 * </pre>
 *
 * RFC 9420 s.12.4.3.3. {@link #encode} of a node writes the {@code LeafNode} or {@code ParentNode}
 * alone; {@link #encodeTagged} writes the {@code Node}.
 */
public sealed interface Node extends Wire permits LeafNode, ParentNode {
  /** {@code NodeType} (s.7.8). */
  enum Type {
    LEAF(1),
    PARENT(2);

    private final int code;

    Type(int code) {
      this.code = code;
    }

    /** The value on the wire. */
    public int code() {
      return code;
    }
  }

  Type type();

  /** The HPKE public key, {@code Npk} bytes if it is valid. */
  Bytes encryptionKey();

  /** Appends the type and then the node. */
  default void encodeTagged(TlsWriter w) {
    encode(w.u8(type().code()));
  }

  /** Reads a node behind its type. */
  static Node decodeTagged(TlsReader r) throws MalformedMessage {
    int at = r.offset();
    int type = r.u8("node_type");
    return switch (type) {
      case 1 -> r.struct("leaf_node", LeafNode::decode);
      case 2 -> r.struct("parent_node", ParentNode::decode);
      default -> throw r.malformed("node_type", at, "no type of node: " + type);
    };
  }
}
