package dev.hornbeam.mls.crypto;

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
 *     opaque kem_output&lt;V&gt;;
 *     opaque ciphertext&lt;V&gt;;
 * } HPKECiphertext;
 * </pre>
 *
 * RFC 9420 s.7.6.
 */
public record HpkeCiphertext(Bytes kemOutput, Bytes ciphertext) implements Wire {
  public static HpkeCiphertext decode(TlsReader r) throws MalformedMessage {
    return new HpkeCiphertext(r.opaque("kem_output"), r.opaque("ciphertext"));
  }

  @Override
  public void encode(TlsWriter w) {
    w.opaque(kemOutput).opaque(ciphertext);
  }
}
