package dev.hornbeam.mls.crypto;

/** Sees each cryptographic operation of a profile, to count or trace it; never its operands. */
@FunctionalInterface
public interface CryptoObserver {
  /** Sees nothing. */
  CryptoObserver NONE = operation -> {};

  /** An operation is about to happen. Called by many threads at once; must not throw or block. */
  void observed(CryptoOperation operation);
}
