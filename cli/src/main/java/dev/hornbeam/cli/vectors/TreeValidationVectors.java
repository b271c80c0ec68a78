package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.tree.NodeIndex;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.TreeValidator;
import dev.hornbeam.mls.types.GroupId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code tree-validation}: what one who joins verifies of a tree (RFC 9420 s.12.4.3.1). */
final class TreeValidationVectors implements VectorKind {
  @Override
  public String name() {
    return "tree-validation";
  }

  @Override
  public Set<String> fields() {
    return Set.of("cipher_suite", "tree", "group_id", "resolutions", "tree_hashes");
  }

  @Override
  public void verify(VectorCase vector) throws VectorMismatch, MlsException {
    SuiteCrypto crypto = vector.crypto();
    RatchetTree tree = RatchetTree.decode(crypto, vector.bytes("tree"));
    vector.check("tree", tree.encoded());
    List<VectorCase> resolutions = vector.list("resolutions");
    List<VectorCase> hashes = vector.list("tree_hashes");
    vector.check("resolutions (number of nodes)", resolutions.size(), tree.width().nodes());
    vector.check("tree_hashes (number of nodes)", hashes.size(), tree.width().nodes());
    for (int i = 0; i < tree.width().nodes(); i++) {
      List<Long> resolution = new ArrayList<>();
      for (VectorCase node : resolutions.get(i).list()) {
        resolution.add(node.uint32());
      }
      vector.check("resolutions[" + i + "]", resolution, resolution(tree, i));
      hashes.get(i).check(tree.treeHash(new NodeIndex(i)));
    }
    TreeValidator.verifyParentHashes(tree);
    GroupId group = new GroupId(vector.bytes("group_id"));
    for (RatchetTree.Member member : tree.members()) {
      vector.check(
          "the signature of leaf " + member.index(),
          member.leaf().verify(crypto, group, member.index()));
    }
  }

  @Override
  public void generate(SuiteCrypto crypto, ArrayNode out) throws MlsException {
    for (int members : List.of(2, 4, 8, 32)) {
      add(SampleTree.chain(crypto, members), crypto, out);
    }
    add(SampleTree.chain(crypto, 8).commit(0, 1, 2, 3), crypto, out);
    for (int members : List.of(3, 5, 7, 33)) {
      add(SampleTree.chain(crypto, members), crypto, out);
    }
    add(SampleTree.chain(crypto, 8).commit(0, 0, 1, 2, 3), crypto, out);
    add(SampleTree.chain(crypto, 34), crypto, out);
    add(SampleTree.chain(crypto, 7).add(1), crypto, out);
    add(SampleTree.unmergedBelowBlanks(crypto), crypto, out);
  }

  private static void add(SampleTree group, SuiteCrypto crypto, ArrayNode out) {
    RatchetTree tree = group.tree();
    ObjectNode vector =
        out.addObject()
            .put("cipher_suite", crypto.suite().code())
            .put("tree", tree.encoded().hex())
            .put("group_id", group.groupId().value().hex());
    ArrayNode resolutions = vector.putArray("resolutions");
    ArrayNode hashes = vector.putArray("tree_hashes");
    for (int i = 0; i < tree.width().nodes(); i++) {
      ArrayNode resolution = resolutions.addArray();
      resolution(tree, i).forEach(resolution::add);
      hashes.add(tree.treeHash(new NodeIndex(i)).hex());
    }
  }

  private static List<Long> resolution(RatchetTree tree, int node) {
    return tree.resolution(new NodeIndex(node)).stream().map(n -> (long) n.value()).toList();
  }
}
