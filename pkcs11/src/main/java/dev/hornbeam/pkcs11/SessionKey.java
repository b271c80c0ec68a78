package dev.hornbeam.pkcs11;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A private key that lives as long as the session that it was made in, which it keeps from the
 * pool. Threads that use it take turns. When the session is lost so is the key: it is not tried
 * again, and says {@link Trouble#KEY_GONE}.
 */
public final class SessionKey implements TokenKey, AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Token token;
  private final KeyPairRequest request;
  private final byte[] publicKey;
  private final Pin pin;
  private final Cleaner.Cleanable cleanable;

  /** What one use does with the key. */
  @FunctionalInterface
  private interface Use {
    byte[] with(Session session, long key) throws TokenException;
  }

  /** The session, apart from the key so that a forgotten key can be collected. */
  private static final class Pin implements Runnable {
    private final SessionPool pool;
    private final Session session;
    private final KeyMaking.Pair pair;
    private final ReentrantLock turn = new ReentrantLock(true);
    private boolean ended;

    Pin(SessionPool pool, Session session, KeyMaking.Pair pair) {
      this.pool = pool;
      this.session = session;
      this.pair = pair;
    }

    /** Destroys the pair and gives the session back; the turn is the caller's. */
    void end() {
      if (ended) {
        return;
      }
      ended = true;
      session.destroyHere(pair.privateHandle());
      session.destroyHere(pair.publicHandle());
      pool.unpin(session);
    }

    /** For a key that no thread has any more: without a call into the module, which may block. */
    @Override
    public void run() {
      if (!ended) {
        ended = true;
        pool.abandon(session);
      }
    }
  }

  SessionKey(Token token, KeyPairRequest request, Session session, KeyMaking.Pair pair) {
    this.token = token;
    this.request = request;
    this.publicKey = pair.publicKey().clone();
    this.pin = new Pin(token.core().pool(), session, pair);
    this.cleanable = CLEANER.register(this, pin);
  }

  @Override
  public Token token() {
    return token;
  }

  @Override
  public KeyType type() {
    return request.type();
  }

  @Override
  public String label() {
    return request.label();
  }

  @Override
  public byte[] publicKey() {
    return publicKey.clone();
  }

  @Override
  public byte[] sign(byte[] input) throws TokenException {
    KeyUsing.checkInput(type(), input);
    KeyTraits traits = new KeyTraits(type(), KeyTraits.LoginEach.PROCESS);
    PinDesk desk = token.core().desk();
    return use((session, key) -> KeyUsing.sign(session, desk, key, traits, input));
  }

  @Override
  public byte[] derive(byte[] peer) throws TokenException, InvalidPublicKey {
    KeyUsing.checkPeer(type(), peer);
    return KeyUsing.checkSecret(
        type(), use((session, key) -> KeyUsing.derive(session, key, type(), peer)));
  }

  private byte[] use(Use use) throws TokenException {
    try {
      pin.turn.lockInterruptibly();
    } catch (InterruptedException e) {
      throw Cryptoki.interrupted(e);
    }
    try {
      if (pin.ended) {
        token.core().openCryptoki(); // Says so if that is why.
        throw TokenException.of(Trouble.KEY_GONE, "The session key is gone: make another one");
      }
      return use.with(pin.session, pin.pair.privateHandle());
    } catch (TokenException e) {
      boolean isGone = e.reaction() != Reaction.NONE;
      if (isGone || !pin.session.isGood()) {
        pin.end();
      }
      throw isGone ? e.as(Trouble.KEY_GONE, "The session key is gone with its session") : e;
    } finally {
      pin.turn.unlock();
      Reference.reachabilityFence(this);
    }
  }

  /** Destroys the key and gives its session back. A key that is forgotten is closed in time. */
  @Override
  public void close() {
    pin.turn.lock();
    try {
      pin.end();
    } finally {
      pin.turn.unlock();
    }
    cleanable.clean();
  }

  /** Its label and its token. */
  @Override
  public String toString() {
    return type() + " session key \"" + label() + "\" on " + token;
  }
}
