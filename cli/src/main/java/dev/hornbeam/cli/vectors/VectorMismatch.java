package dev.hornbeam.cli.vectors;

import java.util.Objects;

/** A vector that does not hold: what differed, with the expected and the actual value. */
sealed class VectorMismatch extends Exception permits MalformedVector {
  private static final long serialVersionUID = 1L;

  VectorMismatch(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
