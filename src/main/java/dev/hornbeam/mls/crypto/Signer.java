package dev.hornbeam.mls.crypto;

import java.security.SecureRandom;

/** A signature scheme on raw keys; ECDSA signatures are DER (RFC 9420 s.5.1.2). */
interface Signer extends Implemented {
  RawKeyPair generate(SecureRandom random);

  /**
   * The public key of a private one.
   *
   * @throws IllegalArgumentException if the bytes are no private key of this scheme
   */
  byte[] publicKey(byte[] privateKey);

  byte[] sign(byte[] privateKey, byte[] message, SecureRandom random);

  /** The same with a key that may have been made ready for this scheme before. */
  default byte[] sign(SoftwarePrivateKey privateKey, byte[] message, SecureRandom random) {
    return sign(privateKey.raw().expose(), message, random);
  }

  /** Whether the signature is good; false for any bad input. */
  boolean verify(byte[] publicKey, byte[] message, byte[] signature);

  /** Whether the bytes are a public key of this scheme: length, and point on the curve. */
  boolean isPublicKey(byte[] publicKey);
}
