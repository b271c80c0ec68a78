package dev.hornbeam.pkcs11;

/**
 * What is to be known of a private key to use it.
 *
 * @param login what it wants besides the login of the token
 */
record KeyTraits(KeyType type, LoginEach login) {
  /** How often the PIN is to be given. */
  enum LoginEach {
    /** Once for all sessions. */
    PROCESS,
    /** Before each use: {@code CKA_ALWAYS_AUTHENTICATE}. */
    USE
  }
}
