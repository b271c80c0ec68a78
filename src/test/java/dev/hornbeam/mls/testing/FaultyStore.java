package dev.hornbeam.mls.testing;

import dev.hornbeam.mls.InMemoryStore;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.StoreFailed;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A store of which any one operation can be made to fail, or the process to end at any change. */
public final class FaultyStore implements Store {
  /** Ends the process, as far as a test can: nothing catches it on the way. */
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash() {
      super("the test asked for a crash");
    }
  }

  /** When the process ends. */
  public enum Moment {
    BEFORE_THE_CHANGE,
    AFTER_THE_CHANGE
  }

  private record CrashPlan(int change, Moment moment) {}

  private Store inside = new InMemoryStore();
  private int operations;
  private int changes;
  private int failing;
  private Optional<CrashPlan> crash = Optional.empty();

  /** How many operations were begun: changes, and reads of values and keys. */
  public int operations() {
    return operations;
  }

  /** How many changes were asked for. */
  public int changes() {
    return changes;
  }

  /**
   * Makes one operation to come fail, once and without effect.
   *
   * @param nth 1 for the next
   */
  public void failOperation(int nth) {
    failing = operations + nth;
  }

  /**
   * Ends the process at one change to come.
   *
   * @param nth 1 for the next
   */
  public void crashAtChange(int nth, Moment moment) {
    crash = Optional.of(new CrashPlan(changes + nth, moment));
  }

  /** Ends a failure, or a crash, that was asked for and has not come. */
  public void heal() {
    failing = 0;
    crash = Optional.empty();
  }

  /** Forgets all, as a store on another machine has never known it. */
  public void clear() {
    inside = new InMemoryStore();
  }

  /** All that is kept. */
  public Map<StoreKey, Bytes> dump() throws StoreFailed {
    Map<StoreKey, Bytes> rows = new TreeMap<>();
    for (StoreKey.Kind kind : StoreKey.Kind.values()) {
      for (StoreKey key : inside.keys(kind)) {
        try (Secret value = inside.read(key).orElseThrow()) {
          rows.put(key, Bytes.copyOf(value.expose()));
        }
      }
    }
    return rows;
  }

  @Override
  public void apply(ChangeSet changeSet) throws StoreFailed {
    begin();
    changes++;
    crashIf(Moment.BEFORE_THE_CHANGE);
    inside.apply(changeSet);
    crashIf(Moment.AFTER_THE_CHANGE);
  }

  @Override
  public Optional<Secret> read(StoreKey key) throws StoreFailed {
    begin();
    return inside.read(key);
  }

  @Override
  public List<StoreKey> keys(StoreKey.Kind kind) throws StoreFailed {
    begin();
    return inside.keys(kind);
  }

  @Override
  public List<StoreKey> keys(StoreKey.Kind kind, Bytes scope) throws StoreFailed {
    begin();
    return inside.keys(kind, scope);
  }

  private void begin() throws StoreFailed {
    if (++operations == failing) {
      throw new StoreFailed("the test asked for a failure of the store");
    }
  }

  private void crashIf(Moment moment) {
    if (crash.equals(Optional.of(new CrashPlan(changes, moment)))) {
      crash = Optional.empty();
      throw new Crash();
    }
  }
}
