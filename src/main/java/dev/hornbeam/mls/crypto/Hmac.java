package dev.hornbeam.mls.crypto;

/** HMAC (RFC 2104) with one hash function. */
interface Hmac extends Implemented {
  /**
   * The MAC of the parts one after the other.
   *
   * @param key of any length, also empty; it stays the caller's, and no copy of it is left
   */
  byte[] mac(byte[] key, byte[]... parts);
}
