package dev.hornbeam.mls.error;

/**
 * A private key could not be used, made or found: its token is absent or failing, or the key is no
 * longer there. Nothing was changed and no message key was used up, so the same call can be made
 * again when the key is back.
 */
public final class KeyUnavailable extends MlsException {
  private static final long serialVersionUID = 1L;

  /**
   * For a {@code KeySource} to throw.
   *
   * @param message which key, in words, and why; never the key, its reference or a PIN
   */
  public KeyUnavailable(String message) {
    super(message);
  }

  /**
   * As {@link #KeyUnavailable(String)}, with what the token or keystore said.
   *
   * @param message which key, in words, and why; never the key, its reference or a PIN
   */
  public KeyUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
