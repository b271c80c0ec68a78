package dev.hornbeam.pkcs11;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** What all that is done with a token goes through: a session, the login, and another attempt. */
final class TokenCore {
  /** Whether an operation may find the token littered. */
  private enum Ground {
    ANY,
    CLEAN
  }

  private static final int SEARCHES = 3;

  private final Cryptoki cryptoki;
  private final TokenSelector selector;
  private final TokenOptions options;
  private final PinDesk desk;
  private final SessionPool pool;
  private final Circuit circuit;
  private final ObjectHandles handles = new ObjectHandles();
  private final Debris debris = new Debris();
  private final ReentrantLock recovering = new ReentrantLock();
  private volatile TokenInfo token;
  private volatile boolean closed;
  // The loss at which a call gave up: the next one begins with mending it.
  private volatile @Nullable Loss unmended;

  private volatile @Nullable Listed mechanisms;

  /** The mechanisms of a token, and when they were asked. */
  private record Listed(long generation, long slotId, String serial, Map<Long, String> names) {
    boolean of(long now, TokenInfo token) {
      return generation == now && slotId == token.slotId() && serial.equals(token.serial());
    }
  }

  /** A loss, and the generation of the library that it happened in. */
  private record Loss(TokenException what, long generation) {}

  TokenCore(Cryptoki cryptoki, TokenSelector selector, TokenOptions options, TokenInfo token) {
    this.cryptoki = cryptoki;
    this.selector = selector;
    this.options = options;
    this.token = token;
    desk = new PinDesk(options.pin());
    pool = new SessionPool(this::openSession, poolSize(options, token), options.patience());
    circuit = new Circuit(options.recovery(), System::nanoTime);
  }

  Cryptoki cryptoki() {
    return cryptoki;
  }

  TokenSelector selector() {
    return selector;
  }

  PinDesk desk() {
    return desk;
  }

  SessionPool pool() {
    return pool;
  }

  ObjectHandles handles() {
    return handles;
  }

  /** What the token said when it was found last. */
  TokenInfo token() {
    return token;
  }

  // --- Work ---

  /** Does something that may be done again if it is not known to have been done. */
  <T> T run(SessionPool.Work<T> work) throws TokenException {
    return attempt(work, Ground.ANY, pool);
  }

  /**
   * Makes objects of an id that has none of these kinds yet. If it fails they are taken away again,
   * now or before the token is used next.
   */
  <T> T make(KeyId id, Set<ObjectInfo.Kind> kinds, SessionPool.Work<T> work) throws TokenException {
    try {
      return makeOnce(id, kinds, work);
    } catch (TokenException e) {
      sweepQuietly(e);
      // SoftHSM says so now and then when many threads are inside.
      boolean isOdd = e.is(Ckr.GENERAL_ERROR) || e.is(Ckr.FUNCTION_FAILED);
      if (!isOdd || isAway(e) || !debris.isEmpty()) {
        throw e;
      }
    }
    try {
      return makeOnce(id, kinds, work);
    } catch (TokenException e) {
      sweepQuietly(e);
      throw e;
    }
  }

  private <T> T makeOnce(KeyId id, Set<ObjectInfo.Kind> kinds, SessionPool.Work<T> work)
      throws TokenException {
    Debris.Piece piece = new Debris.Piece(id, kinds, Debris.When.ALWAYS);
    return attempt(
        session -> {
          refuseTaken(session, id, kinds);
          try {
            return work.with(session);
          } catch (TokenException | RuntimeException | Error e) {
            debris.add(piece);
            throw e;
          }
        },
        Ground.CLEAN,
        pool);
  }

  /** Destroys all objects of an id and of some kinds. */
  void destroy(KeyId id, Set<ObjectInfo.Kind> kinds) throws TokenException {
    Debris.Piece rest = new Debris.Piece(id, kinds, Debris.When.PRIVATE_KEY_GONE);
    try {
      attempt(
          session -> {
            remove(session, id, kinds);
            return id;
          },
          Ground.ANY,
          pool);
    } catch (TokenException e) {
      if (kinds.contains(ObjectInfo.Kind.PRIVATE_KEY) && kinds.size() > 1) {
        debris.add(rest);
        sweepQuietly(e);
      }
      throw e;
    } finally {
      handles.forget(id);
    }
  }

  /** Works with a session that a key has for itself from then on, if it succeeds. */
  <T> T pin(SessionPool.Work<T> work) throws TokenException {
    return attempt(work, Ground.ANY, null);
  }

