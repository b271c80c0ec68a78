package dev.hornbeam.pkcs11;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one token: bounded, handed out in the order of asking, and each to one thread at
 * a time. A session that saw an unexpected answer is closed rather than handed out again.
 *
 * <p>No lease is ever taken within another, so that waiting for one cannot wait for oneself.
 */
final class SessionPool {
  /** Opens a session. */
  @FunctionalInterface
  interface Opener {
    Session open() throws TokenException;
  }

  /** What is done with a session. */
  @FunctionalInterface
  interface Work<T> {
    T with(Session session) throws TokenException;
  }

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Opener opener;
  private final Duration patience;
  private final Semaphore permits;
  // One session at least is never pinned to a key, so that the token stays usable.
  private final Semaphore pins;
  private final int size;

  // Guarded by this object's monitor; no call into a module is made while it is held.
  private final Deque<Session> idle = new ArrayDeque<>();
  private final Set<Session> leased = new HashSet<>();
  // In nobody's hands, and open at the module until that closes them.
  private final List<Session> abandoned = new ArrayList<>();
  private int opening;
  private boolean closed;
  private final ReentrantLock abandonedLock = new ReentrantLock();
  private int pinned;

  SessionPool(Opener opener, int size, Duration patience) {
    this.opener = opener;
    this.size = size;
    this.patience = patience;
    permits = new Semaphore(size, true);
    pins = new Semaphore(size - 1, true);
  }

  /** Does some work with a session, waiting for one if need be. */
  <T> T lease(Work<T> work) throws TokenException {
    Session session = take();
    try {
      return work.with(session);
    } catch (RuntimeException | Error e) {
      session.spoil();
      throw e;
    } finally {
      give(session);
    }
  }

  /** Takes a session for as long as a key lives; {@link #unpin} or {@link #abandon} ends that. */
  Session pin() throws TokenException {
    acquire(pins, System.nanoTime() + patience.toNanos());
    try {
      Session session = take();
      synchronized (this) {
        pinned++;
      }
      return session;
    } catch (TokenException | RuntimeException | Error e) {
      pins.release();
      throw e;
    }
  }

  /** Gives back what {@link #pin} gave. */
  void unpin(Session session) {
    synchronized (this) {
      pinned--;
    }
    give(session);
    pins.release();
  }

  /** As {@link #unpin}, but without a call into the module: whoever comes next closes it. */
  void abandon(Session session) {
    synchronized (this) {
      pinned--;
      leased.remove(session);
      abandoned.add(session);
    }
    permits.release();
    pins.release();
  }

  /** Looks whether idle sessions are there still, and drops those that are not. */
  void checkIdle() {
    dropIdle(session -> !session.isAlive());
  }

  /** Drops all sessions: the token is not where they were opened. */
  void loseAll() {
    dropIdle(session -> true);
    synchronized (this) {
      leased.forEach(Session::spoil);
    }
  }

  private void dropIdle(Predicate<Session> which) {
    List<Session> good = new ArrayList<>();
    Session session;
    // Each is taken with its permit, so that no other is opened in its place meanwhile.
    while ((session = takeIdle()) != null) {
      if (session.isGood() && !which.test(session)) {
        good.add(session);
      } else {
        retire(session);
        permits.release();
      }
    }
    for (Session alive : good) {
      give(alive);
    }
  }

  private @Nullable Session takeIdle() {
    if (!permits.tryAcquire()) {
      return null;
    }
    synchronized (this) {
      Session session = idle.poll();
      if (session != null) {
        leased.add(session);
        return session;
      }
    }
    permits.release();
    return null;
  }

  synchronized Token.SessionCount count() {
    return new Token.SessionCount(idle.size() + leased.size() + abandoned.size(), leased.size());
  }

  /** Closes idle sessions now, and the others when they come back. */
  void close() {
    synchronized (this) {
      closed = true;
      abandoned.addAll(idle);
      idle.clear();
    }
    closeAbandoned();
  }

