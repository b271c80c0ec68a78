package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import java.util.List;

/**
 *
 *
 * <pre>
 * struct {
 *     LeafNode leaf_node;
 *     UpdatePathNode nodes&lt;V&gt;;
 * } UpdatePath;
 * </pre>
 *
 * RFC 9420 s.7.6.
 *
 * @param nodes in the order of the sender's filtered direct path, leaf to root
 */
public record UpdatePath(LeafNode leafNode, List<UpdatePathNode> nodes) implements Wire {
  public UpdatePath {
    nodes = List.copyOf(nodes);
  }

  public static UpdatePath decode(TlsReader r) throws MalformedMessage {
    return new UpdatePath(
        r.struct("leaf_node", LeafNode::decode), r.vector("nodes", UpdatePathNode::decode));
  }

  @Override
  public void encode(TlsWriter w) {
    w.struct(leafNode).vector(nodes);
  }
}
