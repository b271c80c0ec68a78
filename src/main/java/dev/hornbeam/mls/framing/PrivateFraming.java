package dev.hornbeam.mls.framing;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.PrivateMessage;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.schedule.KeyAndNonce;
import dev.hornbeam.mls.schedule.RatchetStep;
import dev.hornbeam.mls.schedule.RatchetType;
import dev.hornbeam.mls.schedule.SecretTree;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.PaddingPolicy;

/** Messages that are authenticated and encrypted (RFC 9420 s.6.3). */
public final class PrivateFraming {
  private PrivateFraming() {}

  /** The ratchet that encrypts the type of content (s.6.3.1). */
  public static RatchetType ratchet(ContentType type) {
    return switch (type) {
      case APPLICATION -> RatchetType.APPLICATION;
      case PROPOSAL, COMMIT -> RatchetType.HANDSHAKE;
    };
  }

  /**
   * Encrypts what a member signed. The step stays the caller's, who stores its changes and accepts
   * it before the message leaves.
   *
   * @param senderDataSecret of the epoch that it is sent in
   * @param step of the sender's {@link #ratchet} for the content
   * @throws IllegalArgumentException if the content was not signed for a PrivateMessage, or the
   *     step is of another sender or ratchet
   */
  public static PrivateMessage protect(
      SuiteCrypto crypto,
      Secret senderDataSecret,
      RatchetStep step,
      PaddingPolicy padding,
      AuthenticatedContent content) {
    requireFits(content, step);
    FramedContent framed = content.content();
    ContentType type = framed.content().type();
    Bytes guard = Bytes.own(crypto.random(SenderData.GUARD_LENGTH));
    SenderData senderData = new SenderData(step.leaf(), step.generation(), guard);
    Bytes ciphertext;
    try (Secret plaintext = plaintext(content, padding);
        Secret nonce = senderData.guard(step.key().nonce())) {
      ciphertext =
          crypto.seal(
              step.key().key(),
              nonce.expose(),
              contentAad(framed.groupId(), framed.epoch(), type, framed.authenticatedData()),
              plaintext.expose());
    }
    Bytes encryptedSenderData;
    try (KeyAndNonce key = KeyAndNonce.ofSenderData(crypto, senderDataSecret, ciphertext)) {
      encryptedSenderData =
          crypto.seal(
              key.key(),
              key.nonce().expose(),
              senderDataAad(framed.groupId(), framed.epoch(), type),
              senderData.encoded().view());
    }
    return new PrivateMessage(
        framed.groupId(),
        framed.epoch(),
        type,
        framed.authenticatedData(),
        encryptedSenderData,
        ciphertext);
  }

  /**
   * The first half of receiving: decrypts. The tree is as it was, whatever comes of it; the caller
   * ends the step of an {@link OpenedMessage}.
   *
   * @param senderDataSecret of the epoch that the message names
   * @param tree of the same epoch
   * @param own the leaf of this member
   * @throws InvalidMessage if the sender data or the content does not decrypt, or the sender is a
   *     blank leaf; nothing is used up
   * @throws MalformedMessage if what decrypts as sender data is none
   * @throws UndecryptableMessage if the key was used or dropped, or is too far ahead
   */
  public static OpenedPrivate open(
      SuiteCrypto crypto,
      Secret senderDataSecret,
      SecretTree tree,
      LeafIndex own,
      SenderKeys keys,
      PrivateMessage message)
      throws InvalidMessage, MalformedMessage, UndecryptableMessage {
    SenderData senderData = senderData(crypto, senderDataSecret, message);
    if (senderData.leaf().equals(own)) {
      return new OwnEcho(senderData.generation());
    }
    Bytes signatureKey =
        keys.member(senderData.leaf()).orElseThrow(() -> new InvalidMessage(Rule.SENDER_DATA_LEAF));
    RatchetStep step =
        tree.open(senderData.leaf(), ratchet(message.contentType()), senderData.generation());
    try (Secret nonce = senderData.guard(step.key().nonce())) {
      Secret plaintext =
          crypto.open(
              step.key().key(),
              nonce.expose(),
              contentAad(
                  message.groupId(),
                  message.epoch(),
                  message.contentType(),
                  message.authenticatedData()),
              message.ciphertext());
      return new OpenedMessage(crypto, message, step, signatureKey, plaintext);
    } catch (CryptoRefused e) {
      step.close();
      throw new InvalidMessage(Rule.CONTENT_ENCRYPTION);
    }
  }

  private static void requireFits(AuthenticatedContent content, RatchetStep step) {
    if (content.wireFormat() != WireFormat.PRIVATE_MESSAGE) {
      throw new IllegalArgumentException("the content was not signed for a PrivateMessage");
    }
    if (!content.content().sender().equals(new Sender.Member(step.leaf()))
        || ratchet(content.content().content().type()) != step.type()) {
      throw new IllegalArgumentException("the step is of another sender or ratchet");
    }
  }

  /**
   *
   *
   * <pre>
   * struct {
   *     select (PrivateMessage.content_type) { ... };
   *     FramedContentAuthData auth;
   *     opaque padding[length_of_padding];
   * } PrivateMessageContent;
   * </pre>
   */
  private static Secret plaintext(AuthenticatedContent content, PaddingPolicy padding) {
    TlsWriter w = new TlsWriter(1024).struct(content.content().content()).struct(content.auth());
    int zeros = padding.padding(w.size());
    if (zeros < 0) {
      throw new IllegalArgumentException("the padding policy gives a negative length");
    }
    return w.raw(new byte[zeros]).toSecret();
  }

  private static SenderData senderData(
      SuiteCrypto crypto, Secret senderDataSecret, PrivateMessage message)
      throws InvalidMessage, MalformedMessage {
    try (KeyAndNonce key =
            KeyAndNonce.ofSenderData(crypto, senderDataSecret, message.ciphertext());
        Secret opened =
            crypto.open(
                key.key(),
                key.nonce().expose(),
                senderDataAad(message.groupId(), message.epoch(), message.contentType()),
                message.encryptedSenderData())) {
      return new TlsReader(opened).whole(SenderData::decode);
    } catch (CryptoRefused e) {
      throw new InvalidMessage(Rule.SENDER_DATA_ENCRYPTION);
    }
  }

  /**
   *
   *
   * <pre>
   * struct {
   *     opaque group_id&lt;V&gt;;
   *     uint64 epoch;
   *     ContentType content_type;
   *     opaque authenticated_data&lt;V&gt;;
   * } PrivateContentAAD;
   * </pre>
   */
  private static Bytes contentAad(
      GroupId groupId, long epoch, ContentType type, Bytes authenticatedData) {
    return new TlsWriter()
        .struct(groupId)
        .u64(epoch)
        .u8(type.code())
        .opaque(authenticatedData)
        .toBytes();
  }

  /**
   *
   *
   * <pre>
   * struct {
   *     opaque group_id&lt;V&gt;;
   *     uint64 epoch;
   *     ContentType content_type;
   * } SenderDataAAD;
   * </pre>
   */
  private static Bytes senderDataAad(GroupId groupId, long epoch, ContentType type) {
    return new TlsWriter().struct(groupId).u64(epoch).u8(type.code()).toBytes();
  }
}
