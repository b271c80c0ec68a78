package dev.hornbeam.pkcs11;

/** What a private key may do; a key here does one thing. */
public enum KeyUse {
  /** {@code CKA_SIGN}. */
  SIGN,
  /** {@code CKA_DERIVE}. */
  DERIVE
}
