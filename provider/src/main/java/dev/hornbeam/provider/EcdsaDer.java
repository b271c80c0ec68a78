package dev.hornbeam.provider;

import java.math.BigInteger;

/** The two forms of an ECDSA signature: r and s side by side, and DER (RFC 3279 s.2.2.3). */
final class EcdsaDer {
  private static final byte SEQUENCE = 0x30;
  private static final byte INTEGER = 0x02;
  private static final int SHORT_LENGTH = 0x80;
  private static final byte ONE_BYTE_LENGTH = (byte) 0x81;

  private EcdsaDer() {}

  /** The DER form of a signature whose halves are r and s. */
  static byte[] of(byte[] raw) {
    int half = raw.length / 2;
    byte[] r = new BigInteger(1, raw, 0, half).toByteArray();
    byte[] s = new BigInteger(1, raw, half, half).toByteArray();
    // The longest is that of P-521: 2 + 66 bytes, twice.
    int length = 2 + r.length + 2 + s.length;
    int head = length < SHORT_LENGTH ? 2 : 3;
    byte[] der = new byte[head + length];
    der[0] = SEQUENCE;
    der[1] = head == 2 ? (byte) length : ONE_BYTE_LENGTH;
    der[head - 1] = (byte) length;
    int next = putInteger(r, der, head);
    putInteger(s, der, next);
    return der;
  }

  private static int putInteger(byte[] value, byte[] to, int offset) {
    to[offset] = INTEGER;
    to[offset + 1] = (byte) value.length;
    System.arraycopy(value, 0, to, offset + 2, value.length);
    return offset + 2 + value.length;
  }
}
