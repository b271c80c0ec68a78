package dev.hornbeam.pkcs11;

import java.nio.ByteBuffer;
import java.util.Optional;

/** As much of DER (X.690) as a public key needs. */
final class Der {
  static final int OCTET_STRING = 0x04;
  static final int BIT_STRING = 0x03;
  private static final int SEQUENCE = 0x30;
  private static final int LONG_FORM = 0x80;

  private Der() {}

  /** Puts a tag and a length before the content. */
  static byte[] encode(int tag, byte[] content) {
    int header = content.length < LONG_FORM ? 2 : content.length < 0x100 ? 3 : 4;
    ByteBuffer out = ByteBuffer.allocate(header + content.length).put((byte) tag);
    if (header > 2) {
      out.put((byte) (LONG_FORM | (header - 2)));
    }
    if (header > 3) {
      out.put((byte) (content.length >> 8));
    }
    return out.put((byte) content.length).put(content).array();
  }

  /** The content of one element that fills all the input; empty if it is not that. */
  static Optional<byte[]> content(int tag, byte[] der) {
    ByteBuffer in = ByteBuffer.wrap(der);
    return element(tag, in).filter(content -> !in.hasRemaining());
  }

  /** The key bits of a SubjectPublicKeyInfo (RFC 5280 s.4.1.2.7). */
  static Optional<byte[]> keyBits(byte[] subjectPublicKeyInfo) {
    return content(SEQUENCE, subjectPublicKeyInfo)
        .flatMap(
            body -> {
              ByteBuffer in = ByteBuffer.wrap(body);
              return element(SEQUENCE, in).flatMap(algorithm -> element(BIT_STRING, in));
            })
        .flatMap(Der::wholeBytes);
  }

  /** The bytes of a BIT STRING's content without unused bits. */
  static Optional<byte[]> wholeBytes(byte[] bits) {
    if (bits.length == 0 || bits[0] != 0) {
      return Optional.empty();
    }
    byte[] bytes = new byte[bits.length - 1];
    System.arraycopy(bits, 1, bytes, 0, bytes.length);
    return Optional.of(bytes);
  }

  private static Optional<byte[]> element(int tag, ByteBuffer in) {
    if (in.remaining() < 2 || (in.get() & 0xFF) != tag) {
      return Optional.empty();
    }
    int length = in.get() & 0xFF;
    if (length >= LONG_FORM) {
      int bytes = length - LONG_FORM;
      if (bytes < 1 || bytes > 2 || in.remaining() < bytes) {
        return Optional.empty();
      }
      length = 0;
      for (int i = 0; i < bytes; i++) {
        length = (length << 8) | (in.get() & 0xFF);
      }
    }
    if (in.remaining() < length) {
      return Optional.empty();
    }
    byte[] content = new byte[length];
    in.get(content);
    return Optional.of(content);
  }
}
