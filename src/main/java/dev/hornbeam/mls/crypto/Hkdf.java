package dev.hornbeam.mls.crypto;

import java.util.Arrays;

/**
 * HKDF (RFC 5869) with one HMAC.
 *
 * @param hashLength {@code Nh}, bytes
 */
record Hkdf(Hmac hmac, int hashLength) {
  /** {@code Extract(salt, ikm)}: {@code Nh} bytes, which the caller wipes. */
  byte[] extract(byte[] salt, byte[]... ikm) {
    return hmac.mac(salt, ikm);
  }

  /**
   * {@code Expand(prk, info, length)}: bytes that the caller wipes.
   *
   * @throws IllegalArgumentException if the length is over {@code 255 * Nh}
   */
  byte[] expand(byte[] prk, int length, byte[]... info) {
    if (length < 0 || length > 255 * hashLength) {
      throw new IllegalArgumentException("HKDF does not expand to " + length + " bytes");
    }
    byte[] out = new byte[length];
    byte[][] input = new byte[info.length + 2][];
    System.arraycopy(info, 0, input, 1, info.length);
    byte[] block = {};
    for (int done = 0, i = 1; done < length; done += hashLength, i++) {
      input[0] = block;
      input[input.length - 1] = new byte[] {(byte) i};
      byte[] next = hmac.mac(prk, input);
      System.arraycopy(next, 0, out, done, Math.min(hashLength, length - done));
      Arrays.fill(block, (byte) 0);
      block = next;
    }
    Arrays.fill(block, (byte) 0);
    return out;
  }
}
