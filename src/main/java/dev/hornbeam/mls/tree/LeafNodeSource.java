package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.types.Lifetime;

/**
 * How a leaf node came into the tree, with what goes with it.
 *
 * <pre>
 * LeafNodeSource leaf_node_source;
 * select (LeafNode.leaf_node_source) {
 *     case key_package:
 *         Lifetime lifetime;
 *
 *     case update:
 *         struct{};
 *
 *     case commit:
 *         opaque parent_hash&lt;V&gt;;
 * };
 * </pre>
 *
 * RFC 9420 s.7.2.
 */
public sealed interface LeafNodeSource extends Wire {
  /** From a KeyPackage, with the time in which it may be used. */
  record KeyPackage(Lifetime lifetime) implements LeafNodeSource {
    @Override
    public void encode(TlsWriter w) {
      w.u8(1).struct(lifetime);
    }
  }

  /** From an Update proposal. */
  record Update() implements LeafNodeSource {
    @Override
    public void encode(TlsWriter w) {
      w.u8(2);
    }
  }

  /**
   * From the path of a Commit.
   *
   * @param parentHash the parent hash of the next node of the path (s.7.9); empty if there is none
   */
  record Commit(Bytes parentHash) implements LeafNodeSource {
    @Override
    public void encode(TlsWriter w) {
      w.u8(3).opaque(parentHash);
    }
  }

  static LeafNodeSource decode(TlsReader r) throws MalformedMessage {
    int at = r.offset();
    int source = r.u8("leaf_node_source");
    return switch (source) {
      case 1 -> new KeyPackage(r.struct("lifetime", Lifetime::decode));
      case 2 -> new Update();
      case 3 -> new Commit(r.opaque("parent_hash"));
      default -> throw r.malformed("leaf_node_source", at, "no source of a leaf node: " + source);
    };
  }
}
