package dev.hornbeam.mls.crypto;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The Diffie-Hellman group of a KEM (RFC 9180 s.4.1), on keys as {@code SerializePublicKey} and
 * {@code SerializePrivateKey} write them.
 */
interface Dh extends Implemented {
  /**
   * What a sender gets out of a fresh key pair of its own.
   *
   * @param publicKey of the fresh pair
   * @param sharedSecret {@code Ndh} bytes, which the receiver of this record wipes
   */
  @SuppressWarnings("ArrayRecordComponent") // passed from hand to hand, never compared
  record Ephemeral(byte[] publicKey, byte[] sharedSecret) {}

  RawKeyPair generate(SecureRandom random);

  /**
   * The public key of a private one.
   *
   * @throws IllegalArgumentException if the bytes are no private key of this group
   */
  byte[] publicKey(byte[] privateKey);

  /**
   * {@code DH(privateKey, publicKey)}.
   *
   * @return {@code Ndh} bytes, which the caller wipes
   * @throws CryptoRefused if the public key is none of this group, or the result is all zero on a
   *     curve of RFC 7748 (RFC 9180 s.7.1.4; NIST curves have a point whose x is 0)
   */
  byte[] agree(byte[] privateKey, byte[] publicKey) throws CryptoRefused;

  /**
   * Makes a key pair, agrees with the public key, and forgets the private half.
   *
   * @throws CryptoRefused as {@link #agree} does
   */
  default Ephemeral ephemeral(byte[] publicKey, SecureRandom random) throws CryptoRefused {
    RawKeyPair pair = generate(random);
    try (var own = pair.privateKey()) {
      return new Ephemeral(pair.publicKey().toArray(), agree(own.expose(), publicKey));
    }
  }

  /**
   * Whether the bytes are a public key that agreements can be made with: the right length, and for
   * the NIST curves an uncompressed point of the curve, for X25519 and X448 none of small order.
   */
  boolean isPublicKey(byte[] publicKey);

  /** Refuses the all-zero shared secret of X25519 and X448 (RFC 9180 s.7.1.4). */
  static byte[] nonZero(byte[] sharedSecret) throws CryptoRefused {
    int bits = 0;
    for (byte b : sharedSecret) {
      bits |= b;
    }
    if (bits == 0) {
      throw new CryptoRefused("the shared secret is all zero: the public key is of small order");
    }
    return sharedSecret;
  }

  /** {@code I2OSP(value, length)} of RFC 8017 for a number that may come with a sign byte. */
  static byte[] fixedLength(byte[] bigEndian, int length) {
    int excess = bigEndian.length - length;
    if (excess == 0) {
      return bigEndian;
    }
    byte[] fixed = new byte[length];
    System.arraycopy(
        bigEndian,
        Math.max(excess, 0),
        fixed,
        Math.max(-excess, 0),
        Math.min(length, bigEndian.length));
    Arrays.fill(bigEndian, (byte) 0);
    return fixed;
  }
}
