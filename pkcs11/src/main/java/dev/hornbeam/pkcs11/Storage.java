package dev.hornbeam.pkcs11;

/** Where an object lives ({@code CKA_TOKEN}). */
public enum Storage {
  /** On the token, until it is destroyed. */
  TOKEN,
  /** In a session, until that is closed or lost. */
  SESSION
}
