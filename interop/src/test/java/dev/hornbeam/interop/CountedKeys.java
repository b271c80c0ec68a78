package dev.hornbeam.interop;

import dev.hornbeam.mls.KeySources;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/** Keys in software, of which it is known how many were made and not destroyed. */
final class CountedKeys implements KeySource {
  private final KeySource source = KeySources.software();

  /** Copies: the engine overwrites what it destroys. */
  private final Set<Bytes> alive = new HashSet<>();

  /** For a server. */
  KeyPlace place() {
    return new KeyPlace(this, EnumSet.allOf(CipherSuite.class));
  }

  synchronized int alive() {
    return alive.size();
  }

  @Override
  public synchronized KeyHandle create(Purpose purpose, CipherSuite suite, String label)
      throws KeyUnavailable {
    KeyHandle key = source.create(purpose, suite, label);
    alive.add(copy(key.ref()));
    return key;
  }

  @Override
  public KeyHandle open(KeyRef ref) throws KeyUnavailable {
    return source.open(ref);
  }

  @Override
  public synchronized void destroy(KeyRef ref) throws KeyUnavailable {
    alive.remove(ref.value());
    source.destroy(ref);
  }

  private static Bytes copy(KeyRef ref) {
    return Bytes.copyOf(ref.value().toArray());
  }
}
