package dev.hornbeam.pkcs11;

import java.security.SecureRandom;
import java.util.HexFormat;

/** {@code CKA_ID}: names a key pair on its token, and the certificate that belongs to it. */
public final class KeyId {
  private static final int RANDOM_BYTES = 16;

  private final String hex;

  private KeyId(String hex) {
    this.hex = hex;
  }

  /**
   * Copies the bytes.
   *
   * @throws IllegalArgumentException if there are none: that names no object, or many
   */
  public static KeyId of(byte[] id) {
    if (id.length == 0) {
      throw new IllegalArgumentException("An id has a byte at least");
    }
    return new KeyId(HexFormat.of().formatHex(id));
  }

  /** 16 fresh bytes. */
  public static KeyId random(SecureRandom random) {
    byte[] id = new byte[RANDOM_BYTES];
    random.nextBytes(id);
    return of(id);
  }

  /** A new array. */
  public byte[] toArray() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyId id && hex.equals(id.hex);
  }

  @Override
  public int hashCode() {
    return hex.hashCode();
  }

  /** In lower-case hexadecimal. */
  @Override
  public String toString() {
    return hex;
  }
}
