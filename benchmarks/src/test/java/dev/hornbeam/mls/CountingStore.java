package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import java.util.List;
import java.util.Optional;

/** A store in memory that counts what it is asked for. */
final class CountingStore implements Store {
  private final InMemoryStore store = new InMemoryStore();
  private int written;
  private int read;
  private int listed;

  /** Steps of change sets since the last reset: rows written, and deletions. */
  int written() {
    return written;
  }

  /** Values asked for since the last reset. */
  int read() {
    return read;
  }

  /** Keys listed since the last reset. */
  int listed() {
    return listed;
  }

  void reset() {
    written = 0;
    read = 0;
    listed = 0;
  }

  @Override
  public synchronized void apply(ChangeSet changes) {
    written += changes.deltas().size();
    store.apply(changes);
  }

  @Override
  public synchronized Optional<Secret> read(StoreKey key) {
    read++;
    return store.read(key);
  }

  @Override
  public synchronized List<StoreKey> keys(StoreKey.Kind kind) {
    return counted(store.keys(kind));
  }

  @Override
  public synchronized List<StoreKey> keys(StoreKey.Kind kind, Bytes scope) {
    return counted(store.keys(kind, scope));
  }

  private List<StoreKey> counted(List<StoreKey> keys) {
    listed += keys.size();
    return keys;
  }
}
