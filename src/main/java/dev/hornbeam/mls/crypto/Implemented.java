package dev.hornbeam.mls.crypto;

/** A primitive that knows whose code it is. */
interface Implemented {
  Implementation implementation();
}
