package dev.hornbeam.cli.vectors;

/**
 * A case that is not written as the format asks: a field is missing, of another type, or not
 * hexadecimal. Whoever wrote the file is at fault, not the engine.
 */
final class MalformedVector extends VectorMismatch {
  private static final long serialVersionUID = 1L;

  MalformedVector(String message) {
    super(message);
  }
}
