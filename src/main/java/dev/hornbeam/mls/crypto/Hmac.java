package dev.hornbeam.mls.crypto;

/** HMAC (RFC 2104) with one hash function. */
interface Hmac extends Implemented {
  /** HMAC under one key, for use by one thread. */
  interface Keyed {
    /** The MAC of the parts one after the other. */
    byte[] mac(byte[]... parts);
  }

  /**
   * @param key of any length, also empty; it stays the caller's
   */
  Keyed keyed(byte[] key);
}
