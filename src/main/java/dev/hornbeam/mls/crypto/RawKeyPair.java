package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;

/**
 * A key pair in the raw forms of RFC 9180 s.7.1 and RFC 8032. Its receiver owns the private key.
 */
record RawKeyPair(Secret privateKey, Bytes publicKey) {
  @Override
  public String toString() {
    return "RawKeyPair[" + publicKey + "]";
  }
}
