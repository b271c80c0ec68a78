package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.framing.ContentSignature;
import dev.hornbeam.mls.framing.PrivateFraming;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.FramedContentAuthData;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.PrivateMessage;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.schedule.KeyAndNonce;
import dev.hornbeam.mls.schedule.RatchetStep;
import dev.hornbeam.mls.types.PaddingPolicy;
import java.util.Optional;

/**
 * What a member knows, for forging in its name. Nothing here changes the member: all that it
 * encrypts is encrypted with its next message key, again and again.
 */
public final class Insider {
  private static final int GUARD_LENGTH = 4;

  private final GroupCore core;

  /** Forges as the member whose group this is. */
  public Insider(Group group) {
    this.core = group.core();
  }

  /** It stays the group's. */
  public GroupState state() {
    return core.state();
  }

  public SuiteCrypto crypto() {
    return core.settings().crypto();
  }

  /** Any content, signed. The tag of a commit is made up: it is what others come to last. */
  public AuthenticatedContent signed(WireFormat format, Content content) throws MlsException {
    FramedContent framed =
        new FramedContent(
            core.id(), epoch(), new Sender.Member(state().own().index()), Bytes.EMPTY, content);
    Bytes signature =
        ContentSignature.sign(
            crypto(),
            state().own().signature().privateKey(),
            format,
            framed,
            state().shared().context());
    Optional<Bytes> tag =
        content.type() == ContentType.COMMIT ? Optional.of(signature) : Optional.empty();
    return new AuthenticatedContent(format, framed, new FramedContentAuthData(signature, tag));
  }

  /** The content as a PrivateMessage. */
  public Bytes encrypted(AuthenticatedContent content) {
    try (RatchetStep step = step(content.content().content().type())) {
      return message(
          PrivateFraming.protect(
              crypto(), core.current().senderDataSecret(), step, PaddingPolicy.none(), content));
    }
  }

  /** Any bytes in the place of a {@code PrivateMessageContent} (RFC 9420 s.6.3.1). */
  public Bytes encrypted(ContentType type, Bytes plaintext) {
    TlsWriter aad = new TlsWriter().struct(core.id()).u64(epoch()).u8(type.code());
    Bytes senderDataAad = aad.toBytes();
    Bytes contentAad = aad.opaque(Bytes.EMPTY).toBytes();
    try (RatchetStep step = step(type)) {
      // The reuse guard is zero.
      Bytes ciphertext =
          crypto()
              .seal(step.key().key(), step.key().nonce().expose(), contentAad, plaintext.toArray());
      Bytes senderData =
          new TlsWriter()
              .struct(step.leaf())
              .u32(step.generation())
              .raw(new byte[GUARD_LENGTH])
              .toBytes();
      return message(
          new PrivateMessage(
              core.id(),
              epoch(),
              type,
              Bytes.EMPTY,
              encryptedSenderData(senderDataAad, senderData, ciphertext),
              ciphertext));
    }
  }

  private Bytes encryptedSenderData(Bytes aad, Bytes senderData, Bytes ciphertext) {
    try (KeyAndNonce key =
        KeyAndNonce.ofSenderData(crypto(), core.current().senderDataSecret(), ciphertext)) {
      return crypto().seal(key.key(), key.nonce().expose(), aad, senderData.toArray());
    }
  }

  private RatchetStep step(ContentType type) {
    return core.current().tree().next(state().own().index(), PrivateFraming.ratchet(type));
  }

  private long epoch() {
    return state().shared().epoch();
  }

  private static Bytes message(PrivateMessage message) {
    return new MlsMessage.Private(message).encoded();
  }
}
