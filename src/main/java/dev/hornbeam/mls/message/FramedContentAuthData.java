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
 *     opaque signature&lt;V&gt;;
 *     select (FramedContent.content_type) {
 *         case commit:
 *             MAC confirmation_tag;
 *         case application:
 *         case proposal:
 *             struct{};
 *     };
 * } FramedContentAuthData;
 * </pre>
 *
 * RFC 9420 s.6.1.
 *
 * @param confirmationTag there for a commit, and for nothing else
 */
public record FramedContentAuthData(Bytes signature, Optional<Bytes> confirmationTag)
    implements Wire {
  public static FramedContentAuthData decode(TlsReader r, ContentType type)
      throws MalformedMessage {
    return new FramedContentAuthData(
        r.opaque("signature"),
        type == ContentType.COMMIT ? Optional.of(r.opaque("confirmation_tag")) : Optional.empty());
  }

  @Override
  public void encode(TlsWriter w) {
    w.opaque(signature);
    confirmationTag.ifPresent(w::opaque);
  }
}
