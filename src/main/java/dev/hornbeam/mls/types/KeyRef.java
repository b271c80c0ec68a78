package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.codec.Wire;
import dev.hornbeam.mls.error.MalformedMessage;

/**
 * The name of a private key, which a {@link KeySource} gave and alone understands: a token URI, a
 * wrapped blob, the alias of a keystore, or the key itself in software. Treat it as a secret: it
 * does not print itself, and one that is the key is wiped by the engine once the key is destroyed,
 * but copies of it are not.
 *
 * @param value in a form of the source's own
 */
public record KeyRef(Bytes value) implements Wire {
  /**
   * Reads a reference.
   *
   * @throws MalformedMessage if the bytes are not such a structure
   */
  public static KeyRef decode(TlsReader r) throws MalformedMessage {
    return new KeyRef(r.opaque("key_ref"));
  }

  @Override
  public void encode(TlsWriter w) {
    w.opaque(value);
  }

  /** Whether it is the same reference, in time that depends on the lengths alone. */
  @Override
  public boolean equals(Object other) {
    return other instanceof KeyRef ref && value.matches(ref.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  /** Says how long it is, not what it is: in software custody it is the key. */
  @Override
  public String toString() {
    return "KeyRef[" + value.length() + " bytes]";
  }
}
