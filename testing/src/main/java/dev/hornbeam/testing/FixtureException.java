package dev.hornbeam.testing;

/** A fixture could not do what it was asked; the message holds the logs that say why. */
public class FixtureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param message what went wrong, with the output of the programs at fault
   */
  public FixtureException(String message) {
    super(message);
  }

  /**
   * @param message what went wrong
   * @param cause what it was found out by
   */
  public FixtureException(String message, Throwable cause) {
    super(message, cause);
  }
}
