package dev.hornbeam.mls.testing;

import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.StoreFailed;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import java.util.HashSet;
import java.util.Set;

/** The private keys that the rows of a store refer to, and so need. */
public final class StoredKeys {
  private StoredKeys() {}

  /** The leaf keys of groups and of Updates that wait, and the keys of key packages. */
  public static Set<KeyRef> in(Store store) throws StoreFailed {
    Set<KeyRef> refs = new HashSet<>();
    for (StoreKey key : store.keys(StoreKey.Kind.OWN_KEYS)) {
      read(
          store,
          key,
          r -> {
            KeyRef.decode(r);
            refs.add(KeyRef.decode(r));
          });
    }
    for (StoreKey key : store.keys(StoreKey.Kind.UPDATE_KEYS)) {
      read(
          store,
          key,
          r -> {
            refs.add(KeyRef.decode(r));
            KeyRef.decode(r);
          });
    }
    for (StoreKey key : store.keys(StoreKey.Kind.KEY_PACKAGE)) {
      read(
          store,
          key,
          r -> {
            KeyPackage.decode(r);
            refs.add(KeyRef.decode(r));
            refs.add(KeyRef.decode(r));
            KeyRef.decode(r);
          });
    }
    return refs;
  }

  private interface RowReader {
    void read(TlsReader r) throws MalformedMessage;
  }

  private static void read(Store store, StoreKey key, RowReader reader) throws StoreFailed {
    try (Secret row = store.read(key).orElseThrow()) {
      new TlsReader(row)
          .whole(
              r -> {
                reader.read(r);
                return key;
              });
    } catch (MalformedMessage e) {
      throw new AssertionError("a row is damaged: " + key, e);
    }
  }
}
