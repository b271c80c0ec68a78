package dev.hornbeam.cli.vectors;

/** A vector that does not hold: what differed, with the expected and the actual value. */
final class VectorMismatch extends Exception {
  private static final long serialVersionUID = 1L;

  VectorMismatch(String message) {
    super(message);
  }
}
