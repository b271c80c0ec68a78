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
 *     ContentType content_type;
 *     opaque authenticated_data&lt;V&gt;;
 *     opaque encrypted_sender_data&lt;V&gt;;
 *     opaque ciphertext&lt;V&gt;;
 * } PrivateMessage;
 * </pre>
 *
 * RFC 9420 s.6.3.
 */
public record PrivateMessage(
    GroupId groupId,
    long epoch,
    ContentType contentType,
    Bytes authenticatedData,
    Bytes encryptedSenderData,
    Bytes ciphertext)
    implements Wire {
  public static PrivateMessage decode(TlsReader r) throws MalformedMessage {
    return new PrivateMessage(
        GroupId.decode(r),
        r.u64("epoch"),
        ContentType.decode(r),
        r.opaque("authenticated_data"),
        r.opaque("encrypted_sender_data"),
        r.opaque("ciphertext"));
  }

  @Override
  public void encode(TlsWriter w) {
    w.struct(groupId)
        .u64(epoch)
        .u8(contentType.code())
        .opaque(authenticatedData)
        .opaque(encryptedSenderData)
        .opaque(ciphertext);
  }
}
