package dev.hornbeam.cli.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SignatureKey;
import dev.hornbeam.mls.crypto.SoftwarePrivateKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.tree.IncomingPath;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.tree.NodeIndex;
import dev.hornbeam.mls.tree.OutgoingPath;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.TreeKem;
import dev.hornbeam.mls.tree.TreePrivate;
import dev.hornbeam.mls.tree.UpdatePath;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.ProtocolVersion;
import java.security.PrivateKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code treekem}: paths made, merged and opened (RFC 9420 s.7.4 to 7.6). */
final class TreeKemVectors implements VectorKind {
  private static final long EPOCH = 7;

  @Override
  public String name() {
    return "treekem";
  }

  @Override
  public Set<String> fields() {
    return Set.of(
        "cipher_suite",
        "group_id",
        "epoch",
        "confirmed_transcript_hash",
        "ratchet_tree",
        "leaves_private",
        "update_paths");
  }

  /** A member as a case has it. */
  private record Leaf(TreePrivate own, SignatureKey signature) implements AutoCloseable {
    @Override
    public void close() {
      own.close();
      signature.privateKey().close();
    }
  }

  /** A case but for its paths. */
  private record Group(
      SuiteCrypto crypto,
      GroupId id,
      long epoch,
      Bytes confirmedTranscriptHash,
      RatchetTree tree,
      SortedMap<LeafIndex, Leaf> leaves) {
    /** The context of a path that makes the tree of the hash. */
    Bytes context(Bytes treeHash) {
      return new GroupContext(
              ProtocolVersion.MLS10,
              crypto.suite().code(),
              id,
              epoch,
              treeHash,
              confirmedTranscriptHash,
              Extensions.NONE)
          .encoded();
    }
  }

  @Override
  public void verify(VectorCase vector) throws VectorMismatch, MlsException {
    SuiteCrypto crypto = vector.crypto();
    RatchetTree tree = RatchetTree.decode(crypto, vector.bytes("ratchet_tree"));
    SortedMap<LeafIndex, Leaf> leaves = new TreeMap<>();
    try {
      for (VectorCase leaf : vector.list("leaves_private")) {
        LeafIndex index = new LeafIndex(leaf.uint32("index"));
        leaves.put(index, leaf(leaf, tree, index, crypto));
      }
      Group group =
          new Group(
              crypto,
              new GroupId(vector.bytes("group_id")),
              vector.number("epoch"),
              vector.bytes("confirmed_transcript_hash"),
              tree,
              leaves);
      for (VectorCase path : vector.list("update_paths")) {
        verifyPath(path, group);
        verifyNewPath(path, group);
      }
    } finally {
      leaves.values().forEach(Leaf::close);
    }
  }

  /** The private state of a member, which must be consistent with the tree. */
  private static Leaf leaf(VectorCase leaf, RatchetTree tree, LeafIndex index, SuiteCrypto crypto)
      throws VectorMismatch {
    SortedMap<NodeIndex, HpkeKey> keys = new TreeMap<>();
    for (VectorCase entry : leaf.list("path_secrets")) {
      NodeIndex node = new NodeIndex((int) entry.uint32("node"));
      try (Secret pathSecret = entry.secret("path_secret")) {
        HpkeKey key = TreeKem.nodeKey(crypto, pathSecret);
        keys.put(node, key);
        entry.check(
            "path_secret",
            tree.node(node).map(n -> n.encryptionKey().equals(key.publicKey())).orElse(false));
      }
    }
    HpkeKey leafKey = crypto.importHpkeKey(leaf.secret("encryption_priv"));
    SignatureKey signature = crypto.importSignatureKey(leaf.secret("signature_priv"));
    LeafNode node =
        tree.leaf(index).orElseThrow(() -> new VectorMismatch("leaf " + index + " is blank"));
    leaf.check("encryption_priv", node.encryptionKey(), leafKey.publicKey());
    leaf.check("signature_priv", node.signatureKey(), signature.publicKey());
    return new Leaf(new TreePrivate(index, leafKey, keys), signature);
  }

  private static void verifyPath(VectorCase path, Group group) throws VectorMismatch, MlsException {
    LeafIndex sender = new LeafIndex(path.uint32("sender"));
    UpdatePath update = TlsReader.decode(path.bytes("update_path"), UpdatePath::decode);
    IncomingPath merged = TreeKem.apply(group.tree, sender, update, Set.of());
    path.check("tree_hash_after", merged.tree().treeHash());
    path.check(
        "the signature of the leaf node", update.leafNode().verify(group.crypto, group.id, sender));
    Bytes context = group.context(merged.tree().treeHash());
    List<VectorCase> pathSecrets = path.list("path_secrets");
    for (Map.Entry<LeafIndex, Leaf> member : group.leaves.entrySet()) {
      if (!member.getKey().equals(sender)) {
        try (Secret secret = merged.pathSecret(member.getValue().own, context);
            IncomingPath.Opened opened =
                merged.open(member.getValue().own, context, Workers.direct())) {
          pathSecrets.get((int) member.getKey().value()).check(Bytes.copyOf(secret.expose()));
          path.check("commit_secret", opened.commitSecret());
        }
      }
    }
  }

