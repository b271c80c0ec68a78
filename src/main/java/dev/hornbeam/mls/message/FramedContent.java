package dev.hornbeam.mls.message;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.types.GroupId;

/**
 *
 *
 * <pre>
 * struct {
 *     opaque group_id&lt;V&gt;;
 *     uint64 epoch;
 *     Sender sender;
 *     opaque authenticated_data&lt;V&gt;;
 *
 *     ContentType content_type;
 *     select (FramedContent.content_type) {
 *         case application:
 *           opaque application_data&lt;V&gt;;
 *         case proposal:
 *           Proposal proposal;
 *         case commit:
 *           Commit commit;
 *     };
 * } FramedContent;
 * </pre>
 *
 * RFC 9420 s.6.
 */
public record FramedContent(
    GroupId groupId, long epoch, Sender sender, Bytes authenticatedData, Content content)
    implements Wire {
  public static FramedContent decode(TlsReader r) throws MalformedMessage {
    return new FramedContent(
        GroupId.decode(r),
        r.u64("epoch"),
        r.struct("sender", Sender::decode),
        r.opaque("authenticated_data"),
        Content.decode(r, ContentType.decode(r)));
  }

  @Override
  public void encode(TlsWriter w) {
    w.struct(groupId)
        .u64(epoch)
        .struct(sender)
        .opaque(authenticatedData)
        .u8(content.type().code())
        .struct(content);
  }
}
