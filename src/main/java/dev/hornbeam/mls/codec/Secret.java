package dev.hornbeam.mls.codec;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Secret bytes with one owner, who closes them; closing wipes the array. There is no {@code equals}
 * and no readable {@code toString}. A method that takes one leaves it the caller's, and one that
 * returns one gives it to the caller, unless it says otherwise. Several threads may read one; none
 * may still do so when it is closed.
 */
public final class Secret implements AutoCloseable {
  private final byte[] value;
  private volatile boolean closed;

  private Secret(byte[] value) {
    this.value = value;
  }

  /** Takes the array over: the caller neither reads nor changes it again. */
  public static Secret own(byte[] value) {
    return new Secret(value);
  }

  /** A secret with a copy of the bytes; the caller still owns, and wipes, the array given. */
  public static Secret copyOf(byte[] value) {
    return new Secret(value.clone());
  }

  /**
   * An all-zero secret (RFC 9420 s.8).
   *
   * @param length bytes, from 0
   */
  public static Secret zeros(int length) {
    return new Secret(new byte[length]);
  }

  /** The number of bytes, also after closing. */
  public int length() {
    return value.length;
  }

  /**
   * The array itself, without a copy, for handing to a primitive. The caller must not change it,
   * nor keep it past the life of this secret.
   *
   * @throws IllegalStateException if this secret was closed
   */
  public byte[] expose() {
    if (closed) {
      throw new IllegalStateException("the secret was wiped already");
    }
    return value;
  }

  /**
   * A secret of its own with the same bytes, for another owner.
   *
   * @throws IllegalStateException if this secret was closed
   */
  public Secret copy() {
    return new Secret(expose().clone());
  }

  /**
   * Whether both hold the same bytes, in time that depends on the lengths alone.
   *
   * @throws IllegalStateException if one of them was closed
   */
  public boolean matches(Secret other) {
    return MessageDigest.isEqual(expose(), other.expose());
  }

  /** Whether the bytes were wiped. */
  public boolean isClosed() {
    return closed;
  }

  /** Wipes the bytes. Closing again does nothing. */
  @Override
  public void close() {
    closed = true;
    Arrays.fill(value, (byte) 0);
  }

  @Override
  public String toString() {
    return "Secret[" + value.length + " bytes]";
  }
}
