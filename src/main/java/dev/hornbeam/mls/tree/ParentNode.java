package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.List;

/**
 *
 *
 * <pre>
 * struct {
 *     HPKEPublicKey encryption_key;
 *     opaque parent_hash&lt;V&gt;;
 *     uint32 unmerged_leaves&lt;V&gt;;
 * } ParentNode;
 * </pre>
 *
 * RFC 9420 s.7.1.
 *
 * @param parentHash the parent hash of the next node that is not blank on the way to the root, as
 *     of when this node was set; empty if there was none
 * @param unmergedLeaves the members below that do not hold the private key, in increasing order
 */
public record ParentNode(Bytes encryptionKey, Bytes parentHash, List<LeafIndex> unmergedLeaves)
    implements Node {
  public ParentNode {
    unmergedLeaves = List.copyOf(unmergedLeaves);
  }

  public static ParentNode decode(TlsReader r) throws MalformedMessage {
    return new ParentNode(
        r.opaque("encryption_key"),
        r.opaque("parent_hash"),
        r.vector("unmerged_leaves", LeafIndex::decode));
  }

  @Override
  public void encode(TlsWriter w) {
    w.opaque(encryptionKey).opaque(parentHash).vector(unmergedLeaves);
  }

  @Override
  public Type type() {
    return Type.PARENT;
  }

  /** This node with other unmerged leaves. */
  ParentNode withUnmerged(List<LeafIndex> leaves) {
    return new ParentNode(encryptionKey, parentHash, leaves);
  }
}
