package dev.hornbeam.provider;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SignatureException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes the hash that ECDSA signs, or collects one that the caller made. */
final class Prehash {
  // As long as the longest hash there is.
  private static final int MOST = 64;

  private final @Nullable MessageDigest digest;
  private final byte[] given = new byte[MOST];
  private int length;

  private Prehash(@Nullable MessageDigest digest) {
    this.digest = digest;
  }

  static Prehash by(String algorithm) throws NoSuchAlgorithmException {
    return new Prehash(MessageDigest.getInstance(algorithm));
  }

  static Prehash given() {
    return new Prehash(null);
  }

  void update(byte[] bytes, int offset, int count) throws SignatureException {
    if (digest != null) {
      digest.update(bytes, offset, count);
      return;
    }
    if (count > MOST - length) {
      throw new SignatureException("a hash to be signed has at most " + MOST + " bytes");
    }
    System.arraycopy(bytes, offset, given, length, count);
    length += count;
  }

  /** The hash; afterwards it begins anew. */
  byte[] digest() {
    byte[] hash = digest != null ? digest.digest() : Arrays.copyOf(given, length);
    length = 0;
    return hash;
  }

  void reset() {
    if (digest != null) {
      digest.reset();
    }
    length = 0;
  }
}
