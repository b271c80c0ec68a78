package dev.hornbeam.client;

import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.ObjectInfo;
import dev.hornbeam.pkcs11.StoredKey;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Leaf keys made ahead on a token, since making one takes it ten milliseconds and more: a bounded
 * number of each type that was asked for once. One of them is set aside for each client that took
 * one before, as far as there are enough: it has the client's label already, so that the client
 * takes it without a call to the token. Whoever takes another waits for its label. One thread makes
 * the next. Safe for use by several threads.
 */
final class LeafPool implements AutoCloseable {
  /** How long a key waits at most. A process that lives longer makes others in time. */
  private static final Duration LEASE = Duration.ofDays(7);

  private static final Duration MARGIN = Duration.ofDays(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TokenHome home;
  private final int size;
  private final Clock clock;
  private final ExecutorService maker = Executors.newSingleThreadExecutor(LeafPool::thread);

  /** Its monitor guards it and those below. */
  private final Map<KeyKind, Deque<Ready>> ready = new HashMap<>();

  /** In the order in which they were made, and are taken from. */
  private final Map<LeafOwner, StoredKey> reserved = new LinkedHashMap<>();

  /**
   * What has the label of a client that does not have it: reserved, or on its way there or away.
   */
  private final Set<KeyId> setAside = new HashSet<>();

  /** While a client's label is looked for, no key with it goes to another client. */
  private int sweeping;

  private final Set<LeafOwner> ordering = new HashSet<>();
  private final Set<KeyId> strays = new HashSet<>();
  private boolean closed;

  /** A key that nobody has yet. */
  private record Ready(StoredKey key, Instant until) {}

  /**
   * @param size how many keys of each type wait at most; none are made ahead if it is 0
   */
  LeafPool(TokenHome home, int size, Clock clock) {
    this.home = home;
    this.size = size;
    this.clock = clock;
    submit(() -> sweep(home, clock));
  }

  /**
   * Takes a key that is ready, and has the next one made.
   *
   * @param label that it has from now on; of one that was set aside, the part that names the client
   * @return empty if none is ready
   */
  Optional<StoredKey> take(KeyKind kind, String label) {
    LeafOwner owner = LeafOwner.asking(kind, label);
    Optional<StoredKey> taken =
        release(owner).flatMap(this::ofOpenToken).or(() -> takeAny(kind, label));
    // Not before: the token's objects change one after the other.
    order(owner);
    return taken;
  }

  private Optional<StoredKey> release(LeafOwner owner) {
    synchronized (ready) {
      Optional<StoredKey> key = unreserve(owner);
      key.ifPresent(this::forgetSetAside);
      return key;
    }
  }

  private Optional<StoredKey> unreserve(LeafOwner owner) {
    synchronized (ready) {
      return closed ? Optional.empty() : Optional.ofNullable(reserved.remove(owner));
    }
  }

  /** After a logout, the token is another object, by which the key is found again. */
  private Optional<StoredKey> ofOpenToken(StoredKey key) {
    try {
      Token token = home.token();
      Optional<StoredKey> open =
          key.token() == token ? Optional.of(key) : token.privateKey(key.id());
      if (open.isPresent()) {
        return open;
      }
    } catch (TokenException e) {
      // Another one is made instead, or tells what is wrong.
    }
    submit(() -> destroy(key.id()));
    return Optional.empty();
  }

  private Optional<StoredKey> takeAny(KeyKind kind, String label) {
    Optional<Ready> taken = poll(kind);
    try {
      while (taken.isPresent()) {
        Ready each = taken.get();
        Optional<StoredKey> key = handOut(each, label);
        forgetSetAside(each.key());
        if (key.isPresent()) {
          return key;
        }
        submit(() -> destroy(each.key().id()));
        taken = poll(kind);
      }
    } catch (TokenException e) {
      // Another one is made instead, or tells what is wrong. The rest waits for better times.
      Ready failed = taken.orElseThrow();
      forgetSetAside(failed.key());
      submit(() -> destroy(failed.key().id()));
    }
    return Optional.empty();
  }

  private Optional<Ready> poll(KeyKind kind) {
    synchronized (ready) {
      if (closed) {
        return Optional.empty();
      }
      return Optional.ofNullable(waiting(kind).poll())
          .or(() -> eldest(kind).flatMap(this::takeFrom));
    }
  }

  /** Takes what waits for another client, which gets another key if there is room. */
  private Optional<Ready> takeFrom(LeafOwner other) {
    Optional<StoredKey> key = unreserve(other);
    order(other);
    return key.map(each -> new Ready(each, Instant.MAX));
  }

  /** Once it has the label of who takes it. */
  private void forgetSetAside(StoredKey taken) {
    synchronized (ready) {
      setAside.remove(taken.id());
    }
  }

  private Optional<LeafOwner> eldest(KeyKind kind) {
    if (sweeping > 0) {
      return Optional.empty();
    }
    return reserved.keySet().stream().filter(owner -> owner.kind().equals(kind)).findFirst();
  }

  private void order(LeafOwner owner) {
    synchronized (ready) {
      boolean hasNone = owner.isClient() && !reserved.containsKey(owner);
      boolean isNeeded = isWanted(owner.kind()) || (hasNone && size > 0 && !closed);
      if (isNeeded && ordering.add(owner)) {
        submit(() -> refill(owner));
      }
    }
  }

  /** A sweep may have taken it away, if a clock is far wrong: then it is not found any more. */
  private Optional<StoredKey> handOut(Ready each, String label) throws TokenException {
    if (!each.until().minus(MARGIN).isAfter(clock.instant())) {
      return Optional.empty();
    }
    home.token().relabel(each.key().id(), label);
    return home.token().privateKey(each.key().id());
  }

  private void refill(LeafOwner owner) {
    synchronized (ready) {
      ordering.remove(owner); // What is ordered from now on may come too late for this.
    }
    destroyStrays();
    try {
      reserve(owner);
      while (isWanted(owner.kind())) {
        Instant until = clock.instant().plus(LEASE);
        String label = PoolLabel.ofThisProcess(until).toString();
        Ready made = new Ready(home.make(owner.kind(), home.newId(), label), until);
        if (!keep(owner.kind(), made)) {
          destroy(made.key().id());
        }
      }
    } catch (TokenException | RuntimeException e) {
      // Whoever wants a key makes one, and is told what is wrong; then this tries again.
    }
  }

  /** Makes a key for a client; or gives it one of those for all, if there is no room for more. */
  private void reserve(LeafOwner owner) throws TokenException {
    KeyId id = home.newId();
    Optional<Ready> ofAll = Optional.empty();
    synchronized (ready) {
      if (!owner.isClient() || closed || reserved.containsKey(owner)) {
        return;
      }
      if (!isWanted(owner.kind())) {
        ofAll = Optional.ofNullable(waiting(owner.kind()).poll());
        if (ofAll.isEmpty()) {
          return; // Others have all.
        }
        id = ofAll.get().key().id();
      }
      // Before it has the label, so that no sweep of the client's takes it.
      setAside.add(id);
    }
    Optional<StoredKey> key = Optional.empty();
    try {
      key =
          ofAll.isPresent()
              ? handOut(ofAll.get(), owner.label())
              : Optional.of(home.make(owner.kind(), id, owner.label()));
    } finally {
      synchronized (ready) {
        // After it was closed, what is here is destroyed next.
        key.ifPresent(each -> reserved.put(owner, each));
        if (key.isEmpty()) {
          setAside.remove(id);
          ofAll.ifPresent(each -> strays.add(each.key().id()));
        }
      }
    }
  }

  /**
   * Begins to look for what a client left over: until {@link #endSweep} no key that waits for a
   * client goes to another, so that what is listed under its label and is not its own is {@link
   * #setAside} before the token was asked or afterwards.
   *
   * @return what is set aside now
   */
  Set<KeyId> beginSweep() {
    synchronized (ready) {
      sweeping++;
      return Set.copyOf(setAside);
    }
  }

  /** The end of what {@link #beginSweep} began. */
  void endSweep() {
    synchronized (ready) {
      sweeping--;
    }
  }

  /** The keys that wait under a client's label: its sweep leaves them alone. */
  Set<KeyId> setAside() {
    synchronized (ready) {
      return Set.copyOf(setAside);
    }
  }

  /** The keys that wait for anybody; the caller has the monitor. */
  private Deque<Ready> waiting(KeyKind kind) {
    return ready.computeIfAbsent(kind, k -> new ArrayDeque<>());
  }

  private boolean isWanted(KeyKind kind) {
    synchronized (ready) {
      long waiting =
          waiting(kind).size()
              + reserved.keySet().stream().filter(owner -> owner.kind().equals(kind)).count();
      return !closed && waiting < size;
    }
  }

  private boolean keep(KeyKind kind, Ready made) {
    synchronized (ready) {
      return !closed && waiting(kind).add(made);
    }
  }

  /** Destroys what other processes made ahead on a token and do not need any more. */
  static void sweep(TokenHome home, Clock clock) {
    try {
      sweep(home, home.token().objects(), clock);
    } catch (TokenException | RuntimeException e) {
      // They cost room only, and the next process sweeps again.
    }
  }

  /** The same, with the objects that the token has. */
  static void sweep(TokenHome home, List<ObjectInfo> objects, Clock clock) {
    try {
      Set<KeyId> abandoned = new HashSet<>();
      for (ObjectInfo object : objects) {
        boolean isAbandoned =
            PoolLabel.parse(object.label())
                .filter(label -> label.isAbandoned(clock.instant()))
                .isPresent();
        if (isAbandoned) {
          object.id().ifPresent(abandoned::add);
        }
      }
      for (KeyId id : abandoned) {
        home.destroy(id);
      }
    } catch (TokenException | RuntimeException e) {
      // As above.
    }
  }

  private void destroy(KeyId id) {
    synchronized (ready) {
      strays.add(id);
    }
    destroyStrays();
  }

  /**
   * Destroys the keys that nobody is to have. While this process lives, no sweep knows that they
   * are not needed, so what the token does not destroy now is left to the next call.
   */
  void destroyStrays() {
    Set<KeyId> now;
    synchronized (ready) {
      now = Set.copyOf(strays);
    }
    for (KeyId id : now) {
      try {
        home.destroy(id);
        synchronized (ready) {
          strays.remove(id);
        }
      } catch (TokenException | RuntimeException e) {
        // It stays a stray.
      }
    }
  }

  private void submit(Runnable work) {
    try {
      maker.execute(work);
    } catch (RejectedExecutionException e) {
      // Closed meanwhile: what is left over is swept.
    }
  }

  /** Waits until all that it was asked for is done, well or not; for who counts or measures. */
  void awaitIdle() {
    try {
      maker.submit(() -> {}).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } catch (RejectedExecutionException e) {
      // It was closed, which waits for the same.
    }
  }

  /** Destroys the keys that wait, after what is being made. */
  @Override
  public void close() {
    synchronized (ready) {
      closed = true;
    }
    submit(this::empty);
    maker.shutdown();
    try {
      if (!maker.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        maker.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void empty() {
    synchronized (ready) {
      ready.values().forEach(keys -> keys.forEach(each -> strays.add(each.key().id())));
      ready.clear();
      reserved.values().forEach(key -> strays.add(key.id()));
      reserved.clear();
      setAside.clear();
    }
    destroyStrays();
  }

  private static Thread thread(Runnable body) {
    Thread thread = new Thread(body, "hornbeam-leaf-keys");
    thread.setDaemon(true);
    return thread;
  }
}
