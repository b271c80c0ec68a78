package dev.hornbeam.mls.crypto;

/**
 * A ciphertext, a KEM output or a public key that does not do: the AEAD or the curve refused it.
 * Callers turn it into the error that fits the message it came from.
 */
public final class CryptoRefused extends Exception {
  private static final long serialVersionUID = 1L;

  public CryptoRefused(String message) {
    super(message);
  }

  public CryptoRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
