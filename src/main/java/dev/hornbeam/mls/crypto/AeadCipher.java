package dev.hornbeam.mls.crypto;

/** An AEAD with a nonce of 12 bytes and a tag of 16, which follows the ciphertext. */
interface AeadCipher extends Implemented {
  byte[] seal(byte[] key, byte[] nonce, byte[] aad, byte[] plaintext);

  /**
   * @return the plaintext, which the caller wipes
   * @throws CryptoRefused if the tag does not fit
   */
  byte[] open(byte[] key, byte[] nonce, byte[] aad, byte[] ciphertext) throws CryptoRefused;
}
