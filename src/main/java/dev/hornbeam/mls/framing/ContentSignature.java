package dev.hornbeam.mls.framing;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.types.ProtocolVersion;
import java.security.PrivateKey;

/**
 * The signature over what a message says.
 *
 * <pre>
 * struct {
 *     ProtocolVersion version = mls10;
 *     WireFormat wire_format;
 *     FramedContent content;
 *     select (FramedContentTBS.content.sender.sender_type) {
 *         case member:
 *         case new_member_commit:
 *             GroupContext context;
 *         case external:
 *         case new_member_proposal:
 *             struct{};
 *     };
 * } FramedContentTBS;
 * </pre>
 *
 * RFC 9420 s.6.1.
 */
public final class ContentSignature {
  private static final String LABEL = "FramedContentTBS";

  private ContentSignature() {}

  /**
   * The signature of a member, or of someone who joins by an external commit.
   *
   * @param context of the epoch that the content is sent in
   * @throws KeyUnavailable if the key's token does not sign now
   * @throws IllegalArgumentException if the content is of another group or epoch, or its sender
   *     does not know the context
   */
  public static Bytes sign(
      SuiteCrypto crypto,
      PrivateKey key,
      WireFormat wireFormat,
      FramedContent content,
      GroupContext context)
      throws KeyUnavailable {
    if (!coversContext(content.sender())) {
      throw new IllegalArgumentException("this sender does not sign the group context");
    }
    return crypto.signWithLabel(key, LABEL, toBeSigned(wireFormat, content, context));
  }

  /**
   * The signature of someone who knows the group's id and epoch only: an external sender, or a
   * client that proposes to be added.
   *
   * @throws KeyUnavailable if the key's token does not sign now
   * @throws IllegalArgumentException if the sender is another
   */
  public static Bytes signFromOutside(SuiteCrypto crypto, PrivateKey key, FramedContent content)
      throws KeyUnavailable {
    if (coversContext(content.sender())) {
      throw new IllegalArgumentException("this sender signs the group context");
    }
    return crypto.signWithLabel(key, LABEL, prefix(WireFormat.PUBLIC_MESSAGE, content).toBytes());
  }

  /**
   * {@code FramedContentTBS}.
   *
   * @throws IllegalArgumentException if the content is of another group or epoch than the context
   */
  static Bytes toBeSigned(WireFormat wireFormat, FramedContent content, GroupContext context) {
    if (!content.groupId().equals(context.groupId()) || content.epoch() != context.epoch()) {
      throw new IllegalArgumentException("the message is of another group or epoch");
    }
    TlsWriter w = prefix(wireFormat, content);
    return (coversContext(content.sender()) ? w.struct(context) : w).toBytes();
  }

  /**
   * @param toBeSigned of the same content
   * @throws InvalidMessage if the signature is not the key's
   */
  static void verify(
      SuiteCrypto crypto, Bytes signatureKey, Bytes toBeSigned, AuthenticatedContent content)
      throws InvalidMessage {
    if (!crypto.verifyWithLabel(signatureKey, LABEL, toBeSigned, content.auth().signature())) {
      throw new InvalidMessage(Rule.CONTENT_SIGNATURE);
    }
  }

  private static TlsWriter prefix(WireFormat wireFormat, FramedContent content) {
    return new TlsWriter(512).u16(ProtocolVersion.MLS10).u16(wireFormat.code()).struct(content);
  }

  private static boolean coversContext(Sender sender) {
    return sender instanceof Sender.Member || sender instanceof Sender.NewMemberCommit;
  }
}
