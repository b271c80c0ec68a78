package dev.hornbeam.mls.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SignatureKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.Lifetime;
import dev.hornbeam.mls.types.ProtocolVersion;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.function.Executable;

/** What tests of trees are made of. */
final class TreeFixtures {
  static final SuiteCrypto CRYPTO =
      SuiteCrypto.of(
          CipherSuite.X25519_AES128GCM_SHA256_ED25519, CryptoProfile.fastest(), new SecureRandom());

  static final GroupId GROUP = GroupId.of("group");
  static final Capabilities CAPABILITIES = capabilities(CredentialType.BASIC);
  static final LeafNodeSource KEY_PACKAGE = new LeafNodeSource.KeyPackage(new Lifetime(1000, 2000));

  private TreeFixtures() {}

  /** The keys of a member, and leaf nodes signed with them. */
  record Client(SignatureKey signature, HpkeKey leafKey) {
    static Client fresh() {
      return new Client(CRYPTO.generateSignatureKey(), CRYPTO.generateHpkeKey());
    }

    /** The same client with a fresh leaf key. */
    Client renewed() {
      return new Client(signature, CRYPTO.generateHpkeKey());
    }

    LeafNode.Contents contents(LeafNodeSource source) {
      return TreeFixtures.contents(leafKey.publicKey(), signature.publicKey(), source);
    }

    LeafNode keyPackage() throws Exception {
      return sign(contents(KEY_PACKAGE));
    }

    LeafNode update(LeafIndex at) throws Exception {
      return sign(contents(new LeafNodeSource.Update()), at);
    }

    LeafNode sign(LeafNode.Contents contents) throws Exception {
      return contents.sign(CRYPTO, signature.privateKey());
    }

    LeafNode sign(LeafNode.Contents contents, LeafIndex at) throws Exception {
      return contents.sign(CRYPTO, signature.privateKey(), GROUP, at);
    }

    TreeKem.LeafSigner signer(LeafIndex at) {
      return parentHash ->
          contents(new LeafNodeSource.Commit(parentHash))
              .sign(CRYPTO, signature.privateKey(), GROUP, at);
    }
  }

  static LeafNode.Contents contents(Bytes leafKey, Bytes signatureKey, LeafNodeSource source) {
    return new LeafNode.Contents(
        leafKey,
        signatureKey,
        new Credential.Basic(signatureKey),
        CAPABILITIES,
        source,
        Extensions.NONE);
  }

  static Capabilities capabilities(CredentialType... credentials) {
    return new Capabilities(
        List.of(ProtocolVersion.MLS10),
        List.of(CRYPTO.suite().code()),
        List.of(),
        List.of(),
        List.of(credentials));
  }

  /** A leaf node with any signature. */
  static LeafNode signedWith(LeafNode.Contents contents, Bytes signature) {
    try {
      Bytes encoded = new TlsWriter().struct(contents).opaque(signature).toBytes();
      return TlsReader.decode(encoded, LeafNode::decode);
    } catch (MalformedMessage e) {
      throw new AssertionError(e);
    }
  }

  /** A leaf node with random keys and no valid signature, which costs nothing. */
  static LeafNode cheapLeaf(Random random) {
    return signedWith(
        contents(randomBytes(random), randomBytes(random), KEY_PACKAGE), randomBytes(random));
  }

  /** A parent node with a random key. */
  static ParentNode cheapParent(Random random, LeafIndex... unmerged) {
    return new ParentNode(randomBytes(random), randomBytes(random), List.of(unmerged));
  }

  static Bytes randomBytes(Random random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Bytes.own(bytes);
  }

  static LeafIndex leaf(long index) {
    return new LeafIndex(index);
  }

  static NodeIndex node(int index) {
    return new NodeIndex(index);
  }

  /** A tree of so many cheap leaves, with all parents blank. */
  static RatchetTree cheapTree(Random random, int members) throws Exception {
    TreeEditor editor = RatchetTree.empty(CRYPTO).edit();
    for (int i = 0; i < members; i++) {
      editor.addLeaf(cheapLeaf(random));
    }
    return editor.build();
  }

  /** A tree of so many members with a path set by each, in turn. */
  static RatchetTree populatedTree(List<Client> clients) throws Exception {
    TreeEditor editor = RatchetTree.empty(CRYPTO).edit();
    for (Client client : clients) {
      editor.addLeaf(client.keyPackage());
    }
    RatchetTree tree = editor.build();
    for (int i = 0; i < clients.size(); i++) {
      try (OutgoingPath path =
          TreeKem.create(
              tree,
              leaf(i),
              Set.of(),
              Workers.direct(),
              clients.get(i).renewed().signer(leaf(i)))) {
        tree = path.tree();
      }
    }
    return tree;
  }

  static void assertBreaks(Rule rule, Executable action) {
    assertEquals(rule, assertThrows(InvalidMessage.class, action).rule());
  }
}
