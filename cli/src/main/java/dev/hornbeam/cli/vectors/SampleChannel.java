package dev.hornbeam.cli.vectors;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.SignatureKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.framing.ContentSignature;
import dev.hornbeam.mls.framing.OpenedMessage;
import dev.hornbeam.mls.framing.PrivateFraming;
import dev.hornbeam.mls.framing.PublicFraming;
import dev.hornbeam.mls.framing.SenderKeys;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.FramedContentAuthData;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.PrivateMessage;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.schedule.RatchetStep;
import dev.hornbeam.mls.schedule.SecretTree;
import dev.hornbeam.mls.tree.LeafCount;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.PaddingPolicy;
import dev.hornbeam.mls.types.RatchetPolicy;
import java.util.Optional;

/**
 * Messages in one epoch of a group of two, of which leaf 1 sends and leaf 0 receives. Each message
 * starts from a secret tree of its own, as the format has it. Owns its keys and secrets.
 */
record SampleChannel(
    SuiteCrypto crypto,
    GroupContext context,
    SignatureKey signatureKey,
    Secret encryptionSecret,
    Secret senderDataSecret,
    Secret membershipKey)
    implements AutoCloseable {
  private static final LeafIndex RECEIVER = new LeafIndex(0);
  private static final LeafIndex SENDER = new LeafIndex(1);

  MlsMessage toPublic(Content content) throws MlsException {
    return new MlsMessage.Public(
        PublicFraming.protect(
            crypto, context, membershipKey, sign(WireFormat.PUBLIC_MESSAGE, content)));
  }

  MlsMessage toPrivate(Content content) throws MlsException {
    AuthenticatedContent signed = sign(WireFormat.PRIVATE_MESSAGE, content);
    try (SecretTree tree = secretTree();
        RatchetStep step = tree.next(SENDER, PrivateFraming.ratchet(content.type()))) {
      PrivateMessage message =
          PrivateFraming.protect(crypto, senderDataSecret, step, PaddingPolicy.none(), signed);
      return new MlsMessage.Private(message);
    }
  }

  Content fromPublic(MlsMessage message) throws VectorMismatch, MlsException {
    if (message instanceof MlsMessage.Public open) {
      return PublicFraming.unprotect(crypto, context, membershipKey, keys(), open.body())
          .content()
          .content()
          .content();
    }
    throw new VectorMismatch("not a PublicMessage");
  }

  Content fromPrivate(MlsMessage message) throws VectorMismatch, MlsException {
    if (message instanceof MlsMessage.Private sealed) {
      try (SecretTree tree = secretTree()) {
        return open(tree, sealed.body());
      }
    }
    throw new VectorMismatch("not a PrivateMessage");
  }

  private Content open(SecretTree tree, PrivateMessage message)
      throws VectorMismatch, MlsException {
    if (PrivateFraming.open(crypto, senderDataSecret, tree, RECEIVER, keys(), message)
        instanceof OpenedMessage opened) {
      try (opened) {
        return opened.verify(context).content().content().content();
      }
    }
    throw new VectorMismatch("the message is of leaf " + RECEIVER + ", not of " + SENDER);
  }

  /** The confirmation tag of a commit is random: the key for it is of the next epoch. */
  private AuthenticatedContent sign(WireFormat format, Content content) throws MlsException {
    FramedContent framed =
        new FramedContent(
            context.groupId(), context.epoch(), new Sender.Member(SENDER), Bytes.EMPTY, content);
    Bytes signature =
        ContentSignature.sign(crypto, signatureKey.privateKey(), format, framed, context);
    Optional<Bytes> tag =
        content.type() == ContentType.COMMIT
            ? Optional.of(Bytes.own(crypto.random(crypto.hashLength())))
            : Optional.empty();
    return new AuthenticatedContent(format, framed, new FramedContentAuthData(signature, tag));
  }

  private SecretTree secretTree() {
    return SecretTree.of(crypto, RatchetPolicy.DEFAULT, new LeafCount(2), encryptionSecret.copy());
  }

  private SenderKeys keys() {
    return leaf -> leaf.equals(SENDER) ? Optional.of(signatureKey.publicKey()) : Optional.empty();
  }

  @Override
  public void close() {
    signatureKey.privateKey().close();
    encryptionSecret.close();
    senderDataSecret.close();
    membershipKey.close();
  }
}
