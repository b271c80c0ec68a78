package dev.hornbeam.cli.inspect;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.HpkeCiphertext;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.message.Commit;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.message.EncryptedGroupSecrets;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.FramedContentAuthData;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.GroupInfo;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.PrivateMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.ProposalOrRef;
import dev.hornbeam.mls.message.ProposalRef;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.message.PublicMessage;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.Welcome;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.tree.ParentNode;
import dev.hornbeam.mls.tree.UpdatePath;
import dev.hornbeam.mls.tree.UpdatePathNode;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ExternalSender;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.Lifetime;
import dev.hornbeam.mls.types.ProposalType;
import dev.hornbeam.mls.types.RequiredCapabilities;
import java.util.List;
import java.util.Optional;

/** Well-formed messages that use much of the wire format. Their keys and signatures are fillers. */
final class Samples {
  private static final Capabilities CAPABILITIES =
      new Capabilities(
          List.of(1),
          List.of(1, 7, 0x2a2a),
          List.of(new ExtensionType(0x0a0a), new ExtensionType(0x1234)),
          List.of(new ProposalType(0xf001)),
          List.of(CredentialType.BASIC, CredentialType.X509));

  private static final GroupId GROUP = new GroupId(Bytes.utf8("team"));

  private Samples() {}

  static MlsMessage keyPackage() {
    return new MlsMessage.ForAdding(keyPackageBody());
  }

  static MlsMessage welcome() {
    var secrets = new EncryptedGroupSecrets(filler(32), new HpkeCiphertext(filler(32), filler(80)));
    return new MlsMessage.ForNewMembers(new Welcome(1, List.of(secrets, secrets), filler(300)));
  }

  static MlsMessage groupInfo() {
    return new MlsMessage.Info(
        new GroupInfo(
            context(),
            Extensions.of(
                new Extension(ExtensionType.RATCHET_TREE, ratchetTree()),
                new Extension(ExtensionType.EXTERNAL_PUB, vector(filler(32)))),
            filler(32),
            new LeafIndex(0),
            filler(64)));
  }

  static MlsMessage commit() {
    var path =
        new UpdatePath(
            leaf(Credential.basic("alice"), new LeafNodeSource.Commit(filler(32))),
            List.of(
                new UpdatePathNode(
                    filler(32), List.of(new HpkeCiphertext(filler(32), filler(48))))));
    List<ProposalOrRef> proposals =
        List.of(
            new ProposalOrRef.ByReference(new ProposalRef(filler(32))),
            byValue(new Proposal.Add(keyPackageBody())),
            byValue(new Proposal.Update(leaf(Credential.basic("b"), new LeafNodeSource.Update()))),
            byValue(new Proposal.Remove(new LeafIndex(3))),
            byValue(
                new Proposal.PreSharedKey(
                    new PreSharedKeyId(
                        new Psk.Resumption(Psk.Usage.BRANCH, GROUP, -1), filler(32)))),
            byValue(new Proposal.ReInit(GROUP, 1, 3, Extensions.NONE)),
            byValue(new Proposal.ExternalInit(filler(32))),
            byValue(new Proposal.GroupContextExtensions(contextExtensions())),
            byValue(new Proposal.Custom(new ProposalType(0x3a3a), filler(3))));
    return message(
        new Sender.Member(new LeafIndex(2)),
        new Content.Committed(new Commit(proposals, Optional.of(path))));
  }

  static MlsMessage externalProposal() {
    var psk = new PreSharedKeyId(new Psk.External(Bytes.utf8("shared")), filler(32));
    return message(new Sender.External(5), new Content.Proposed(new Proposal.PreSharedKey(psk)));
  }

  static MlsMessage privateMessage() {
    return new MlsMessage.Private(
        new PrivateMessage(
            GROUP, 7, ContentType.APPLICATION, Bytes.EMPTY, filler(28), filler(100)));
  }

  /** One of each wire format, and more. */
  static List<MlsMessage> all() {
    return List.of(
        keyPackage(), welcome(), groupInfo(), commit(), externalProposal(), privateMessage());
  }

  /** Three leaves, the second of them blank. */
  static Bytes ratchetTree() {
    LeafNode alice = leaf(Credential.basic("alice"), new LeafNodeSource.Commit(Bytes.EMPTY));
    LeafNode carol =
        leaf(
            new Credential.X509(List.of(Bytes.fromHex("3003020101"))),
            new LeafNodeSource.KeyPackage(new Lifetime(0, -1)));
    ParentNode root = new ParentNode(filler(32), Bytes.EMPTY, List.of(new LeafIndex(2)));
    TlsWriter nodes = new TlsWriter();
    alice.encodeTagged(nodes.u8(1));
    nodes.u8(0).u8(0);
    root.encodeTagged(nodes.u8(1));
    carol.encodeTagged(nodes.u8(1));
    return vector(nodes.toBytes());
  }

  static KeyPackage keyPackageBody() {
    return new KeyPackage(
        1,
        1,
        filler(32),
        leaf(
            Credential.basic("alice"),
            new LeafNodeSource.KeyPackage(new Lifetime(1_700_000_000, 1_707_776_000))),
        Extensions.of(
            new Extension(ExtensionType.APPLICATION_ID, vector(Bytes.utf8("laptop"))),
            new Extension(ExtensionType.LAST_RESORT, Bytes.EMPTY),
            new Extension(new ExtensionType(0xeaea), filler(2))),
        filler(64));
  }

  static GroupContext context() {
    return new GroupContext(1, 2, GROUP, 7, filler(32), filler(32), contextExtensions());
  }

  static Bytes vector(Bytes content) {
    return new TlsWriter().opaque(content).toBytes();
  }

  /** Bytes that count up from one. */
  static Bytes filler(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i + 1);
    }
    return Bytes.own(bytes);
  }

  private static Extensions contextExtensions() {
    var required =
        new RequiredCapabilities(
            List.of(new ExtensionType(0x5a5a)), List.of(), List.of(CredentialType.BASIC));
    return Extensions.of(
        required.toExtension(),
        ExternalSender.toExtension(
            List.of(new ExternalSender(filler(32), Credential.basic("server")))));
  }

  private static MlsMessage message(Sender sender, Content content) {
    boolean isCommit = content.type() == ContentType.COMMIT;
    boolean isMember = sender instanceof Sender.Member;
    return new MlsMessage.Public(
        new PublicMessage(
            new FramedContent(GROUP, 7, sender, Bytes.utf8("aad"), content),
            new FramedContentAuthData(
                filler(64), isCommit ? Optional.of(filler(32)) : Optional.empty()),
            isMember ? Optional.of(filler(32)) : Optional.empty()));
  }

  private static ProposalOrRef byValue(Proposal proposal) {
    return new ProposalOrRef.ByValue(proposal);
  }

  private static LeafNode leaf(Credential credential, LeafNodeSource source) {
    var contents =
        new LeafNode.Contents(
            filler(32), filler(32), credential, CAPABILITIES, source, Extensions.NONE);
    Bytes encoded = new TlsWriter().struct(contents).opaque(filler(64)).toBytes();
    try {
      return TlsReader.decode(encoded, LeafNode::decode);
    } catch (MalformedMessage e) {
      throw new AssertionError(e);
    }
  }
}
