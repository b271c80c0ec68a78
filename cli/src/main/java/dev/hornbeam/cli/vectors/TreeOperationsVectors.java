package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.TreeEditor;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.Set;

/** {@code tree-operations}: one proposal applied to a tree (RFC 9420 s.12.1). */
final class TreeOperationsVectors implements VectorKind {
  @Override
  public String name() {
    return "tree-operations";
  }

  @Override
  public Set<String> fields() {
    return Set.of(
        "cipher_suite",
        "tree_before",
        "proposal",
        "proposal_sender",
        "tree_hash_before",
        "tree_after",
        "tree_hash_after");
  }

  @Override
  public void verify(VectorCase vector) throws VectorMismatch, MlsException {
    SuiteCrypto crypto = vector.crypto();
    RatchetTree before = RatchetTree.decode(crypto, vector.bytes("tree_before"));
    vector.check("tree_before", before.encoded());
    vector.check("tree_hash_before", before.treeHash());
    Proposal proposal = TlsReader.decode(vector.bytes("proposal"), Proposal::decode);
    RatchetTree after = applied(before, proposal, new LeafIndex(vector.uint32("proposal_sender")));
    vector.check("tree_after", after.encoded());
    vector.check("tree_hash_after", after.treeHash());
  }

  @Override
  public void generate(SuiteCrypto crypto, ArrayNode out) throws MlsException {
    SampleTree full = SampleTree.chain(crypto, 8);
    add(full, crypto, out, proposalToAdd(full, crypto), 3);
    SampleTree withBlank = SampleTree.chain(crypto, 7).commit(6, 0, 1);
    add(withBlank, crypto, out, proposalToAdd(withBlank, crypto), 0);
    add(full, crypto, out, proposalToUpdate(full, crypto, 4), 4);
    add(full, crypto, out, new Proposal.Remove(new LeafIndex(2)), 0);
    SampleTree five = SampleTree.chain(crypto, 5);
    add(five, crypto, out, new Proposal.Remove(new LeafIndex(4)), 1);
  }

  private static Proposal proposalToAdd(SampleTree group, SuiteCrypto crypto) throws MlsException {
    SampleTree.Owner owner = group.newOwner();
    return new Proposal.Add(
        KeyPackage.sign(
            crypto,
            owner.signature().privateKey(),
            crypto.generateHpkeKey().publicKey(),
            group.keyPackageLeaf(owner),
            Extensions.NONE));
  }

  private static Proposal proposalToUpdate(SampleTree group, SuiteCrypto crypto, int sender)
      throws MlsException {
    LeafIndex index = new LeafIndex(sender);
    SampleTree.Owner owner = group.renewed(index);
    return new Proposal.Update(
        group
            .contents(owner, new LeafNodeSource.Update())
            .sign(crypto, owner.signature().privateKey(), group.groupId(), index));
  }

  private static void add(
      SampleTree group, SuiteCrypto crypto, ArrayNode out, Proposal proposal, int sender)
      throws MlsException {
    RatchetTree after = applied(group.tree(), proposal, new LeafIndex(sender));
    out.addObject()
        .put("cipher_suite", crypto.suite().code())
        .put("tree_before", group.tree().encoded().hex())
        .put("proposal", proposal.encoded().hex())
        .put("proposal_sender", sender)
        .put("tree_hash_before", group.tree().treeHash().hex())
        .put("tree_after", after.encoded().hex())
        .put("tree_hash_after", after.treeHash().hex());
  }

  private static RatchetTree applied(RatchetTree tree, Proposal proposal, LeafIndex sender)
      throws MlsException {
    TreeEditor editor = tree.edit();
    if (proposal instanceof Proposal.Add add) {
      editor.addLeaf(add.keyPackage().leafNode());
    } else if (proposal instanceof Proposal.Update update) {
      editor.updateLeaf(sender, update.leafNode());
    } else if (proposal instanceof Proposal.Remove remove) {
      editor.removeLeaf(remove.removed());
    } else {
      throw new IllegalArgumentException("this proposal does not change the tree");
    }
    return editor.build();
  }
}
