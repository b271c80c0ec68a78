package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import java.security.SecureRandom;

/**
 * The name of a group, chosen by who makes it; it must not be used again (RFC 9420 s.8.1, s.11).
 *
 * @param value any bytes
 */
public record GroupId(Bytes value) implements Wire, Comparable<GroupId> {
  private static final int RANDOM_LENGTH = 32;

  /** A new name: 32 fresh random bytes. */
  public static GroupId random() {
    return random(new SecureRandom());
  }

  /** A new name: 32 bytes of the given source. */
  public static GroupId random(SecureRandom random) {
    byte[] value = new byte[RANDOM_LENGTH];
    random.nextBytes(value);
    return new GroupId(Bytes.own(value));
  }

  /** The UTF-8 bytes of a text. */
  public static GroupId of(String text) {
    return new GroupId(Bytes.utf8(text));
  }

  /**
   * Reads a group id.
   *
   * @throws MalformedMessage if the bytes are not such a structure
   */
  public static GroupId decode(TlsReader r) throws MalformedMessage {
    return new GroupId(r.opaque("group_id"));
  }

  @Override
  public void encode(TlsWriter w) {
    w.opaque(value);
  }

  /** Unsigned lexicographic order of the bytes. */
  @Override
  public int compareTo(GroupId other) {
    return value.compareTo(other.value);
  }

  /** Hexadecimal, cut after 32 bytes. */
  @Override
  public String toString() {
    return value.toString();
  }
}
