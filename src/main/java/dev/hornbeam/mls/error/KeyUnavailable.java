package dev.hornbeam.mls.error;

/**
 * A private key could not be used, made or found: its token is absent or failing. Nothing was
 * changed, and the same call can be made again when the key is back.
 */
public final class KeyUnavailable extends MlsException {
  private static final long serialVersionUID = 1L;

  public KeyUnavailable(String message) {
    super(message);
  }

  public KeyUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
