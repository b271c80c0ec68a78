package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.SoftwareKeySource;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.StoreFailed;
import dev.hornbeam.mls.group.OwnKeys;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The private keys that a client made, each with a row in the store that says what is to become of
 * it, so that none is forgotten on a token whatever fails in between.
 */
final class KeyVault {
  private static final int STAGED = 1;
  private static final int LIVE = 2;
  private static final int DOOMED = 3;
  private static final int SHARED = 4;

  private final KeySource keys;
  private final Store store;
  private final SuiteCrypto crypto;
  private final KeyLabels labels;

  /** Whose keys they are: clients of several suites may share a store. */
  private final CipherSuite suite;

  KeyVault(KeySource keys, Store store, SuiteCrypto crypto, KeyLabels labels) {
    this(keys, store, crypto, labels, crypto.suite());
  }

  private KeyVault(
      KeySource keys, Store store, SuiteCrypto crypto, KeyLabels labels, CipherSuite suite) {
    this.keys = keys;
    this.store = store;
    this.crypto = crypto;
    this.labels = labels;
    this.suite = suite;
  }

  /** For keys that a client of another suite, over the same store, leaves to this one. */
  KeyVault ofSuite(CipherSuite other) {
    return new KeyVault(keys, store, crypto, labels, other);
  }

  /**
   * Makes a key for a key package. Whoever makes it passes it to {@link #staged} or {@link #live}
   * in the change set that first mentions it, or to {@link #drop} if there is to be none.
   *
   * @throws KeyUnavailable if the key cannot be made now
   */
  KeyHandle create(KeySource.Purpose purpose) throws KeyUnavailable {
    return keys.create(purpose, suite, labels.of(purpose));
  }

  /**
   * Makes a leaf key for a group; as {@link #create}.
   *
   * @param epoch in which it is used at first
   * @throws KeyUnavailable if the key cannot be made now
   */
  KeyHandle createLeaf(GroupId group, long epoch) throws KeyUnavailable {
    return keys.create(KeySource.Purpose.LEAF, suite, labels.leaf(group, epoch));
  }

  /**
   * Opens a key again.
   *
   * @throws KeyUnavailable if it cannot be reached now
   */
  KeyHandle open(KeyRef ref) throws KeyUnavailable {
    return keys.open(ref);
  }

  /** The key belongs to something that may yet be discarded: a crash makes it a left-over. */
  void staged(ChangeSet changes, KeyRef ref) {
    put(changes, ref, STAGED);
  }

  /** The key belongs to a state that is in force. */
  void live(ChangeSet changes, KeyRef ref) {
    put(changes, ref, LIVE);
  }

  /** The leaf key belongs to a last-resort key package, and to the groups joined with it. */
  void shared(ChangeSet changes, KeyRef ref) {
    put(changes, ref, SHARED);
  }

  /** The key is to be destroyed once the change is in force. */
  void condemn(ChangeSet changes, KeyRef ref) {
    put(changes, ref, DOOMED);
  }

  /** What becomes of a key that a state no longer mentions. */
  enum Fate {
    DOOMED,
    KEPT
  }

  /**
   * What a group or key package refers to now, and will not after the change, is to be destroyed
   * once that is in force; unless it is shared, and something else refers to it.
   *
   * @throws MlsException if the store cannot be read now
   */
  Fate doomed(ChangeSet changes, KeyRef ref) throws MlsException {
    if (isShared(ref) && isUsedTwice(ref)) {
      return Fate.KEPT;
    }
    put(changes, ref, DOOMED);
    return Fate.DOOMED;
  }

  private boolean isShared(KeyRef ref) throws StoreFailed {
    Optional<Secret> value = store.read(row(ref));
    if (value.isEmpty()) {
      return false;
    }
    try (Secret stored = value.get()) {
      return state(stored) == SHARED;
    }
  }

  private boolean isUsedTwice(KeyRef leaf) throws MlsException {
    long uses = KeyPackages.leafKeys(store).stream().filter(leaf::equals).count();
    for (StoreKey key : store.keys(StoreKey.Kind.OWN_KEYS)) {
      if (GroupLoader.leafKey(store, new GroupId(key.scope())).filter(leaf::equals).isPresent()) {
        uses++;
      }
    }
    return uses > 1;
  }

