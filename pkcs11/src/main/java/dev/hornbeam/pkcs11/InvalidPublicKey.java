package dev.hornbeam.pkcs11;

/** A peer's public key has the wrong length, is no point of the curve, or has a small order. */
public final class InvalidPublicKey extends Exception {
  private static final long serialVersionUID = 1;

  InvalidPublicKey(String message) {
    super(message);
  }
}
