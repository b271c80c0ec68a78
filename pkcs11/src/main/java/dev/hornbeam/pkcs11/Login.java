package dev.hornbeam.pkcs11;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The login of this process to the token of one slot. All sessions share it, those of others in the
 * process included (PKCS#11 s.5.6.8): once anyone is logged in, no PIN is looked at any more.
 */
final class Login {
  private final ReentrantLock lock = new ReentrantLock(true);
  // Changes whenever handles of private objects may have changed.
  private final AtomicLong epoch = new AtomicLong();
  private volatile long generation;
  private volatile boolean satisfied;
  // Whether the session's state must be asked before it is relied on.
  private volatile boolean doubtful;
  // Whether a PIN was presented, and sessions said then that the user is logged in.
  private volatile boolean stateTells;
  // Whether they never say so.
  private boolean stateLies;
  // Whether the last login was someone else's.
  private boolean foreign;
  private int sessions;
  // Set once the token wanted a login that its flags do not tell of.
  private volatile boolean demanded;

  /** Counts a session. */
  void opened(Session session) {
    lock.lock();
    try {
      if (session.generation() != generation) {
        generation = session.generation();
        sessions = 0;
        lapse();
      }
      sessions++;
    } finally {
      lock.unlock();
    }
  }

  /** Counts a session less; with the last one the login ends. */
  void closed(Session session) {
    lock.lock();
    try {
      if (session.generation() == generation && sessions > 0) {
        sessions--;
        if (sessions == 0) {
          lapse();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Object handles found in one epoch may mean nothing in another. */
  long epoch() {
    return epoch.get();
  }

  /** Says that the token wants a login, whatever is thought of it here. */
  void demand() {
    demanded = true;
    doubtful = true;
  }

  /** Says that sessions were lost, and the login perhaps with them. */
  void doubt() {
    doubtful = true;
  }

  /**
   * Checks that private objects can be seen still. Modules do not tell when they hide them: a
   * search just finds less.
   */
  void check(Session session) throws TokenException {
    // The lock keeps this apart from a login under way, whose epoch is to be seen afterwards.
    acquire();
    try {
      if (satisfied && stateTells && !session.isUserLoggedIn()) {
        throw TokenException.loginLost();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Logs in, unless that is done, or not needed. */
  void ensure(Session session, PinDesk desk) throws TokenException {
    if (satisfied && !doubtful && session.generation() == generation) {
      return;
    }
    acquire();
    try {
      if (doubtful) {
        resolveDoubt(session);
      }
      if (!satisfied || session.generation() != generation) {
        logIn(session, desk);
      }
    } finally {
      lock.unlock();
    }
  }

  private void resolveDoubt(Session session) throws TokenException {
    doubtful = false;
    try {
      if (satisfied && !(stateTells && session.isUserLoggedIn())) {
        lapse();
      }
    } catch (TokenException e) {
      doubtful = true;
      throw e;
    }
  }

  private void acquire() throws TokenException {
    if (lock.isHeldByCurrentThread()) {
      throw new IllegalStateException("A PIN source must not use the token that it is asked for");
    }
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      throw Cryptoki.interrupted(e);
    }
  }

  private void logIn(Session session, PinDesk desk) throws TokenException {
    TokenInfo token = session.tokenInfo();
    if (!demanded && !token.flags().contains(TokenInfo.Flag.LOGIN_REQUIRED)) {
      stateTells = false;
      satisfied = true;
      return;
    }
    stateTells = false;
    foreign = false;
    int tries = stateLies ? 1 : 2;
    for (int i = 0; i < tries && !stateTells && !foreign; i++) {
      PinDesk.Outcome outcome =
          desk.present(token, PinSource.Occasion.LOGIN, pin -> present(session, pin));
      if (outcome == PinDesk.Outcome.NONE) {
        return;
      }
      epoch.incrementAndGet();
      stateTells = session.isUserLoggedIn();
    }
    // A login may end at once, but not twice in a row: then the module's states tell nothing.
    stateLies = !stateTells && !foreign;
    satisfied = true;
  }

  private void present(Session session, char @Nullable [] pin) throws TokenException {
    try {
      session.logIn(pin);
    } catch (TokenException e) {
      if (e.is(Ckr.USER_ALREADY_LOGGED_IN)) {
        foreign = true;
        return;
      }
      throw explained(session, e);
    }
  }

  /** Adds how many tries are left, as far as the token tells. */
  static TokenException explained(Session session, TokenException e) {
    if (e.trouble() != Trouble.PIN_WRONG) {
      return e;
    }
    try {
      TokenInfo token = session.tokenInfo();
      return e.as(
          Trouble.PIN_WRONG,
          "The PIN of " + token.label() + " is wrong" + PinDesk.triesLeft(token));
    } catch (TokenException unknown) {
      e.addSuppressed(unknown);
      return e;
    }
  }

  private void lapse() {
    epoch.incrementAndGet();
    satisfied = false;
  }
}
