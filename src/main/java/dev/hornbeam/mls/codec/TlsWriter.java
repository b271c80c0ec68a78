package dev.hornbeam.mls.codec;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Writes the presentation language of RFC 9420 s.2.1. Each method appends, and returns this writer.
 * A buffer that it outgrows is wiped; {@link #toSecret} hands the bytes over without leaving a
 * copy, so what has a secret in it ends with that. Not safe for use by several threads.
 */
public final class TlsWriter {
  /** The longest vector that the two-bit length header can announce (RFC 9420 s.2.1.2). */
  public static final int MAX_VECTOR = (1 << 30) - 1;

  private byte[] buffer;
  private int size;

  /** An empty writer. */
  public TlsWriter() {
    this(64);
  }

  /**
   * An empty writer for a result whose size is known roughly.
   *
   * @param capacity bytes to allocate at first
   */
  public TlsWriter(int capacity) {
    buffer = new byte[capacity];
  }

  /**
   * A {@code uint8}.
   *
   * @param value from 0 to 255; higher bits are dropped
   */
  public TlsWriter u8(int value) {
    reserve(1);
    buffer[size++] = (byte) value;
    return this;
  }

  /**
   * A {@code uint16}.
   *
   * @param value from 0 to 65535; higher bits are dropped
   */
  public TlsWriter u16(int value) {
    reserve(2);
    buffer[size++] = (byte) (value >> 8);
    buffer[size++] = (byte) value;
    return this;
  }

  /**
   * A {@code uint32}.
   *
   * @param value from 0 to 2^32 - 1; higher bits are dropped
   */
  public TlsWriter u32(long value) {
    u16((int) (value >> 16));
    return u16((int) value);
  }

  /**
   * A {@code uint64}.
   *
   * @param value its 64 bits, read as an unsigned number
   */
  public TlsWriter u64(long value) {
    u32(value >>> 32);
    return u32(value);
  }

  /** The bytes alone, without a length header. */
  public TlsWriter raw(byte[] value) {
    reserve(value.length);
    System.arraycopy(value, 0, buffer, size, value.length);
    size += value.length;
    return this;
  }

  /** The bytes alone, without a length header. */
  public TlsWriter raw(Bytes value) {
    return raw(value.view());
  }

  /**
   * The variable-size length header of RFC 9420 s.2.1.2, in its shortest form.
   *
   * @throws IllegalArgumentException if the length is over {@link #MAX_VECTOR}
   */
  public TlsWriter length(int length) {
    if (length < 0 || length > MAX_VECTOR) {
      throw new IllegalArgumentException("a vector of " + length + " bytes has no encoding");
    }
    return switch (headerSize(length)) {
      case 1 -> u8(length);
      case 2 -> u16(length | 1 << 14);
      default -> u32(length | 2L << 30);
    };
  }

  /** How many bytes {@code opaque value<V>} takes for a value of a length, header included. */
  public static int opaqueSize(int length) {
    return headerSize(length) + length;
  }

  private static int headerSize(int length) {
    return length < 1 << 6 ? 1 : length < 1 << 14 ? 2 : 4;
  }

  /** {@code opaque value<V>}, copied from the array. */
  public TlsWriter opaque(byte[] value) {
    return length(value.length).raw(value);
  }

  /** {@code opaque value<V>}. */
  public TlsWriter opaque(Bytes value) {
    return opaque(value.view());
  }

  /** {@code opaque value<V>}, copied from the secret, which stays the caller's. */
  public TlsWriter opaque(Secret value) {
    return opaque(value.expose());
  }

  /** A nested structure. */
  public TlsWriter struct(Wire value) {
    value.encode(this);
    return this;
  }

  /** {@code optional<T> value} (RFC 9420 s.2.1.1). */
  public TlsWriter optional(Optional<? extends Wire> value) {
    u8(value.isPresent() ? 1 : 0);
    value.ifPresent(v -> v.encode(this));
    return this;
  }

  /**
   * {@code T values<V>}.
   *
   * @throws IllegalArgumentException if they take more than {@link #MAX_VECTOR} bytes
   */
  public TlsWriter vector(Collection<? extends Wire> values) {
    return vector(values, (w, value) -> value.encode(w));
  }

  /**
   * {@code T values<V>}, each written by the function.
   *
   * @throws IllegalArgumentException if they take more than {@link #MAX_VECTOR} bytes
   */
  public <T> TlsWriter vector(Collection<T> values, BiConsumer<TlsWriter, T> each) {
    int header = size;
    u8(0);
    int start = size;
    values.forEach(value -> each.accept(this, value));
    int length = size - start;
    int shift = headerSize(length) - 1;
    if (shift > 0) {
      reserve(shift);
      System.arraycopy(buffer, start, buffer, start + shift, length);
    }
    size = header;
    length(length);
    size += length;
    return this;
  }

  /** The number of bytes written so far. */
  public int size() {
    return size;
  }

  /** A copy of what was written; writing may go on. */
  public Bytes toBytes() {
    return Bytes.own(Arrays.copyOf(buffer, size));
  }

  /**
   * What was written, without a copy if it fills the capacity; this writer is empty again. For what
   * is not secret, as the rest of a larger buffer is not wiped.
   */
  public Bytes finish() {
    Bytes written = size == buffer.length ? Bytes.own(buffer) : toBytes();
    buffer = new byte[0];
    size = 0;
    return written;
  }

  /** What was written, as a secret that the caller owns; this writer is wiped and empty again. */
  public Secret toSecret() {
    Secret secret = Secret.own(Arrays.copyOf(buffer, size));
    Arrays.fill(buffer, (byte) 0);
    size = 0;
    return secret;
  }

  private void reserve(int more) {
    if (buffer.length - size < more) {
      byte[] old = buffer;
      buffer = Arrays.copyOf(old, capacity(old.length, Math.addExact(size, more)));
      Arrays.fill(old, 0, size, (byte) 0);
    }
  }

  /**
   * Behind a vector that filled all there was, little comes: room for that spares a second copy.
   */
  private static int capacity(int old, int needed) {
    return Math.max(Math.multiplyExact(old, 2), Math.addExact(needed, needed / 16 + 16));
  }
}
