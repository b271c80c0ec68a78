package dev.hornbeam.mls.crypto;

/** A hash function. */
interface Digest {
  /** The hash of the data. */
  byte[] hash(byte[] data);
}