  /**
   * Destroys a key that no stored state mentions, and wipes its handle; if the destruction fails
   * now, the sweep finds nothing.
   */
  void drop(KeyHandle key) {
    OwnKeys.wipe(key);
    try {
      destroy(key.ref());
    } catch (KeyUnavailable e) {
      // The source sweeps keys that nothing refers to by their label.
    }
  }

  /**
   * Destroys keys that are doomed in the store. One whose token is absent stays doomed until the
   * next {@link #sweep}. Whatever fails here, the change that doomed them is in force, so nothing
   * is thrown.
   */
  void reap(Collection<KeyRef> doomed) {
    for (KeyRef ref : doomed) {
      try {
        destroy(row(ref), ref);
      } catch (StoreFailed | RuntimeException e) {
        // The key is gone, and its row stays doomed: the next sweep takes it out.
      }
    }
  }

  /**
   * Destroys what is doomed, what was staged by a process that is gone, and what such a process
   * made and did not store.
   *
   * @param own further keys that are in use
   * @throws MlsException if the store cannot be read or written now
   */
  void sweep(KeyRef... own) throws MlsException {
    sweepRows();
    Set<KeyRef> known = known();
    known.addAll(List.of(own));
    try {
      keys.sweep(labels.prefix(), known);
    } catch (KeyUnavailable | RuntimeException e) {
      // The token is not there, or does what it likes: the next sweep tries again.
    }
  }

  /** All keys that the store mentions; of a group that came from elsewhere, without rows too. */
  private Set<KeyRef> known() throws MlsException {
    Set<KeyRef> known = new HashSet<>(KeyPackages.keys(store));
    for (StoreKey key : store.keys(StoreKey.Kind.OWN_KEYS)) {
      known.addAll(GroupLoader.leafKeys(store, new GroupId(key.scope())));
    }
    for (StoreKey key : store.keys(StoreKey.Kind.KEY)) {
      Optional<Secret> value = store.read(key);
      if (value.isPresent()) {
        try (Secret stored = value.get()) {
          known.add(decode(stored).ref());
        }
      }
    }
    return known;
  }

  private void sweepRows() throws StoreFailed {
    for (StoreKey key : store.keys(StoreKey.Kind.KEY)) {
      Optional<Secret> value = store.read(key);
      if (value.isPresent()) {
        try (Secret stored = value.get()) {
          Row row = decode(stored);
          boolean isLeftOver = row.state() == DOOMED || row.state() == STAGED;
          if (row.suite() == suite.code() && isLeftOver) {
            destroy(key, row.ref());
          }
        }
      }
    }
  }

  /** A row: whose key it is, what is to become of it, and what opens it. */
  private record Row(int suite, int state, KeyRef ref) {
    static Row decode(TlsReader r) throws MalformedMessage {
      return new Row(r.u16("suite"), r.u8("state"), KeyRef.decode(r));
    }
  }

  /** The state alone, which makes no copy of the reference. */
  private static int state(Secret stored) throws StoreFailed {
    try {
      TlsReader r = new TlsReader(stored);
      r.u16("suite");
      return r.u8("state");
    } catch (MalformedMessage e) {
      throw new StoreFailed("a stored key reference is damaged", e);
    }
  }

  private static Row decode(Secret stored) throws StoreFailed {
    try {
      return new TlsReader(stored).whole(Row::decode);
    } catch (MalformedMessage e) {
      throw new StoreFailed("a stored key reference is damaged", e);
    }
  }

  private void destroy(StoreKey row, KeyRef ref) throws StoreFailed {
    try {
      destroy(ref);
    } catch (KeyUnavailable e) {
      return; // It stays doomed, and the next call tries again.
    }
    try (ChangeSet changes = new ChangeSet()) {
      store.apply(changes.delete(row));
    }
  }

  /** A token's provider throws what it likes; whatever it is, the key may still be there. */
  private void destroy(KeyRef ref) throws KeyUnavailable {
    try {
      keys.destroy(ref);
      SoftwareKeySource.forget(ref);
    } catch (RuntimeException e) {
      throw new KeyUnavailable("a private key was not destroyed", e);
    }
  }

  private void put(ChangeSet changes, KeyRef ref, int state) {
    changes.put(row(ref), new TlsWriter().u16(suite.code()).u8(state).struct(ref).toSecret());
  }

  private StoreKey row(KeyRef ref) {
    return StoreKey.ofClient(StoreKey.Kind.KEY, crypto.hash(suite, ref.value()));
  }
}
