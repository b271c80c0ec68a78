package dev.hornbeam.mls.codec;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Immutable public bytes with value equality. For secrets there is {@link Secret}: what is here can
 * be printed, is compared in time that depends on the content, and is never wiped.
 */
public final class Bytes implements Comparable<Bytes> {
  /** No bytes. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] value;
  private int hash;

  private Bytes(byte[] value) {
    this.value = value;
  }

  /** A copy of the given bytes. */
  public static Bytes copyOf(byte... value) {
    return new Bytes(value.clone());
  }

  /** The given array itself: the caller gives it up and never changes it again. */
  public static Bytes own(byte[] value) {
    return new Bytes(value);
  }

  /** The UTF-8 encoding of the text. */
  public static Bytes utf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The bytes that a hexadecimal text stands for.
   *
   * @throws IllegalArgumentException if the text is not hexadecimal
   */
  public static Bytes fromHex(String hex) {
    return new Bytes(HexFormat.of().parseHex(hex));
  }

  /** The number of bytes. */
  public int length() {
    return value.length;
  }

  /** Whether there are no bytes. */
  public boolean isEmpty() {
    return value.length == 0;
  }

  /**
   * The byte at an index.
   *
   * @param index from 0 to {@code length() - 1}
   * @throws ArrayIndexOutOfBoundsException if it is not
   */
  public byte at(int index) {
    return value[index];
  }

  /** A new array with these bytes. */
  public byte[] toArray() {
    return value.clone();
  }

  /**
   * The array behind these bytes, without a copy, for handing to a primitive that only reads it.
   * The caller must not change or keep it.
   */
  public byte[] view() {
    return value;
  }

  /**
   * A copy of the bytes from {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @param from from 0 to {@code length()}
   * @param to from {@code from} to {@code length()}
   */
  public Bytes slice(int from, int to) {
    Objects.checkFromToIndex(from, to, value.length);
    return new Bytes(Arrays.copyOfRange(value, from, to));
  }

  /**
   * Whether both hold the same bytes, in time that depends on the lengths alone. Tags and MACs are
   * compared by this, never by {@link #equals}.
   */
  public boolean matches(Bytes other) {
    return MessageDigest.isEqual(value, other.value);
  }

  /** These bytes in lower-case hexadecimal. */
  public String hex() {
    return HexFormat.of().formatHex(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(value, bytes.value);
  }

  @Override
  public int hashCode() {
    int h = hash;
    if (h == 0) {
      h = Arrays.hashCode(value);
      hash = h;
    }
    return h;
  }

  /** Unsigned lexicographic order. */
  @Override
  public int compareTo(Bytes other) {
    return value == other.value ? 0 : Arrays.compareUnsigned(value, other.value);
  }

  /** Hexadecimal, cut after 32 bytes. */
  @Override
  public String toString() {
    return value.length <= 32 ? hex() : slice(0, 32).hex() + "... (" + value.length + " bytes)";
  }
}
