package dev.hornbeam.mls.crypto;

/** A hash function. */
interface Digest extends Implemented {
  /** The hash of the data. */
  byte[] hash(byte[] data);
}
