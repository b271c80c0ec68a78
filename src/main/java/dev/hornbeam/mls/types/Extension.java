package dev.hornbeam.mls.types;

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
 *     ExtensionType extension_type;
 *     opaque extension_data&lt;V&gt;;
 * } Extension;
 * </pre>
 *
 * RFC 9420 s.7.2.
 *
 * @param data what the vector holds, in the form of the type
 */
public record Extension(ExtensionType type, Bytes data) implements Wire {
  /**
   * Reads an extension of any type.
   *
   * @throws MalformedMessage if the bytes are not such a structure
   */
  public static Extension decode(TlsReader r) throws MalformedMessage {
    return new Extension(ExtensionType.decode(r), r.opaque("extension_data"));
  }

  @Override
  public void encode(TlsWriter w) {
    w.struct(type).opaque(data);
  }
}