  /** Waits until all work that has a session is done; keys that pin one are not waited for. */
  synchronized void awaitLeases(Duration most) {
    long deadline = System.nanoTime() + most.toNanos();
    boolean interrupted = false;
    while (leased.size() > pinned && System.nanoTime() < deadline) {
      try {
        wait(Math.max(1, (deadline - System.nanoTime()) / NANOS_PER_MILLI));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Session take() throws TokenException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      acquire(permits, deadline);
      try {
        return obtain();
      } catch (TokenException e) {
        permits.release();
        boolean mayWait = e.is(Ckr.SESSION_COUNT) && System.nanoTime() < deadline;
        if (!mayWait) {
          throw e;
        }
        pause();
      } catch (RuntimeException | Error e) {
        permits.release();
        throw e;
      }
    }
  }

  private Session obtain() throws TokenException {
    closeAbandoned();
    while (true) {
      Session session;
      synchronized (this) {
        if (closed) {
          throw TokenException.of(Trouble.CLOSED, "The token was closed: open it again");
        }
        if (idle.isEmpty()) {
          break;
        }
        session = idle.pop();
        leased.add(session);
      }
      if (session.isGood()) {
        return session;
      }
      discard(session);
    }
    return open();
  }

  private Session open() throws TokenException {
    synchronized (this) {
      if (atModule() >= size) {
        throw TokenException.lost(
            Reaction.DEVICE_LOST,
            "The module does not close "
                + abandoned.size()
                + " sessions, so that no other one is opened: see to the token");
      }
      opening++;
    }
    Session opened;
    try {
      opened = opener.open();
    } catch (TokenException | RuntimeException | Error e) {
      synchronized (this) {
        opening--;
      }
      throw e;
    }
    synchronized (this) {
      opening--;
      leased.add(opened);
    }
    return opened;
  }

  private synchronized int atModule() {
    return opening + idle.size() + leased.size() + abandoned.size();
  }

  private void give(Session session) {
    boolean keep;
    synchronized (this) {
      keep = session.isGood() && !closed;
      if (keep) {
        leased.remove(session);
        idle.push(session);
        notifyAll();
      }
    }
    if (!keep) {
      discard(session);
    }
    permits.release();
  }

  private void discard(Session session) {
    keepLogin();
    retire(session);
  }

  /** Closes a session; what the module does not close is tried again before one is opened. */
  private void retire(Session session) {
    boolean isClosed = session.close();
    synchronized (this) {
      leased.remove(session);
      if (!isClosed) {
        abandoned.add(session);
      }
      notifyAll();
    }
    if (!isClosed) {
      leaveAbandoned();
    }
  }

  /** The login ends with the last session, so another one is opened before that is closed. */
  private void keepLogin() {
    synchronized (this) {
      if (closed || idle.size() + leased.size() > 1 || atModule() >= size) {
        return;
      }
    }
    try {
      Session another = opener.open();
      synchronized (this) {
        if (!closed) {
          idle.push(another);
          return;
        }
      }
      another.end();
    } catch (TokenException e) {
      // The login is renewed when it is needed.
    }
  }

  private void closeAbandoned() {
    // The lock makes others wait until they are closed, so that the bound is kept.
    abandonedLock.lock();
    try {
      List<Session> rest;
      synchronized (this) {
        rest = new ArrayList<>(abandoned);
      }
      for (Session session : rest) {
        if (session.close()) {
          synchronized (this) {
            abandoned.remove(session);
          }
        }
      }
      leaveAbandoned();
    } finally {
      abandonedLock.unlock();
    }
  }

  /** Leaves to its library what a closed pool could not close. */
  private void leaveAbandoned() {
    abandonedLock.lock();
    try {
      synchronized (this) {
        if (closed) {
          abandoned.forEach(session -> session.cryptoki().leave(session));
          abandoned.clear();
        }
      }
    } finally {
      abandonedLock.unlock();
    }
  }

  private void acquire(Semaphore semaphore, long deadline) throws TokenException {
    // Without a barge past those who wait, which the plain tryAcquire is.
    if (!acquired(semaphore, 0)) {
      new SessionWaitEvent(size).time(() -> await(semaphore, deadline));
    }
  }

  private Semaphore await(Semaphore semaphore, long deadline) throws TokenException {
    if (!acquired(semaphore, deadline - System.nanoTime())) {
      throw TokenException.of(
          Trouble.BUSY,
          "All "
              + size
              + " sessions stayed in use for "
              + patience
              + ": allow more sessions, or wait longer");
    }
    return semaphore;
  }

  private static boolean acquired(Semaphore semaphore, long nanos) throws TokenException {
    try {
      return semaphore.tryAcquire(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw Cryptoki.interrupted(e);
    }
  }

  private void pause() throws TokenException {
    new SessionWaitEvent(size)
        .time(
            () -> {
              try {
                Thread.sleep(BETWEEN_TRIES.toMillis());
                return this;
              } catch (InterruptedException e) {
                throw Cryptoki.interrupted(e);
              }
            });
  }
}
