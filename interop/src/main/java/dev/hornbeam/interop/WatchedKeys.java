package dev.hornbeam.interop;

import com.google.protobuf.ByteString;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.SoftwarePrivateKey;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keys of another source. While it watches, it remembers which keys were made: the interface wants
 * to know the private keys of a key package, which the engine keeps to itself.
 */
final class WatchedKeys implements KeySource {
  private final KeySource source;
  private Optional<Map<Purpose, Made>> watched = Optional.empty();

  WatchedKeys(KeySource source) {
    this.source = source;
  }

  /**
   * A key that was made.
   *
   * @param ref a copy, since the engine wipes what it destroys
   * @param raw the private key, or nothing if it does not leave where it lives
   */
  record Made(KeyRef ref, ByteString raw) {
    static Made of(KeyHandle key) {
      return new Made(new KeyRef(Bytes.copyOf(key.ref().value().toArray())), WatchedKeys.raw(key));
    }

    /** Shows nothing of the key. */
    @Override
    public String toString() {
      return "Made";
    }
  }

  /** The private key in the form of RFC 9420 section 5.1, or nothing if it cannot be told. */
  static ByteString raw(KeyHandle key) {
    return key.privateKey() instanceof SoftwarePrivateKey software
        ? ByteString.copyFrom(software.raw().expose())
        : ByteString.EMPTY;
  }

  /** Begins to remember. */
  synchronized void watch() {
    watched = Optional.of(new EnumMap<>(Purpose.class));
  }

  /** The last key of each purpose since it began to remember, which ends now. */
  synchronized Map<Purpose, Made> made() {
    Map<Purpose, Made> made = watched.orElseGet(Map::of);
    watched = Optional.empty();
    return made;
  }

  @Override
  public KeyHandle create(Purpose purpose, CipherSuite suite, String label) throws KeyUnavailable {
    KeyHandle key = source.create(purpose, suite, label);
    synchronized (this) {
      watched.ifPresent(made -> made.put(purpose, Made.of(key)));
    }
    return key;
  }

  @Override
  public KeyHandle open(KeyRef ref) throws KeyUnavailable {
    return source.open(ref);
  }

  @Override
  public void destroy(KeyRef ref) throws KeyUnavailable {
    source.destroy(ref);
  }

  @Override
  public void sweep(String prefix, Set<KeyRef> known) throws KeyUnavailable {
    source.sweep(prefix, known);
  }
}
