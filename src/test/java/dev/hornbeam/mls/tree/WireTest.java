package dev.hornbeam.mls.tree;

import static dev.hornbeam.mls.tree.TreeFixtures.CRYPTO;
import static dev.hornbeam.mls.tree.TreeFixtures.GROUP;
import static dev.hornbeam.mls.tree.TreeFixtures.KEY_PACKAGE;
import static dev.hornbeam.mls.tree.TreeFixtures.leaf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.crypto.HpkeCiphertext;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.tree.TreeFixtures.Client;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.ProposalType;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The wire structures of trees. */
class WireTest {
  private final Random random = new Random(1);

  private static <T extends Wire> void assertRoundTrip(T value, TlsReader.Decoder<T> decoder)
      throws Exception {
    Bytes encoded = value.encoded();
    T decoded = TlsReader.decode(encoded, decoder);
    assertEquals(value, decoded);
    assertEquals(encoded, decoded.encoded());
  }

  @Test
  void whatIsEncodedDecodes() throws Exception {
    for (LeafNode leafNode : leafNodes()) {
      assertRoundTrip(leafNode, LeafNode::decode);
    }
    assertRoundTrip(new ParentNode(bytes(), Bytes.EMPTY, List.of()), ParentNode::decode);
    ParentNode parent = new ParentNode(bytes(), bytes(), List.of(leaf(1), leaf(0xffff_ffffL)));
    assertRoundTrip(parent, ParentNode::decode);
    HpkeCiphertext sealed = new HpkeCiphertext(bytes(), bytes());
    UpdatePathNode pathNode = new UpdatePathNode(bytes(), List.of(sealed, sealed));
    assertRoundTrip(pathNode, UpdatePathNode::decode);
    UpdatePath path =
        new UpdatePath(
            leafNodes().get(0), List.of(pathNode, new UpdatePathNode(bytes(), List.of())));
    assertRoundTrip(path, UpdatePath::decode);
    TreeNodes nodes =
        new TreeNodes(
            List.of(Optional.of(leafNodes().get(1)), Optional.of(parent), Optional.empty()));
    assertRoundTrip(nodes, TreeNodes::decode);
    assertRoundTrip(new TreeNodes(List.of()), TreeNodes::decode);
  }

  private List<LeafNode> leafNodes() {
    LeafNode.Contents plain = TreeFixtures.contents(bytes(), bytes(), KEY_PACKAGE);
    LeafNode.Contents full =
        new LeafNode.Contents(
            bytes(),
            bytes(),
            new Credential.X509(List.of(bytes(), Bytes.utf8("certificate"))),
            new Capabilities(
                List.of(1, 0x0a0a),
                List.of(1, 7, 0x1a1a),
                List.of(new ExtensionType(0x2a2a)),
                List.of(new ProposalType(0x3a3a)),
                List.of(CredentialType.X509, new CredentialType(0x4a4a))),
            new LeafNodeSource.Commit(bytes()),
            Extensions.of(new Extension(new ExtensionType(0x2a2a), bytes())));
    return List.of(
        TreeFixtures.signedWith(plain, bytes()),
        TreeFixtures.signedWith(plain.with(new LeafNodeSource.Update()), Bytes.EMPTY),
        TreeFixtures.signedWith(full, bytes()));
  }

  @Test
  void unknownTagsAreMalformed() throws Exception {
    Node node = new ParentNode(bytes(), bytes(), List.of());
    byte[] tagged = tagged(node).toArray();
    assertEquals(node, TlsReader.decode(Bytes.copyOf(tagged), Node::decodeTagged));
    for (byte type : new byte[] {0, 1, 3, -1}) {
      tagged[0] = type;
      Bytes bad = Bytes.copyOf(tagged);
      assertThrows(
          MalformedMessage.class, () -> TlsReader.decode(bad, Node::decodeTagged), "" + type);
    }
    assertEquals(
        new LeafNodeSource.Update(), TlsReader.decode(Bytes.fromHex("02"), LeafNodeSource::decode));
    for (String bad : List.of("", "00", "04", "ff", "01", "03")) {
      assertThrows(
          MalformedMessage.class,
          () -> TlsReader.decode(Bytes.fromHex(bad), LeafNodeSource::decode),
          bad);
    }
  }

  @Test
  void theEncodingIsThatOfThePresentation() {
    ParentNode parent = new ParentNode(Bytes.fromHex("aa"), Bytes.EMPTY, List.of(leaf(258)));
    assertEquals("02" + "01aa" + "00" + "0400000102", tagged(parent).hex());
    LeafNode.Contents contents =
        new LeafNode.Contents(
            Bytes.fromHex("aa"),
            Bytes.fromHex("bb"),
            Credential.basic("A"),
            new Capabilities(List.of(1), List.of(2), List.of(), List.of(), List.of()),
            new LeafNodeSource.Commit(Bytes.fromHex("cc")),
            Extensions.NONE);
    LeafNode leafNode = TreeFixtures.signedWith(contents, Bytes.fromHex("dd"));
    assertEquals(
        "01"
            + "01aa"
            + "01bb"
            + "00010141"
            + "020001"
            + "020002"
            + "000000"
            + "0301cc"
            + "00"
            + "01dd",
        tagged(leafNode).hex());
  }

  @Test
  void theSignatureOfALeafNodeIsBoundToItsPlace() throws Exception {
    Client client = Client.fresh();
    LeafNode.Contents contents = client.contents(new LeafNodeSource.Update());
    LeafNode placed = client.sign(contents, leaf(3));
    assertTrue(placed.verify(CRYPTO, GROUP, leaf(3)));
    assertFalse(placed.verify(CRYPTO, GROUP, leaf(2)));
    assertFalse(placed.verify(CRYPTO, GroupId.of("other"), leaf(3)));
    assertFalse(placed.verify(CRYPTO));
    LeafNode moved = TreeFixtures.signedWith(contents.with(KEY_PACKAGE), placed.signature());
    assertFalse(moved.verify(CRYPTO));
    assertThrows(IllegalStateException.class, () -> client.sign(contents));
  }

  @Test
  void theSignatureOfAKeyPackagesLeafNodeIsNot() throws Exception {
    Client client = Client.fresh();
    LeafNode leafNode = client.keyPackage();
    assertTrue(leafNode.verify(CRYPTO));
    assertTrue(leafNode.verify(CRYPTO, GROUP, leaf(3)));
    LeafNode forged = TreeFixtures.signedWith(leafNode.contents(), Bytes.utf8("forged"));
    assertFalse(forged.verify(CRYPTO));
    LeafNode.Contents other =
        TreeFixtures.contents(bytes(), client.signature().publicKey(), KEY_PACKAGE);
    assertFalse(TreeFixtures.signedWith(other, leafNode.signature()).verify(CRYPTO));
    assertThrows(IllegalStateException.class, () -> client.sign(leafNode.contents(), leaf(3)));
  }

  private static Bytes tagged(Node node) {
    TlsWriter w = new TlsWriter();
    node.encodeTagged(w);
    return w.toBytes();
  }

  private Bytes bytes() {
    return TreeFixtures.randomBytes(random);
  }
}
