package dev.hornbeam.mls.error;

/**
 * The store did not take a change. Neither the store nor the group in memory has changed, and the
 * same call can be made again.
 */
public final class StoreFailed extends MlsException {
  private static final long serialVersionUID = 1L;

  public StoreFailed(String message) {
    super(message);
  }

  public StoreFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
