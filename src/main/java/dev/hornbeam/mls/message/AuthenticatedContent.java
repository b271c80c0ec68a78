package dev.hornbeam.mls.message;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;

/**
 *
 *
 * <pre>
 * struct {
 *     WireFormat wire_format;
 *     FramedContent content;
 *     FramedContentAuthData auth;
 * } AuthenticatedContent;
 * </pre>
 *
 * RFC 9420 s.6.
 */
public record AuthenticatedContent(
    WireFormat wireFormat, FramedContent content, FramedContentAuthData auth) implements Wire {
  public AuthenticatedContent {
    boolean isCommit = content.content().type() == ContentType.COMMIT;
    if (auth.confirmationTag().isPresent() != isCommit) {
      throw new IllegalArgumentException("a commit, and nothing else, has a confirmation tag");
    }
  }

  public static AuthenticatedContent decode(TlsReader r) throws MalformedMessage {
    WireFormat format = WireFormat.decode(r);
    FramedContent content = r.struct("content", FramedContent::decode);
    return new AuthenticatedContent(
        format,
        content,
        r.struct("auth", a -> FramedContentAuthData.decode(a, content.content().type())));
  }

  @Override
  public void encode(TlsWriter w) {
    w.u16(wireFormat.code()).struct(content).struct(auth);
  }
}
