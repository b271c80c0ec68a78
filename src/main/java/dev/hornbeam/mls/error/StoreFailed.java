package dev.hornbeam.mls.error;

/**
 * The store did not take a change, or what was to be read is missing, damaged or not readable now.
 * Neither the store nor the group in memory has changed, and the same call can be made again.
 */
public final class StoreFailed extends MlsException {
  private static final long serialVersionUID = 1L;

  /**
   * For a {@code Store} to throw.
   *
   * @param message what failed, in words; never a stored value
   */
  public StoreFailed(String message) {
    super(message);
  }

  /**
   * As {@link #StoreFailed(String)}, with what the database or file system said.
   *
   * @param message what failed, in words; never a stored value
   */
  public StoreFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
