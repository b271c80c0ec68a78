package dev.hornbeam.mls.framing;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.ContentType;
import dev.hornbeam.mls.message.FramedContentAuthData;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.PublicMessage;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.WireFormat;
import java.util.Optional;

/** Messages that are authenticated and not encrypted (RFC 9420 s.6.2). */
public final class PublicFraming {
  private PublicFraming() {}

  /**
   * Protects what a member signed.
   *
   * @param context of the epoch that it is sent in
   * @param membershipKey of the same epoch
   * @throws IllegalArgumentException if the content is application data, which is always encrypted,
   *     was not signed for a PublicMessage, or is not of a member
   */
  public static PublicMessage protect(
      SuiteCrypto crypto,
      GroupContext context,
      Secret membershipKey,
      AuthenticatedContent content) {
    requirePublic(content);
    if (!(content.content().sender() instanceof Sender.Member)) {
      throw new IllegalArgumentException("only members have a membership tag");
    }
    Bytes tag = crypto.mac(membershipKey, toBeMaced(toBeSigned(content, context), content.auth()));
    return new PublicMessage(content.content(), content.auth(), Optional.of(tag));
  }

  /**
   * Frames what someone signed who is no member yet, or never.
   *
   * @throws IllegalArgumentException if the content is application data, was not signed for a
   *     PublicMessage, or is of a member
   */
  public static PublicMessage fromOutside(AuthenticatedContent content) {
    requirePublic(content);
    if (content.content().sender() instanceof Sender.Member) {
      throw new IllegalArgumentException("what a member sends has a membership tag");
    }
    return new PublicMessage(content.content(), content.auth(), Optional.empty());
  }

  /**
   * Checks a message as a member does: the sender, the membership tag and the signature.
   *
   * @param context of the group and epoch that the message names
   * @param membershipKey of the same epoch
   * @throws InvalidMessage if a check fails
   * @throws MalformedMessage if the group's {@code external_senders} extension is malformed
   * @throws IllegalArgumentException if the context is of another group or epoch
   */
  public static VerifiedContent unprotect(
      SuiteCrypto crypto,
      GroupContext context,
      Secret membershipKey,
      SenderKeys keys,
      PublicMessage message)
      throws InvalidMessage, MalformedMessage {
    AuthenticatedContent content = message.authenticatedContent();
    Bytes signatureKey = signatureKey(content, keys);
    Bytes toBeSigned = toBeSigned(content, context);
    if (content.content().sender() instanceof Sender.Member) {
      Bytes tag = message.membershipTag().orElse(Bytes.EMPTY);
      if (!crypto.verifyMac(membershipKey, toBeMaced(toBeSigned, content.auth()), tag)) {
        throw new InvalidMessage(Rule.MEMBERSHIP_TAG);
      }
    }
    ContentSignature.verify(crypto, signatureKey, toBeSigned, content);
    return new VerifiedContent(content);
  }

  /**
   * Checks a message as someone does who is no member, and lacks the key of the membership tag: the
   * sender and the signature.
   *
   * @param context of the group and epoch that the message names
   * @throws InvalidMessage if a check fails
   * @throws MalformedMessage if the group's {@code external_senders} extension is malformed
   * @throws IllegalArgumentException if the context is of another group or epoch
   */
  public static SignedContent verify(
      SuiteCrypto crypto, GroupContext context, SenderKeys keys, PublicMessage message)
      throws InvalidMessage, MalformedMessage {
    AuthenticatedContent content = message.authenticatedContent();
    Bytes signatureKey = signatureKey(content, keys);
    ContentSignature.verify(crypto, signatureKey, toBeSigned(content, context), content);
    return new SignedContent(content);
  }

  private static Bytes signatureKey(AuthenticatedContent content, SenderKeys keys)
      throws InvalidMessage, MalformedMessage {
    if (content.content().content() instanceof Content.Application) {
      throw new InvalidMessage(Rule.APPLICATION_PUBLIC);
    }
    return SenderRules.signatureKey(content.content(), keys);
  }

  private static void requirePublic(AuthenticatedContent content) {
    if (content.content().content().type() == ContentType.APPLICATION) {
      throw new IllegalArgumentException("application data is always encrypted");
    }
    if (content.wireFormat() != WireFormat.PUBLIC_MESSAGE) {
      throw new IllegalArgumentException("the content was not signed for a PublicMessage");
    }
  }

  private static Bytes toBeSigned(AuthenticatedContent content, GroupContext context) {
    return ContentSignature.toBeSigned(WireFormat.PUBLIC_MESSAGE, content.content(), context);
  }

  /**
   *
   *
   * <pre>
   * struct {
   *   FramedContentTBS content_tbs;
   *   FramedContentAuthData auth;
   * } AuthenticatedContentTBM;
   * </pre>
   */
  private static Bytes toBeMaced(Bytes toBeSigned, FramedContentAuthData auth) {
    return new TlsWriter(toBeSigned.length() + 256).raw(toBeSigned).struct(auth).toBytes();
  }
}
