package dev.hornbeam.cli.demo;

/** The demo cannot go on: a member did not come to what it should have. */
final class DemoFailed extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message names the member, and what went wrong
   */
  DemoFailed(String message) {
    super(message);
  }

  DemoFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
