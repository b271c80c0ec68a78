package dev.hornbeam.mls.codec;

import dev.hornbeam.mls.error.MalformedMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads the presentation language of RFC 9420 s.2.1. Every length is checked against what is left
 * before anything is allocated; a length header that is not in its shortest form and bytes behind a
 * structure are refused. Each read names its field, so that an error can say where it is and a
 * {@link Trace} can show the structure; an empty name adds none.
 *
 * <p>A method that throws {@link MalformedMessage} does so if fewer bytes are left than it reads,
 * or they break the rule that it names; the reader is not to be used after that. Not safe for use
 * by several threads.
 */
public final class TlsReader {
  /**
   * Reads one structure.
   *
   * @param <T> what it is read as
   */
  @FunctionalInterface
  public interface Decoder<T> {
    /**
     * Reads the structure from where the reader stands, and leaves the reader behind it.
     *
     * @throws MalformedMessage if the bytes are not such a structure
     */
    T decode(TlsReader r) throws MalformedMessage;
  }

  /** Follows a reader through the input, field by field. */
  public interface Trace {
    /** A structure or vector begins at the offset. */
    void enter(String name, int offset);

    /**
     * A field was read.
     *
     * @param value a {@code Long} for a number, else a {@code Bytes}
     */
    void field(String name, Object value, int offset);

    /** A secret of so many bytes was read. */
    void secret(String name, int length, int offset);

    /** The structure or vector that was entered last ends. */
    void leave();
  }

  private static final Trace NO_TRACE =
      new Trace() {
        @Override
        public void enter(String name, int offset) {}

        @Override
        public void field(String name, Object value, int offset) {}

        @Override
        public void secret(String name, int length, int offset) {}

        @Override
        public void leave() {}
      };

  private final byte[] data;
  private final Trace trace;
  private final StringBuilder path;
  private int position;
  private int end;

  /** A reader over all of the bytes. */
  public TlsReader(Bytes data) {
    this(data.view(), NO_TRACE);
  }

  /** A reader over all of the bytes of a secret, which must stay open meanwhile. */
  public TlsReader(Secret data) {
    this(data.expose(), NO_TRACE);
  }

  /** A reader over all of the bytes that reports each field to the trace as it is read. */
  public TlsReader(Bytes data, Trace trace) {
    this(data.view(), trace);
  }

  private TlsReader(byte[] data, Trace trace) {
    this.data = data;
    this.trace = trace;
    this.path = new StringBuilder();
    this.end = data.length;
  }

  /**
   * Decodes one structure that fills the input to its last byte.
   *
   * @throws MalformedMessage if the bytes are not such a structure, or more follow it
   */
  public static <T> T decode(Bytes data, Decoder<T> decoder) throws MalformedMessage {
    return new TlsReader(data).whole(decoder);
  }

  /**
   * Decodes one structure that fills what is left of the input.
   *
   * @throws MalformedMessage if the bytes are not such a structure, or more follow it
   */
  public <T> T whole(Decoder<T> decoder) throws MalformedMessage {
    T value = decoder.decode(this);
    finish();
    return value;
  }

  /** A {@code uint8}, from 0 to 255. */
  public int u8(String field) throws MalformedMessage {
    return (int) number(field, 1);
  }

  /** A {@code uint16}, from 0 to 65535. */
  public int u16(String field) throws MalformedMessage {
    return (int) number(field, 2);
  }

  /** A {@code uint32}, from 0 to 2^32 - 1. */
  public long u32(String field) throws MalformedMessage {
    return number(field, 4);
  }

  /** A {@code uint64}; values over 2^63 - 1 come out negative. */
  public long u64(String field) throws MalformedMessage {
    return number(field, 8);
  }

  /**
   * {@code opaque field[length]}, as a copy.
   *
   * @param length bytes, from 0
   */
  public Bytes raw(String field, int length) throws MalformedMessage {
    int at = position;
    need(field, length);
    return bytes(field, length, at);
  }

  /** {@code opaque field<V>}, as a copy. */
  public Bytes opaque(String field) throws MalformedMessage {
    int at = position;
    return bytes(field, vectorLength(field), at);
  }

  /**
   * {@code opaque field<V>} that is a secret of this length: a copy, which the caller owns.
   *
   * @throws MalformedMessage if it is of another length, also
   */
  public Secret secret(String field, int length) throws MalformedMessage {
    int at = position;
    Secret secret = secret(field);
    if (secret.length() != length) {
      secret.close();
      throw malformed(field, at, "it has another length than " + length + " bytes");
    }
    return secret;
  }

  /** {@code opaque field<V>} that is a secret: a copy, which the caller owns. */
  public Secret secret(String field) throws MalformedMessage {
    int at = position;
    int length = vectorLength(field);
    Secret value = Secret.own(Arrays.copyOfRange(data, position, position + length));
    position += length;
    trace.secret(field, length, at);
    return value;
  }

  /** All bytes that are left in this structure or vector; there may be none. */
  public Bytes rest(String field) throws MalformedMessage {
    return raw(field, end - position);
  }

