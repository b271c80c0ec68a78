package dev.hornbeam.mls.message;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import java.util.Optional;

/**
 *
 *
 * <pre>
 * struct {
 *     FramedContent content;
 *     FramedContentAuthData auth;
 *     select (PublicMessage.content.sender.sender_type) {
 *         case member:
 *             MAC membership_tag;
 *         case external:
 *         case new_member_commit:
 *         case new_member_proposal:
 *             struct{};
 *     };
 * } PublicMessage;
 * </pre>
 *
 * RFC 9420 s.6.2.
 *
 * @param membershipTag there when the sender is a member
 */
public record PublicMessage(
    FramedContent content, FramedContentAuthData auth, Optional<Bytes> membershipTag)
    implements Wire {
  public static PublicMessage decode(TlsReader r) throws MalformedMessage {
    FramedContent content = r.struct("content", FramedContent::decode);
    return new PublicMessage(
        content,
        r.struct("auth", a -> FramedContentAuthData.decode(a, content.content().type())),
        content.sender() instanceof Sender.Member
            ? Optional.of(r.opaque("membership_tag"))
            : Optional.empty());
  }

  @Override
  public void encode(TlsWriter w) {
    w.struct(content).struct(auth);
    membershipTag.ifPresent(w::opaque);
  }

  /** What the message says, with the signature over it. */
  public AuthenticatedContent authenticatedContent() {
    return new AuthenticatedContent(WireFormat.PUBLIC_MESSAGE, content, auth);
  }
}
