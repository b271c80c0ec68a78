package dev.hornbeam.mls.codec;

/** A structure with an encoding in the presentation language of RFC 9420 s.2.1. */
public interface Wire {
  /** Appends the encoding of this structure to the writer. */
  void encode(TlsWriter w);

  /** The encoding of this structure alone. */
  default Bytes encoded() {
    TlsWriter w = new TlsWriter();
    encode(w);
    return w.toBytes();
  }
}
