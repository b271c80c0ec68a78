package dev.hornbeam.mls.framing;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SignatureKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Commit;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.FramedContentAuthData;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.PrivateMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.schedule.KeyAndNonce;
import dev.hornbeam.mls.schedule.RatchetStep;
import dev.hornbeam.mls.schedule.SecretTree;
import dev.hornbeam.mls.tree.LeafCount;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.tree.UpdatePath;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.Lifetime;
import dev.hornbeam.mls.types.ProtocolVersion;
import dev.hornbeam.mls.types.RatchetPolicy;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** An epoch of a group of two and an external sender, with all of its secrets. */
final class SampleEpoch {
  static final LeafIndex ALICE = new LeafIndex(0);
  static final LeafIndex BOB = new LeafIndex(1);
  static final LeafIndex BLANK = new LeafIndex(2);
  static final LeafCount WIDTH = new LeafCount(4);
  static final Bytes AAD = Bytes.utf8("authenticated data");

  final SuiteCrypto crypto;
  final SignatureKey aliceKey;
  final SignatureKey bobKey;
  final SignatureKey externalKey;
  final GroupContext context;
  final Secret senderDataSecret;
  final Secret membershipKey;
  private final Secret encryptionSecret;

  SampleEpoch(CipherSuite suite) {
    crypto = SuiteCrypto.of(suite, CryptoProfile.fastest(), new SecureRandom());
    aliceKey = crypto.generateSignatureKey();
    bobKey = crypto.generateSignatureKey();
    externalKey = crypto.generateSignatureKey();
    context =
        new GroupContext(
            ProtocolVersion.MLS10,
            suite.code(),
            GroupId.of("group"),
            7,
            Bytes.utf8("tree hash"),
            Bytes.utf8("transcript"),
            Extensions.NONE);
    senderDataSecret = secret();
    membershipKey = secret();
    encryptionSecret = secret();
  }

  private Secret secret() {
    return Secret.own(crypto.random(crypto.hashLength()));
  }

  /** A new copy of the secret tree, as each member has one. */
  SecretTree secretTree() {
    return SecretTree.of(crypto, RatchetPolicy.DEFAULT, WIDTH, encryptionSecret.copy());
  }

  SenderKeys keys() {
    return new SenderKeys() {
      @Override
      public Optional<Bytes> member(LeafIndex leaf) {
        return leaf.equals(ALICE)
            ? Optional.of(aliceKey.publicKey())
            : leaf.equals(BOB) ? Optional.of(bobKey.publicKey()) : Optional.empty();
      }

      @Override
      public Optional<Bytes> external(long index) {
        return index == 0 ? Optional.of(externalKey.publicKey()) : Optional.empty();
      }
    };
  }

  FramedContent framed(Sender sender, Content content) {
    return new FramedContent(context.groupId(), context.epoch(), sender, AAD, content);
  }

  /** Signed by Bob, for the wire format. */
  AuthenticatedContent byBob(WireFormat format, Content content) throws KeyUnavailable {
    FramedContent framed = framed(new Sender.Member(BOB), content);
    return with(
        format,
        framed,
        ContentSignature.sign(crypto, bobKey.privateKey(), format, framed, context));
  }

  /** Signed for a PublicMessage by a key that is given, as the sender. */
  AuthenticatedContent signed(SignatureKey key, Sender sender, Content content)
      throws KeyUnavailable {
    FramedContent framed = framed(sender, content);
    boolean knowsContext =
        sender instanceof Sender.Member || sender instanceof Sender.NewMemberCommit;
    return with(
        WireFormat.PUBLIC_MESSAGE,
        framed,
        knowsContext
            ? ContentSignature.sign(
                crypto, key.privateKey(), WireFormat.PUBLIC_MESSAGE, framed, context)
            : ContentSignature.signFromOutside(crypto, key.privateKey(), framed));
  }

  AuthenticatedContent with(WireFormat format, FramedContent framed, Bytes signature) {
    return new AuthenticatedContent(
        format, framed, new FramedContentAuthData(signature, tagFor(framed.content())));
  }

  private static Optional<Bytes> tagFor(Content content) {
    return content.type() == ContentType.COMMIT
        ? Optional.of(Bytes.utf8("confirmation tag"))
        : Optional.empty();
  }

  /** A PrivateMessage whose encryption is genuine, whatever is in it. Ends the step. */
  PrivateMessage seal(RatchetStep step, ContentType type, SenderData senderData, byte[] plaintext) {
    GroupId group = context.groupId();
    TlsWriter dataAad = new TlsWriter().struct(group).u64(context.epoch()).u8(type.code());
    Bytes senderDataAad = dataAad.toBytes();
    Bytes contentAad = dataAad.opaque(AAD).toBytes();
    Bytes ciphertext =
        crypto.seal(
            step.key().key(), senderData.guard(step.key().nonce()).expose(), contentAad, plaintext);
    step.accept();
    try (KeyAndNonce key = KeyAndNonce.ofSenderData(crypto, senderDataSecret, ciphertext)) {
      Bytes sealedData =
          crypto.seal(key.key(), key.nonce().expose(), senderDataAad, senderData.encoded().view());
      return new PrivateMessage(group, context.epoch(), type, AAD, sealedData, ciphertext);
    }
  }

  static Content application(String text) {
    return new Content.Application(Bytes.utf8(text));
  }

  static Content remove() {
    return new Content.Proposed(new Proposal.Remove(BLANK));
  }

  static Content commit(Optional<UpdatePath> path) {
    return new Content.Committed(new Commit(List.of(), path));
  }

  /** A leaf node with the key, unsigned: framing does not look at the signatures of leaves. */
  LeafNode leaf(SignatureKey key) throws KeyUnavailable {
    return new LeafNode.Contents(
            Bytes.utf8("encryption key"),
            key.publicKey(),
            Credential.basic("someone"),
            new Capabilities(
                List.of(ProtocolVersion.MLS10),
                List.of(crypto.suite().code()),
                List.of(),
                List.of(),
                List.of(CredentialType.BASIC)),
            new LeafNodeSource.KeyPackage(new Lifetime(0, Long.MAX_VALUE)),
            Extensions.NONE)
        .sign(crypto, key.privateKey());
  }

  Content add(SignatureKey key) throws KeyUnavailable {
    return new Content.Proposed(
        new Proposal.Add(
            KeyPackage.sign(
                crypto, key.privateKey(), Bytes.utf8("init key"), leaf(key), Extensions.NONE)));
  }
}
