package dev.hornbeam.cli.demo;

import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Knows which keys of another source were made and not destroyed, and what each was made for. */
final class Ledger implements KeySource {
  private final KeySource inside;
  private final Map<KeyRef, Purpose> made = new ConcurrentHashMap<>();
  private volatile boolean ended;

  Ledger(KeySource inside) {
    this.inside = inside;
  }

  @Override
  public KeyHandle create(Purpose purpose, CipherSuite suite, String label) throws KeyUnavailable {
    KeyHandle key = inside.create(purpose, suite, label);
    made.put(key.ref(), purpose);
    if (ended) {
      destroy(key.ref());
      throw new KeyUnavailable("the demo has ended");
    }
    return key;
  }

  @Override
  public KeyHandle open(KeyRef ref) throws KeyUnavailable {
    return inside.open(ref);
  }

  @Override
  public void destroy(KeyRef ref) throws KeyUnavailable {
    inside.destroy(ref);
    made.remove(ref);
  }

  @Override
  public void sweep(String prefix, Set<KeyRef> known) throws KeyUnavailable {
    inside.sweep(prefix, known);
  }

  /** What a key was made for, unless it was destroyed. */
  Optional<Purpose> purpose(KeyRef ref) {
    return Optional.ofNullable(made.get(ref));
  }

  /** Destroys all keys that were made and not destroyed. From then on, no more are made. */
  void destroyAll() throws KeyUnavailable {
    ended = true;
    for (KeyRef ref : made.keySet()) {
      destroy(ref);
    }
  }
}
