package dev.hornbeam.mls.message;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;

/**
 *
 *
 * <pre>
 * struct {
 *   PSKType psktype;
 *   select (PreSharedKeyID.psktype) {
 *     case external:
 *       opaque psk_id&lt;V&gt;;
 *
 *     case resumption:
 *       ResumptionPSKUsage usage;
 *       opaque psk_group_id&lt;V&gt;;
 *       uint64 psk_epoch;
 *   };
 *   opaque psk_nonce&lt;V&gt;;
 * } PreSharedKeyID;
 * </pre>
 *
 * RFC 9420 s.8.4.
 *
 * @param nonce {@code Nh} random bytes, fresh for each use
 */
public record PreSharedKeyId(Psk psk, Bytes nonce) implements Wire {
  public static PreSharedKeyId decode(TlsReader r) throws MalformedMessage {
    return new PreSharedKeyId(Psk.decode(r), r.opaque("psk_nonce"));
  }

  @Override
  public void encode(TlsWriter w) {
    w.struct(psk).opaque(nonce);
  }
}
