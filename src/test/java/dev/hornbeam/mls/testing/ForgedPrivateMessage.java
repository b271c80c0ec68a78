package dev.hornbeam.mls.testing;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.PrivateMessage;
import dev.hornbeam.mls.schedule.KeyAndNonce;
import dev.hornbeam.mls.schedule.RatchetStep;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A PrivateMessage of one who knows the secrets of the epoch: the test says what is wrong with it,
 * and the rest is encrypted as it should be.
 */
public final class ForgedPrivateMessage {
  private final AuthenticatedContent content;
  private GroupId groupId;
  private long epoch;
  private ContentType type;
  private Bytes authenticatedData;
  private Bytes padding = Bytes.EMPTY;
  private UnaryOperator<Bytes> plaintext = UnaryOperator.identity();
  private UnaryOperator<Bytes> senderData = UnaryOperator.identity();
  private UnaryOperator<Bytes> ciphertext = UnaryOperator.identity();
  private UnaryOperator<Bytes> encryptedSenderData = UnaryOperator.identity();
  private Optional<LeafIndex> leaf = Optional.empty();
  private Optional<Bytes> guard = Optional.empty();

  /**
   * @param content signed for a PrivateMessage, or not
   */
  public ForgedPrivateMessage(AuthenticatedContent content) {
    this.content = content;
    FramedContent framed = content.content();
    this.groupId = framed.groupId();
    this.epoch = framed.epoch();
    this.type = framed.content().type();
    this.authenticatedData = framed.authenticatedData();
  }

  public ForgedPrivateMessage groupId(GroupId value) {
    groupId = value;
    return this;
  }

  public ForgedPrivateMessage epoch(long value) {
    epoch = value;
    return this;
  }

  /** The content type that the message says, whatever is in it. */
  public ForgedPrivateMessage type(ContentType value) {
    type = value;
    return this;
  }

  /** The authenticated data beside the message, whatever was signed. */
  public ForgedPrivateMessage authenticatedData(Bytes value) {
    authenticatedData = value;
    return this;
  }

  public ForgedPrivateMessage padding(Bytes value) {
    padding = value;
    return this;
  }

  /** Changes what is encrypted, padding and all. */
  public ForgedPrivateMessage plaintext(UnaryOperator<Bytes> change) {
    plaintext = change;
    return this;
  }

  /** The leaf that the sender data names. */
  public ForgedPrivateMessage leaf(LeafIndex value) {
    leaf = Optional.of(value);
    return this;
  }

  /** The reuse guard that the sender data names, whatever was used. */
  public ForgedPrivateMessage guard(Bytes value) {
    guard = Optional.of(value);
    return this;
  }

  /** Changes the sender data before they are encrypted. */
  public ForgedPrivateMessage senderData(UnaryOperator<Bytes> change) {
    senderData = change;
    return this;
  }

  /** Changes the ciphertext of the content before the sender data are encrypted with it. */
  public ForgedPrivateMessage ciphertext(UnaryOperator<Bytes> change) {
    ciphertext = change;
    return this;
  }

  /** Changes the encrypted sender data. */
  public ForgedPrivateMessage encryptedSenderData(UnaryOperator<Bytes> change) {
    encryptedSenderData = change;
    return this;
  }

  /** The message, as one who holds the step sends it. */
  public Bytes make(SuiteCrypto crypto, Secret senderDataSecret, RatchetStep step) {
    Bytes used = Bytes.own(crypto.random(4));
    byte[] nonce = step.key().nonce().expose().clone();
    for (int i = 0; i < used.length(); i++) {
      nonce[i] ^= used.at(i);
    }
    Bytes aad =
        new TlsWriter()
            .struct(groupId)
            .u64(epoch)
            .u8(type.code())
            .opaque(authenticatedData)
            .toBytes();
    Bytes plain =
        plaintext.apply(
            new TlsWriter()
                .struct(content.content().content())
                .struct(content.auth())
                .raw(padding)
                .toBytes());
    Bytes sealed = ciphertext.apply(crypto.seal(step.key().key(), nonce, aad, plain.toArray()));
    return new MlsMessage.Private(
            new PrivateMessage(
                groupId,
                epoch,
                type,
                authenticatedData,
                sealedSenderData(crypto, senderDataSecret, step, used, sealed),
                sealed))
        .encoded();
  }

  private Bytes sealedSenderData(
      SuiteCrypto crypto, Secret senderDataSecret, RatchetStep step, Bytes used, Bytes sealed) {
    Bytes data =
        senderData.apply(
            new TlsWriter()
                .struct(leaf.orElse(step.leaf()))
                .u32(step.generation())
                .raw(guard.orElse(used))
                .toBytes());
    Bytes aad = new TlsWriter().struct(groupId).u64(epoch).u8(type.code()).toBytes();
    try (KeyAndNonce key = KeyAndNonce.ofSenderData(crypto, senderDataSecret, sealed)) {
      return encryptedSenderData.apply(
          crypto.seal(key.key(), key.nonce().expose(), aad, data.toArray()));
    }
  }
}