  /** Makes a path as the sender and opens it as each of the others. */
  private static void verifyNewPath(VectorCase path, Group group)
      throws VectorMismatch, MlsException {
    LeafIndex sender = new LeafIndex(path.uint32("sender"));
    Leaf leaf = group.leaves.get(sender);
    if (leaf == null) {
      throw new MalformedVector("leaves_private lacks the sender " + sender);
    }
    LeafNode before = group.tree.leaf(sender).orElseThrow(AssertionError::new);
    try (HpkeKey leafKey = group.crypto.generateHpkeKey();
        OutgoingPath made = newPath(group, sender, before, leafKey, leaf.signature.privateKey())) {
      Bytes context = group.context(made.tree().treeHash());
      UpdatePath update = made.encrypt(context, Workers.direct());
      IncomingPath merged = TreeKem.apply(group.tree, sender, update, Set.of());
      path.check("the tree of a new path", made.tree().treeHash(), merged.tree().treeHash());
      for (Map.Entry<LeafIndex, Leaf> member : group.leaves.entrySet()) {
        if (!member.getKey().equals(sender)) {
          try (IncomingPath.Opened opened =
              merged.open(member.getValue().own, context, Workers.direct())) {
            path.check(
                "the commit secret of a new path for leaf " + member.getKey(),
                opened.commitSecret().matches(made.commitSecret()));
          }
        }
      }
    }
  }

  private static OutgoingPath newPath(
      Group group, LeafIndex sender, LeafNode before, HpkeKey leafKey, PrivateKey signature)
      throws MlsException {
    LeafNode.Contents old = before.contents();
    return TreeKem.create(
        group.tree,
        sender,
        Set.of(),
        Workers.direct(),
        parentHash ->
            new LeafNode.Contents(
                    leafKey.publicKey(),
                    old.signatureKey(),
                    old.credential(),
                    old.capabilities(),
                    new LeafNodeSource.Commit(parentHash),
                    old.extensions())
                .sign(group.crypto, signature, group.id, sender));
  }

  @Override
  public void generate(SuiteCrypto crypto, ArrayNode out) throws MlsException {
    for (int members = 2; members <= 8; members++) {
      add(SampleTree.chain(crypto, members), crypto, out);
    }
    add(SampleTree.chain(crypto, 8).commit(0, 1, 2, 3), crypto, out);
    add(SampleTree.chain(crypto, 8).commit(0, 0, 1, 2, 3), crypto, out);
    add(SampleTree.chain(crypto, 7).add(1), crypto, out);
    add(SampleTree.unmergedBelowBlanks(crypto), crypto, out);
  }

  private static void add(SampleTree sample, SuiteCrypto crypto, ArrayNode out)
      throws MlsException {
    Bytes transcript = Bytes.own(crypto.random(crypto.hashLength()));
    SortedMap<LeafIndex, Leaf> leaves = new TreeMap<>();
    ObjectNode vector =
        out.addObject()
            .put("cipher_suite", crypto.suite().code())
            .put("group_id", sample.groupId().value().hex())
            .put("epoch", EPOCH)
            .put("confirmed_transcript_hash", transcript.hex())
            .put("ratchet_tree", sample.tree().encoded().hex());
    ArrayNode privateLeaves = vector.putArray("leaves_private");
    for (Map.Entry<LeafIndex, SampleTree.Owner> owner : sample.owners().entrySet()) {
      addLeaf(sample, owner.getKey(), owner.getValue(), privateLeaves.addObject());
      leaves.put(owner.getKey(), leaf(sample, owner.getKey(), owner.getValue(), crypto));
    }
    Group group = new Group(crypto, sample.groupId(), EPOCH, transcript, sample.tree(), leaves);
    ArrayNode paths = vector.putArray("update_paths");
    for (LeafIndex sender : sample.owners().keySet()) {
      addPath(sample, group, sender, paths.addObject());
    }
  }

  private static Leaf leaf(
      SampleTree sample, LeafIndex index, SampleTree.Owner owner, SuiteCrypto crypto) {
    SortedMap<NodeIndex, HpkeKey> keys = new TreeMap<>();
    sample
        .pathSecretsOf(index)
        .forEach((node, secret) -> keys.put(node, TreeKem.nodeKey(crypto, secret)));
    return new Leaf(new TreePrivate(index, owner.leafKey(), keys), owner.signature());
  }

  private static void addLeaf(
      SampleTree sample, LeafIndex index, SampleTree.Owner owner, ObjectNode out) {
    out.put("index", index.value())
        .put("encryption_priv", hex(owner.leafKey().privateKey()))
        .put("signature_priv", hex(owner.signature().privateKey()));
    ArrayNode secrets = out.putArray("path_secrets");
    sample
        .pathSecretsOf(index)
        .forEach(
            (node, secret) ->
                secrets.addObject().put("node", node.value()).put("path_secret", hex(secret)));
  }

  private static void addPath(SampleTree sample, Group group, LeafIndex sender, ObjectNode out)
      throws MlsException {
    SampleTree.Owner owner = sample.renewed(sender);
    try (OutgoingPath path = sample.path(group.tree, sender, Set.of(), owner)) {
      Bytes treeHash = path.tree().treeHash();
      UpdatePath update = path.encrypt(group.context(treeHash), Workers.direct());
      out.put("sender", sender.value()).put("update_path", update.encoded().hex());
      ArrayNode secrets = out.putArray("path_secrets");
      for (int i = 0; i < group.tree.width().value(); i++) {
        LeafIndex leaf = new LeafIndex(i);
        if (leaf.equals(sender) || group.tree.leaf(leaf).isEmpty()) {
          secrets.addNull();
        } else {
          try (Secret secret = path.pathSecret(leaf)) {
            secrets.add(hex(secret));
          }
        }
      }
      out.put("commit_secret", hex(path.commitSecret())).put("tree_hash_after", treeHash.hex());
    }
  }

  private static String hex(PrivateKey key) {
    if (key instanceof SoftwarePrivateKey software) {
      return hex(software.raw());
    }
    throw new AssertionError("sample keys are in software");
  }

  private static String hex(Secret secret) {
    return Bytes.copyOf(secret.expose()).hex();
  }
}
