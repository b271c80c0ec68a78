package dev.hornbeam.pkcs11;

import iaik.pkcs.pkcs11.wrapper.CK_C_INITIALIZE_ARGS;
import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * One library, and the guard before each call into it. A call outside the state {@link State#READY}
 * is refused here; the library is finalised only when no call is under way.
 */
final class Cryptoki {
  /** Handles of one generation mean nothing to another. */
  private static final long ANY_GENERATION = -1;

  private static final Duration QUIESCE = Duration.ofSeconds(10);
  private static final Duration DRAIN = Duration.ofSeconds(30);
  private static final Duration WRITE_WAIT = Duration.ofSeconds(30);

  /** The life of a library. */
  private enum State {
    /** Loaded, and not initialised; also after the last user has gone. */
    CLOSED,
    /** Calls are let in. */
    READY,
    /** Calls wait until it is initialised anew. */
    RENEWING,
    /** It could not be initialised anew: calls are lost. */
    DOWN,
    /** Calls are refused, and those under way are waited for. */
    DRAINING
  }

  /** A call into the library. */
  @FunctionalInterface
  interface Call<T> {
    T on(PKCS11 library) throws PKCS11Exception;

    /** The mechanism that it uses, if it uses one. */
    default OptionalLong mechanism() {
      return OptionalLong.empty();
    }
  }

  private final PKCS11 library;
  private final ReentrantLock guard = new ReentrantLock();
  private final Condition changed = guard.newCondition();
  private final ReentrantLock serial = new ReentrantLock(true);
  private final ReentrantReadWriteLock objects = new ReentrantReadWriteLock(true);
  private final Map<Long, Login> logins = new HashMap<>();
  // By handle: a module may give that of a lost session to a new one, and both are not to be used.
  private final Map<Long, Session> sessions = new ConcurrentHashMap<>();
  // Those that the library did not close when they were done with.
  private final Set<Session> left = ConcurrentHashMap.newKeySet();

  private State state = State.CLOSED;
  private final AtomicLong generation = new AtomicLong();
  private int inFlight;
  private int users;
  // Whether C_Finalize is ours to call.
  private boolean initializedHere;
  private Optional<String> initArgs = Optional.empty();
  private volatile boolean isSerial;
  private volatile Quirks quirks = Quirks.NONE;
  private volatile @Nullable ModuleInfo info;

  Cryptoki(PKCS11 library) {
    this.library = library;
  }

  // --- Users ---

  /** Adds a user, the first of whom initialises the library. */
  void join(ModuleOptions options) throws TokenException {
    guard.lock();
    try {
      while (state == State.DRAINING || state == State.RENEWING) {
        changed.awaitUninterruptibly();
      }
      if (state == State.CLOSED) {
        initArgs = options.initArgs();
        isSerial = options.threading() == ModuleOptions.Threading.SERIAL;
        initialize();
        state = State.READY;
        try {
          learn(options.threading());
        } catch (TokenException e) {
          state = State.CLOSED;
          finalizeOurs();
          throw e.as(Trouble.MODULE, "The module does not start");
        }
      } else if (options.threading() == ModuleOptions.Threading.SERIAL) {
        isSerial = true;
      }
      users++;
    } finally {
      guard.unlock();
    }
  }

  /** Takes a user away; with the last one the library is finalised, once no call is under way. */
  void leave() {
    guard.lock();
    try {
      users--;
      if (users > 0) {
        return;
      }
      while (state == State.RENEWING) {
        changed.awaitUninterruptibly();
      }
      if (state == State.DOWN) {
        state = State.CLOSED;
        changed.signalAll();
        return;
      }
      state = State.DRAINING;
      finishDraining();
      awaitWhile(() -> state == State.DRAINING, DRAIN);
    } finally {
      guard.unlock();
    }
  }

  /** What the library said of itself when it was initialised. */
  ModuleInfo info() throws TokenException {
    ModuleInfo known = info;
    if (known == null) {
      throw closed();
    }
    return known;
  }

  Quirks quirks() {
    return quirks;
  }

  /** Counts how often the library was initialised. */
  long generation() {
    return generation.get();
  }

  /** The login that all sessions with a slot share. */
  Login login(long slotId) {
    synchronized (logins) {
      return logins.computeIfAbsent(slotId, id -> new Login());
    }
  }

  /** Notes a session; one that had its handle before is gone. */
  void add(long handle, Session session) {
    Session before = sessions.put(handle, session);
    if (before != null) {
      before.lose();
    }
  }

  /** Forgets a session that is gone. */
  void remove(long handle, Session session) {
    sessions.remove(handle, session);
  }

  /** Takes over a session that the library did not close. */
  void leave(Session session) {
    left.add(session);
  }

  /** Closes what it did not close before, as far as it does now. */
  void closeLeft() {
    for (Session session : List.copyOf(left)) {
      // Whoever takes it out is the one thread that has it.
      if (left.remove(session)) {
        session.end();
      }
    }
  }

  // --- Calls ---

  /** A call that depends on no handle. */
  <T> T call(String function, Call<T> call) throws TokenException {
    return call(ANY_GENERATION, function, call);
  }

  /** A call with handles of a generation; refused if the library was initialised anew since. */
  <T> T call(long handlesOf, String function, Call<T> call) throws TokenException {
    enter(handlesOf, function);
    boolean locked = isSerial;
    try {
      if (locked) {
        serial.lock();
      }
      try {
        return new TokenOperationEvent(function).time(call, library);
      } finally {
        if (locked) {
          serial.unlock();
        }
      }
    } catch (PKCS11Exception e) {
      throw Ckr.failure(function, e.getErrorCode(), quirks, e);
    } finally {
      exit();
    }
  }

  /** A call that makes, changes or destroys a token object: nothing looks at objects meanwhile. */
  <T> T write(long handlesOf, String function, Call<T> call) throws TokenException {
    return call(objects.writeLock(), handlesOf, function, call);
  }

  /**
   * A call that finds or reads objects. SoftHSM takes one that is being made, and is not whole yet,
   * for another one then: making it fails, and it stays on the token without a name.
   */
  <T> T look(long handlesOf, String function, Call<T> call) throws TokenException {
    return call(objects.readLock(), handlesOf, function, call);
  }

  private <T> T call(Lock lock, long handlesOf, String function, Call<T> call)
      throws TokenException {
    try {
      if (!lock.tryLock(WRITE_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw TokenException.of(
            Trouble.BUSY, function + ": another thread changes the token and does not end");
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    try {
      return call(handlesOf, function, call);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Finalises and initialises the library, if no one has since a generation. All sessions of all
   * tokens are lost by that. A library that was initialised by others is left alone, unless they
   * finalised it.
   */
  void renew(long seen, TokenException cause) throws TokenException {
    guard.lock();
    try {
      while (state == State.RENEWING) {
        changed.awaitUninterruptibly();
      }
      if (state == State.CLOSED || state == State.DRAINING) {
        throw closed();
      }
      if (state == State.READY && (generation.get() != seen || !mayRenew(cause))) {
        return;
      }
      state = State.RENEWING;
      boolean quiet = awaitQuiet();
      if (!quiet) {
        state = State.READY;
        changed.signalAll();
        throw TokenException.lost(Reaction.MODULE_LOST, "A call into the module does not end");
      }
      finalizeOurs();
      state = State.DOWN;
      initialize();
      state = State.READY;
    } finally {
      changed.signalAll();
      guard.unlock();
    }
  }

  static TokenException closed() {
    return TokenException.of(Trouble.CLOSED, "The module was closed: load it again");
  }

  static TokenException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return TokenException.of(Trouble.INTERRUPTED, "The thread was interrupted", cause);
  }

  // --- Within the guard ---

  private void enter(long handlesOf, String function) throws TokenException {
    guard.lock();
    try {
      while (state == State.RENEWING) {
        changed.awaitUninterruptibly();
      }
      if (state == State.DOWN) {
        throw TokenException.lost(Reaction.MODULE_LOST, function + ": the module is down");
      }
      if (state != State.READY) {
        throw closed();
      }
      if (handlesOf != ANY_GENERATION && handlesOf != generation.get()) {
        throw TokenException.lost(
            Reaction.SESSION_LOST, function + ": the module was initialised anew");
      }
      inFlight++;
    } finally {
      guard.unlock();
    }
  }

  private void exit() {
    guard.lock();
    try {
      inFlight--;
      if (inFlight == 0) {
        finishDraining();
        changed.signalAll();
      }
    } finally {
      guard.unlock();
    }
  }

  private void finishDraining() {
    if (state == State.DRAINING && inFlight == 0) {
      finalizeOurs();
      state = State.CLOSED;
      changed.signalAll();
    }
  }

  private void initialize() throws TokenException {
    try {
      initialize(PKCS11Constants.CKF_OS_LOCKING_OK);
      initializedHere = true;
    } catch (PKCS11Exception e) {
      if (e.getErrorCode() == Ckr.CRYPTOKI_ALREADY_INITIALIZED.value()) {
        initializedHere = false;
      } else if (e.getErrorCode() == Ckr.CANT_LOCK.value()) {
        initializeSerially();
      } else {
        throw initializationFailed(e);
      }
    }
    generation.incrementAndGet();
  }

  private void initializeSerially() throws TokenException {
    try {
      initialize(0);
      initializedHere = true;
      isSerial = true;
    } catch (PKCS11Exception e) {
      throw initializationFailed(e);
    }
  }

  private void initialize(long flags) throws PKCS11Exception {
    CK_C_INITIALIZE_ARGS arguments = new CK_C_INITIALIZE_ARGS();
    arguments.flags = flags;
    initArgs.ifPresent(text -> arguments.pReserved = text);
    library.C_Initialize(arguments, true);
  }

  private static TokenException initializationFailed(PKCS11Exception e) {
    return TokenException.of(
        Trouble.MODULE,
        Reaction.MODULE_LOST,
        e.getErrorCode(),
        "C_Initialize: "
            + Ckr.name(e.getErrorCode())
            + ": check the module's configuration and its environment",
        e);
  }

  private void finalizeOurs() {
    if (!initializedHere) {
      return;
    }
    try {
      library.C_Finalize(null);
    } catch (PKCS11Exception e) {
      // The library is not used again before C_Initialize, which tells what is wrong with it.
      initializedHere = false;
      return;
    }
    initializedHere = false;
  }

  private void learn(ModuleOptions.Threading threading) throws TokenException {
    ModuleInfo said = Infos.module(call("C_GetInfo", PKCS11::C_GetInfo));
    info = said;
    quirks = Quirks.of(said);
    isSerial |= threading == ModuleOptions.Threading.DEFAULT && quirks.isSerial();
  }

  private boolean mayRenew(TokenException cause) {
    return initializedHere || cause.is(Ckr.CRYPTOKI_NOT_INITIALIZED);
  }

  private boolean awaitQuiet() {
    awaitWhile(() -> inFlight > 0, QUIESCE);
    return inFlight == 0;
  }

  private void awaitWhile(BooleanSupplier unwanted, Duration most) {
    long nanos = most.toNanos();
    boolean interrupted = false;
    while (unwanted.getAsBoolean() && nanos > 0) {
      try {
        nanos = changed.awaitNanos(nanos);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
