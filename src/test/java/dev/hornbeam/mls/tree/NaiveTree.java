package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ratchet tree as the RFC's text has it: an array of nodes, and no thought of speed. */
final class NaiveTree {
  private final List<@Nullable Node> nodes = new ArrayList<>(Collections.singleton(null));

  LeafCount width() {
    return new LeafCount((nodes.size() + 1) / 2);
  }

  @Nullable Node node(int index) {
    return nodes.get(index);
  }

  List<LeafIndex> members() {
    List<LeafIndex> members = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i += 2) {
      if (nodes.get(i) != null) {
        members.add(new LeafIndex(i / 2));
      }
    }
    return members;
  }

  LeafIndex add(LeafNode leaf) {
    int index = 0;
    while (index < nodes.size() && nodes.get(index) != null) {
      index += 2;
    }
    if (index > nodes.size()) {
      nodes.addAll(Collections.nCopies(nodes.size() + 1, null));
    }
    LeafIndex position = new LeafIndex(index / 2);
    for (NodeIndex above : new NodeIndex(index).directPath(width())) {
      if (nodes.get(above.value()) instanceof ParentNode parent) {
        List<LeafIndex> unmerged = new ArrayList<>(parent.unmergedLeaves());
        unmerged.add(position);
        Collections.sort(unmerged);
        nodes.set(above.value(), parent.withUnmerged(unmerged));
      }
    }
    nodes.set(index, leaf);
    return position;
  }

  void update(LeafIndex index, @Nullable LeafNode leaf) {
    NodeIndex node = width().node(index).orElseThrow();
    nodes.set(node.value(), leaf);
    node.directPath(width()).forEach(above -> nodes.set(above.value(), null));
  }

  /** Blanks, then takes off right halves that are blank. */
  void remove(LeafIndex index) {
    update(index, null);
    while (nodes.size() > 1
        && nodes.subList(nodes.size() / 2 + 1, nodes.size()).stream().allMatch(n -> n == null)) {
      nodes.subList(nodes.size() / 2, nodes.size()).clear();
    }
  }

  void setPath(LeafIndex sender, LeafNode leaf, List<ParentNode> parents) {
    List<NodeIndex> path = filteredDirectPath(sender);
    update(sender, leaf);
    for (int i = 0; i < path.size(); i++) {
      nodes.set(path.get(i).value(), parents.get(i));
    }
  }

  List<NodeIndex> filteredDirectPath(LeafIndex leaf) {
    NodeIndex node = width().node(leaf).orElseThrow();
    List<NodeIndex> path = node.directPath(width());
    List<NodeIndex> copath = node.copath(width());
    List<NodeIndex> filtered = new ArrayList<>();
    for (int i = 0; i < path.size(); i++) {
      if (!resolution(copath.get(i)).isEmpty()) {
        filtered.add(path.get(i));
      }
    }
    return filtered;
  }

  List<NodeIndex> resolution(NodeIndex index) {
    Node node = nodes.get(index.value());
    List<NodeIndex> resolution = new ArrayList<>();
    if (node != null) {
      resolution.add(index);
      if (node instanceof ParentNode parent) {
        parent.unmergedLeaves().forEach(l -> resolution.add(width().node(l).orElseThrow()));
      }
    } else if (!index.isLeaf()) {
      resolution.addAll(resolution(index.left().orElseThrow()));
      resolution.addAll(resolution(index.right().orElseThrow()));
    }
    return resolution;
  }

  Bytes treeHash(SuiteCrypto crypto, NodeIndex index) {
    Optional<Node> node = Optional.ofNullable(nodes.get(index.value()));
    TlsWriter w = new TlsWriter();
    if (index.isLeaf()) {
      w.u8(1).struct(index.leaf().orElseThrow()).optional(node);
    } else {
      w.u8(2)
          .optional(node)
          .opaque(treeHash(crypto, index.left().orElseThrow()))
          .opaque(treeHash(crypto, index.right().orElseThrow()));
    }
    return crypto.hash(w.toBytes());
  }
}