  /**
   * Does what can be done again even if it was done in part. A second attempt in another session
   * finds out what the first one did.
   */
  void settle(SessionPool.Work<KeyId> work) throws TokenException {
    try {
      run(work);
    } catch (TokenException first) {
      if (first.reaction() != Reaction.NONE || isAway(first)) {
        throw first;
      }
      try {
        run(work);
      } catch (TokenException second) {
        second.addSuppressed(first);
        throw second;
      }
    }
  }

  /** The library, for what wants no session. */
  Cryptoki openCryptoki() throws TokenException {
    if (closed) {
      throw TokenException.of(Trouble.CLOSED, "The token was closed: open it again");
    }
    return cryptoki;
  }

  boolean isClosed() {
    return closed;
  }

  /** Logs in with a session, if that is not done. */
  void logIn(Session session) throws TokenException {
    session.login().ensure(session, desk);
  }

  void close() {
    closed = true;
    pool.close();
  }

  /** The mechanisms that the token has, asked once as long as it stays. */
  Map<Long, String> mechanisms() throws TokenException {
    Listed listed = mechanisms;
    if (listed == null || !listed.of(cryptoki.generation(), token)) {
      listed =
          run(
              session ->
                  new Listed(
                      session.generation(),
                      token.slotId(),
                      token.serial(),
                      Abilities.mechanisms(cryptoki, token.slotId())));
      mechanisms = listed;
    }
    return listed.names;
  }

  // --- Attempts ---

  private <T> T attempt(SessionPool.Work<T> work, Ground ground, @Nullable SessionPool from)
      throws TokenException {
    openCryptoki();
    Circuit.Pass pass = circuit.enter();
    Attempts attempts = new Attempts(pass, options.recovery());
    try {
      while (true) {
        OptionalLong begunIn = OptionalLong.empty();
        try {
          mend();
          begunIn = OptionalLong.of(cryptoki.generation());
          sweep(ground);
          T result = from == null ? pinned(work) : pool.lease(session -> ready(session, work));
          attempts.succeeded();
          return result;
        } catch (TokenException e) {
          if (e.reaction().isLoss()) {
            unmended = new Loss(e, begunIn.orElseGet(cryptoki::generation));
          } else if (e.reaction() == Reaction.LOGIN_LOST) {
            login().demand();
          } else if (e.reaction() == Reaction.HANDLE_STALE) {
            handles.forgetAll();
          }
          attempts.failed(e);
        }
      }
    } finally {
      attempts.tell(circuit);
    }
  }

  private <T> T ready(Session session, SessionPool.Work<T> work) throws TokenException {
    try {
      logIn(session);
      return work.with(session);
    } catch (TokenException e) {
      // A session that goes away during a call makes SoftHSM say CKR_GENERAL_ERROR.
      boolean isVague = e.reaction() == Reaction.NONE && e.ckr().isPresent() && !session.isGood();
      if (isVague && e.trouble() != Trouble.PIN_WRONG && !session.isAlive()) {
        throw e.asLoss();
      }
      throw e;
    }
  }

  private <T> T pinned(SessionPool.Work<T> work) throws TokenException {
    Session session = pool.pin();
    try {
      return ready(session, work);
    } catch (TokenException | RuntimeException | Error e) {
      session.spoil();
      pool.unpin(session);
      throw e;
    }
  }

  /** Brings back what the last call lost, unless another thread did. */
  private void mend() throws TokenException {
    if (unmended == null) {
      return;
    }
    try {
      recovering.lockInterruptibly();
    } catch (InterruptedException e) {
      throw Cryptoki.interrupted(e);
    }
    try {
      Loss loss = unmended;
      if (loss != null) {
        mend(loss);
        unmended = null;
      }
    } finally {
      recovering.unlock();
    }
  }

  private void mend(Loss loss) throws TokenException {
    login().doubt();
    switch (loss.what().reaction()) {
      case MODULE_LOST -> {
        cryptoki.renew(loss.generation(), loss.what());
        pool.checkIdle();
        findAgain();
      }
      case DEVICE_LOST -> {
        pool.checkIdle();
        findAgain();
      }
      case SESSION_LOST -> pool.checkIdle();
      case NONE, HANDLE_STALE, LOGIN_LOST -> throw new AssertionError(loss.what());
    }
  }

  private void findAgain() throws TokenException {
    TokenInfo found = Slots.find(cryptoki, identity());
    if (found.slotId() != token.slotId() || !found.serial().equals(token.serial())) {
      pool.loseAll();
      handles.forgetAll();
    }
    token = found;
  }

