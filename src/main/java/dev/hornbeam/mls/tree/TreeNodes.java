package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import java.util.List;
import java.util.Optional;

/**
 * {@code optional<Node> ratchet_tree<V>} (RFC 9420 s.12.4.3.3), as it is on the wire: any nodes in
 * any order. {@link RatchetTree#of} makes a tree of it.
 *
 * @param list the nodes from left to right, up to the last one that is not blank
 */
public record TreeNodes(List<Optional<Node>> list) implements Wire {
  public TreeNodes {
    list = List.copyOf(list);
  }

  public static TreeNodes decode(TlsReader r) throws MalformedMessage {
    return new TreeNodes(
        r.vector("ratchet_tree", node -> node.optional("node", Node::decodeTagged)));
  }

  @Override
  public void encode(TlsWriter w) {
    w.vector(list, TreeNodes::encode);
  }

  // Not Optional.ifPresent: this runs once for each node of a large tree.
  private static void encode(TlsWriter w, Optional<Node> node) {
    if (node.isPresent()) {
      node.get().encodeTagged(w.u8(1));
    } else {
      w.u8(0);
    }
  }
}
