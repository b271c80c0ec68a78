package dev.hornbeam.pkcs11;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Objects that were half made or half destroyed when the token was lost, to be taken away yet. */
final class Debris {
  /** When what is left of an id is to be destroyed. */
  enum When {
    /** In any case: it was being made. */
    ALWAYS,
    /** If its private key is gone: it was being destroyed, which began with that. */
    PRIVATE_KEY_GONE
  }

  /** The objects of some kinds of an id. */
  record Piece(KeyId id, Set<ObjectInfo.Kind> kinds, When when) {}

  /** Takes one away. */
  @FunctionalInterface
  interface Removal {
    void of(Piece piece) throws TokenException;
  }

  // Held while pieces are taken away, so that none is made again under the same id meanwhile.
  private final ReentrantLock sweeping = new ReentrantLock();
  private final Set<Piece> pieces = new LinkedHashSet<>();

  void add(Piece piece) {
    synchronized (pieces) {
      pieces.add(piece);
    }
  }

  boolean isEmpty() {
    synchronized (pieces) {
      return pieces.isEmpty();
    }
  }

  /** Takes all away; what cannot be is kept for the next time. */
  void sweep(Removal removal) throws TokenException {
    sweeping.lock();
    try {
      List<Piece> now;
      synchronized (pieces) {
        now = new ArrayList<>(pieces);
      }
      for (Piece piece : now) {
        removal.of(piece);
        synchronized (pieces) {
          pieces.remove(piece);
        }
      }
    } finally {
      sweeping.unlock();
    }
  }
}
