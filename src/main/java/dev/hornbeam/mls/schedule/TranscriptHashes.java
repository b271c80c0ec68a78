package dev.hornbeam.mls.schedule;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.WireFormat;

/**
 * The running hashes over the commits of a group (RFC 9420 s.8.2). Both are empty before the first
 * commit, but that the creator of a group computes the interim hash from its own confirmation tag
 * (s.11).
 */
public final class TranscriptHashes {
  private TranscriptHashes() {}

  /**
   * {@code confirmed_transcript_hash} of the epoch that a commit starts.
   *
   * <pre>
   * struct {
   *     WireFormat wire_format;
   *     FramedContent content; /&#42; with content_type == commit &#42;/
   *     opaque signature&lt;V&gt;;
   * } ConfirmedTranscriptHashInput;
   * </pre>
   *
   * @param interimBefore the interim hash of the epoch in which the commit was sent
   */
  public static Bytes confirmed(
      SuiteCrypto crypto,
      Bytes interimBefore,
      WireFormat wireFormat,
      FramedContent commit,
      Bytes signature) {
    return crypto.hash(
        new TlsWriter(1024)
            .raw(interimBefore)
            .u16(wireFormat.code())
            .struct(commit)
            .opaque(signature)
            .toBytes());
  }

  /**
   * {@code interim_transcript_hash} of an epoch.
   *
   * <pre>
   * struct {
   *     MAC confirmation_tag;
   * } InterimTranscriptHashInput;
   * </pre>
   *
   * @param confirmed the confirmed hash of the same epoch
   * @param confirmationTag of the commit that started it, or from the GroupInfo
   */
  public static Bytes interim(SuiteCrypto crypto, Bytes confirmed, Bytes confirmationTag) {
    return crypto.hash(new TlsWriter().raw(confirmed).opaque(confirmationTag).toBytes());
  }
}
