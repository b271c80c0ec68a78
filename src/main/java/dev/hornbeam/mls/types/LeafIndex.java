package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;

/**
 * The position of a member in the ratchet tree (RFC 9420 s.4.1.1).
 *
 * @param value from 0 to 2^32 - 1, as on the wire
 */
public record LeafIndex(long value) implements Wire, Comparable<LeafIndex> {
  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public LeafIndex {
    if (value < 0 || value > 0xffff_ffffL) {
      throw new IllegalArgumentException("no leaf index: " + value);
    }
  }

  /**
   * Reads a {@code uint32}.
   *
   * @throws MalformedMessage if the bytes are not such a structure
   */
  public static LeafIndex decode(TlsReader r) throws MalformedMessage {
    return new LeafIndex(r.u32("leaf_index"));
  }

  @Override
  public void encode(TlsWriter w) {
    w.u32(value);
  }

  @Override
  public int compareTo(LeafIndex other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
