package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.tree.LeafCount;
import dev.hornbeam.mls.tree.NodeIndex;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** {@code tree-math}: the relations of nodes by their indices (RFC 9420 Appendix C). */
final class TreeMathVectors implements VectorKind {
  private static final int WIDEST = 512;

  @Override
  public String name() {
    return "tree-math";
  }

  @Override
  public Set<String> fields() {
    return Set.of("n_leaves", "n_nodes", "root", "left", "right", "parent", "sibling");
  }

  @Override
  public void verify(VectorCase vector) throws VectorMismatch {
    LeafCount tree = width(vector.uint32("n_leaves"));
    vector.check("n_nodes", vector.uint32("n_nodes"), (long) tree.nodes());
    vector.check("root", vector.uint32("root"), (long) tree.root().value());
    for (Map.Entry<String, Function<NodeIndex, Optional<NodeIndex>>> relation :
        relations(tree).entrySet()) {
      String name = relation.getKey();
      List<VectorCase> expected = vector.list(name);
      vector.check(name + " (number of nodes)", expected.size(), tree.nodes());
      for (int i = 0; i < tree.nodes(); i++) {
        VectorCase node = expected.get(i);
        Optional<Long> wanted = node.isNull() ? Optional.empty() : Optional.of(node.uint32());
        Optional<Long> actual =
            relation.getValue().apply(new NodeIndex(i)).map(n -> (long) n.value());
        vector.check(name + "[" + i + "]", wanted, actual);
      }
    }
  }

  @Override
  public void generate(SuiteCrypto crypto, ArrayNode out) {
    for (int leaves = 1; leaves <= WIDEST; leaves *= 2) {
      LeafCount tree = new LeafCount(leaves);
      ObjectNode vector =
          out.addObject()
              .put("n_leaves", leaves)
              .put("n_nodes", tree.nodes())
              .put("root", tree.root().value());
      relations(tree)
          .forEach(
              (name, relation) -> {
                ArrayNode nodes = vector.putArray(name);
                for (int i = 0; i < tree.nodes(); i++) {
                  relation
                      .apply(new NodeIndex(i))
                      .ifPresentOrElse(n -> nodes.add(n.value()), nodes::addNull);
                }
              });
    }
  }

  private static Map<String, Function<NodeIndex, Optional<NodeIndex>>> relations(LeafCount tree) {
    return new TreeMap<>(
        Map.of(
            "left",
            NodeIndex::left,
            "right",
            NodeIndex::right,
            "parent",
            node -> node.parent(tree),
            "sibling",
            node -> node.sibling(tree)));
  }

  private static LeafCount width(long leaves) throws MalformedVector {
    if (leaves < 1 || leaves > LeafCount.MAX.value() || Long.bitCount(leaves) != 1) {
      throw new MalformedVector("n_leaves is not the width of a tree: " + leaves);
    }
    return new LeafCount((int) leaves);
  }
}
