package dev.hornbeam.mls.testing;

import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a list of the keys of another source that were made and not destroyed, and opens no others:
 * a software key, whose reference would always open, dies here as a token's does.
 */
public final class LedgerKeySource implements KeySource {
  private final KeySource inside;
  private final Map<KeyRef, String> living = new ConcurrentHashMap<>();

  public LedgerKeySource(KeySource inside) {
    this.inside = inside;
  }

  /** The keys that there are. */
  public Set<KeyRef> refs() {
    return Set.copyOf(living.keySet());
  }

  /** The labels of the keys that there are. */
  public Set<String> labels() {
    return Set.copyOf(living.values());
  }

  @Override
  public KeyHandle create(Purpose purpose, CipherSuite suite, String label) throws KeyUnavailable {
    KeyHandle key = inside.create(purpose, suite, label);
    living.put(key.ref(), label);
    return key;
  }

  @Override
  public KeyHandle open(KeyRef ref) throws KeyUnavailable {
    if (!living.containsKey(ref)) {
      throw new KeyUnavailable("the key was destroyed, or never made");
    }
    return inside.open(ref);
  }

  @Override
  public void destroy(KeyRef ref) throws KeyUnavailable {
    inside.destroy(ref);
    living.remove(ref);
  }

  @Override
  public void sweep(String prefix, Set<KeyRef> known) throws KeyUnavailable {
    for (Map.Entry<KeyRef, String> each : living.entrySet()) {
      if (each.getValue().startsWith(prefix) && !known.contains(each.getKey())) {
        destroy(each.getKey());
      }
    }
  }
}
