package dev.hornbeam.cli;

import java.util.Objects;

/** The user's input cannot be used. The message is shown as it is, and the exit code is 2. */
public final class BadInput extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line, naming the input and what is wrong with it
   */
  public BadInput(String message) {
    super(message);
  }

  /**
   * @param message one line, naming the input and what is wrong with it
   * @param cause shown with {@code --stacktrace} only
   */
  public BadInput(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
