package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;
import java.time.Duration;
import java.time.Instant;

/**
 *
 *
 * <pre>
 * struct {
 *     uint64 not_before;
 *     uint64 not_after;
 * } Lifetime;
 * </pre>
 *
 * When a key package may be used. RFC 9420 s.7.2.
 *
 * @param notBefore seconds since 1970-01-01T00:00:00Z, unsigned
 * @param notAfter seconds since 1970-01-01T00:00:00Z, unsigned
 */
public record Lifetime(long notBefore, long notAfter) implements Wire {
  /**
   * A lifetime from one hour ago, for clocks that differ, until the duration from now has passed.
   *
   * @param duration whole seconds count
   */
  public static Lifetime from(Instant now, Duration duration) {
    long seconds = now.getEpochSecond();
    return new Lifetime(seconds - 3600, seconds + duration.toSeconds());
  }

  /**
   * Reads a lifetime.
   *
   * @throws MalformedMessage if the bytes are not such a structure
   */
  public static Lifetime decode(TlsReader r) throws MalformedMessage {
    return new Lifetime(r.u64("not_before"), r.u64("not_after"));
  }

  @Override
  public void encode(TlsWriter w) {
    w.u64(notBefore).u64(notAfter);
  }

  /** Whether the instant is within this lifetime, both ends included. */
  public boolean contains(Instant instant) {
    long seconds = instant.getEpochSecond();
    return Long.compareUnsigned(notBefore, seconds) <= 0
        && Long.compareUnsigned(seconds, notAfter) <= 0;
  }

  /** Whether the total range is at most the duration; a range that ends before it starts is not. */
  public boolean isWithin(Duration maximum) {
    return Long.compareUnsigned(notBefore, notAfter) <= 0
        && Long.compareUnsigned(notAfter - notBefore, maximum.toSeconds()) <= 0;
  }
}