  /** What names the token if it moved; one that was chosen by its place is told by its serial. */
  private TokenSelector identity() {
    boolean named = selector.label().isPresent() || selector.serial().isPresent();
    return named || token.serial().isEmpty() ? selector : selector.withSerial(token.serial());
  }

  // --- Objects ---

  /** Destroys what there is, private keys first; what others destroyed meanwhile is fine. */
  void remove(Session session, KeyId id, Set<ObjectInfo.Kind> kinds) throws TokenException {
    handles.forget(id);
    for (ObjectInfo.Kind kind : ObjectInfo.Kind.values()) {
      if (!kinds.contains(kind)) {
        continue;
      }
      remove(session, id, kind);
    }
  }

  private void remove(Session session, KeyId id, ObjectInfo.Kind kind) throws TokenException {
    for (int i = 1; ; i++) {
      List<Long> found = find(session, id, kind);
      if (found.isEmpty()) {
        return;
      }
      for (long handle : found) {
        try {
          session.destroy(handle);
        } catch (TokenException e) {
          // Others destroyed it meanwhile, which the next search shows.
          if (!e.is(Ckr.OBJECT_HANDLE_INVALID) || i == SEARCHES) {
            throw e;
          }
        }
      }
    }
  }

  /** The token objects of an id and a kind. */
  List<Long> find(Session session, KeyId id, ObjectInfo.Kind kind) throws TokenException {
    return session.find(ObjectHandles.template(id, KeyReader.objectClass(kind)));
  }

  private void refuseTaken(Session session, KeyId id, Set<ObjectInfo.Kind> kinds)
      throws TokenException {
    for (ObjectInfo.Kind kind : kinds) {
      if (!find(session, id, kind).isEmpty()) {
        throw TokenException.of(
            Trouble.OTHER, "The token has a " + kind + " with the id " + id + ": choose another");
      }
    }
  }

  private void sweep(Ground ground) throws TokenException {
    if (debris.isEmpty()) {
      return;
    }
    try {
      pool.lease(session -> ready(session, this::sweep));
    } catch (TokenException e) {
      if (ground == Ground.CLEAN || e.reaction() != Reaction.NONE) {
        throw e;
      }
    }
  }

  private Session sweep(Session session) throws TokenException {
    debris.sweep(
        piece -> {
          boolean keep =
              piece.when() == Debris.When.PRIVATE_KEY_GONE
                  && !find(session, piece.id(), ObjectInfo.Kind.PRIVATE_KEY).isEmpty();
          if (!keep) {
            remove(session, piece.id(), piece.kinds());
          }
        });
    return session;
  }

  private void sweepQuietly(TokenException failure) {
    if (isAway(failure) || debris.isEmpty()) {
      return;
    }
    try {
      sweep(Ground.CLEAN);
    } catch (TokenException e) {
      failure.addSuppressed(e);
    }
  }

  /** Whether trying at once would be in vain. */
  private static boolean isAway(TokenException failure) {
    return switch (failure.trouble()) {
      case LOST, TOKEN_ABSENT, RESTING, CLOSED, INTERRUPTED, BUSY -> true;
      case MODULE,
          PIN_WRONG,
          PIN_LOCKED,
          PIN_MISSING,
          UNSUPPORTED,
          READ_ONLY,
          TOKEN_FULL,
          KEY_GONE,
          KEY_NOT_PERMITTED,
          OTHER ->
          false;
    };
  }

  // --- Sessions ---

  private Login login() {
    return cryptoki.login(token.slotId());
  }

  private Session openSession() throws TokenException {
    TokenInfo now = token;
    boolean readOnly = now.flags().contains(TokenInfo.Flag.WRITE_PROTECTED);
    try {
      return Session.open(cryptoki, now.slotId(), readOnly ? 0 : PKCS11Constants.CKF_RW_SESSION);
    } catch (TokenException e) {
      if (!e.is(Ckr.TOKEN_WRITE_PROTECTED)) {
        throw e;
      }
      return Session.open(cryptoki, now.slotId(), 0);
    }
  }

  private static int poolSize(TokenOptions options, TokenInfo token) {
    // 0 means no limit, and -1 that the token does not tell (PKCS#11 s.3.2).
    long limit = token.maxSessions();
    return limit > 0 && limit < options.maxSessions() ? (int) limit : options.maxSessions();
  }
}