  /** A nested structure. */
  public <T> T struct(String field, Decoder<T> decoder) throws MalformedMessage {
    int mark = enter(field);
    return entered(mark, decoder);
  }

  /** {@code optional<T> field} (RFC 9420 s.2.1.1), whose first byte must be 0 or 1. */
  public <T> Optional<T> optional(String field, Decoder<T> decoder) throws MalformedMessage {
    int at = position;
    int present = u8(trace == NO_TRACE ? field : field + "?");
    return switch (present) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(struct(field, decoder));
      default -> throw malformed(field, at, "an optional starts with 0 or 1, not " + present);
    };
  }

  /** {@code T field<V>}: as many structures as fill the vector to its last byte. */
  public <T> List<T> vector(String field, Decoder<T> decoder) throws MalformedMessage {
    int mark = enter(field);
    int length = vectorLength("");
    List<T> values = length == 0 ? List.of() : elements(position + length, decoder);
    leave(mark);
    return values;
  }

  /**
   * The length header of a vector alone (RFC 9420 s.2.1.2), which must be in its shortest form.
   *
   * @return what it announces, whether or not so many bytes follow
   */
  public int length(String field) throws MalformedMessage {
    int at = position;
    need(field, 1);
    // The two top bits give the header's size.
    int prefix = (data[position] & 0xff) >> 6;
    if (prefix == 3) {
      throw malformed(field, at, "invalid length header");
    }
    int size = 1 << prefix;
    need(field, size);
    int length = data[position++] & 0x3f;
    for (int i = 1; i < size; i++) {
      length = (length << 8) | (data[position++] & 0xff);
    }
    if ((size == 2 && length < 1 << 6) || (size == 4 && length < 1 << 14)) {
      throw malformed(field, at, "length header is not in its shortest form");
    }
    return length;
  }

  /** Whether bytes are left in this structure or vector. */
  public boolean hasMore() {
    return position < end;
  }

  /** Where the next field starts, in bytes from the start of the input. */
  public int offset() {
    return position;
  }

  /**
   * A copy of the bytes of the input between two offsets that were read already: a structure
   * exactly as it was received.
   *
   * @param from an earlier {@link #offset}
   * @param to a later one, at most the present one
   */
  public Bytes input(int from, int to) {
    Objects.checkFromToIndex(from, to, position);
    return Bytes.own(Arrays.copyOfRange(data, from, to));
  }

  /**
   * An error for a decoder to throw, about a field whose value breaks a rule.
   *
   * @param offset where the field starts: the {@link #offset} before it was read
   * @param reason what is wrong, in words
   */
  public MalformedMessage malformed(String field, int offset, String reason) {
    int mark = path.length();
    append(field);
    String where = path.toString();
    path.setLength(mark);
    return new MalformedMessage(where, offset, reason);
  }

  /**
   * Checks that nothing follows.
   *
   * @throws MalformedMessage if bytes are left
   */
  public void finish() throws MalformedMessage {
    if (position < end) {
      throw malformed("", position, (end - position) + " bytes follow the end");
    }
  }

  private long number(String field, int size) throws MalformedMessage {
    int at = position;
    need(field, size);
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = (value << 8) | (data[position++] & 0xff);
    }
    trace.field(field, value, at);
    return value;
  }

  private <T> List<T> elements(int to, Decoder<T> decoder) throws MalformedMessage {
    int outerEnd = end;
    end = to;
    List<T> values = new ArrayList<>();
    while (position < end) {
      int element = enter(values.size());
      values.add(entered(element, decoder));
    }
    end = outerEnd;
    return List.copyOf(values);
  }

  private Bytes bytes(String field, int length, int at) {
    // Not an object for each of many empty ones.
    Bytes value =
        length == 0
            ? Bytes.EMPTY
            : Bytes.own(Arrays.copyOfRange(data, position, position + length));
    position += length;
    trace.field(field, value, at);
    return value;
  }

  private int vectorLength(String field) throws MalformedMessage {
    int at = position;
    int length = length(field);
    if (length > end - position) {
      throw malformed(
          field, at, "announces " + length + " bytes, but " + (end - position) + " are left");
    }
    return length;
  }

  private void need(String field, int size) throws MalformedMessage {
    if (end - position < size) {
      throw malformed(
          field, position, "needs " + size + " bytes, but " + (end - position) + " are left");
    }
  }

  private int enter(String field) {
    int mark = path.length();
    append(field);
    trace.enter(field, position);
    return mark;
  }

  /** Names an element of a vector. A text is made of it only for a trace. */
  private int enter(int index) {
    int mark = path.length();
    path.append('[').append(index).append(']');
    if (trace != NO_TRACE) {
      trace.enter(path.substring(mark), position);
    }
    return mark;
  }

  private <T> T entered(int mark, Decoder<T> decoder) throws MalformedMessage {
    T value = decoder.decode(this);
    leave(mark);
    return value;
  }

  private void leave(int mark) {
    path.setLength(mark);
    trace.leave();
  }

  private void append(String field) {
    if (path.length() > 0 && !field.isEmpty() && field.charAt(0) != '[') {
      path.append('.');
    }
    path.append(field);
  }
}
