package dev.hornbeam.interop;

import io.grpc.Status;
import io.grpc.StatusException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the ids of a server name. There are only so many: the runner leaves behind what it no longer
 * needs, so the one that was used least recently makes room. Safe for use by several threads.
 */
final class Sessions implements AutoCloseable {
  private final int most;
  private final Map<Integer, Session> byId = new LinkedHashMap<>(16, 0.75f, true);
  private int last;
  private boolean closed;

  /**
   * @param most how many there can be, from 1
   */
  Sessions(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("not a number of ids: " + most);
    }
    this.most = most;
  }

  /**
   * Gives a session an id. It is this object's from now on, whatever happens.
   *
   * @throws StatusException UNAVAILABLE if the server is ending
   */
  synchronized int add(Session session) throws StatusException {
    if (closed) {
      session.free();
      throw Status.UNAVAILABLE.withDescription("the server is ending").asException();
    }
    last++;
    byId.put(last, session);
    return last;
  }

  /**
   * Finds what an id names.
   *
   * @throws StatusException NOT_FOUND if there is nothing, INVALID_ARGUMENT if it is of another
   *     kind
   */
  synchronized <S extends Session> S find(int id, Class<S> kind, String name)
      throws StatusException {
    Session session = byId.get(id);
    if (session == null) {
      throw Status.NOT_FOUND
          .withDescription("there is no " + name + " " + id + ": " + why(id))
          .asException();
    }
    if (!kind.isInstance(session)) {
      throw Status.INVALID_ARGUMENT
          .withDescription(id + " is the id of a " + session.kind() + ", not of a " + name)
          .asException();
    }
    return kind.cast(session);
  }

  private String why(int id) {
    return id > 0 && id <= last
        ? "it was used up or freed, or made room for newer ones (at most " + most + " are kept)"
        : "no such id was given out";
  }

  /** An id names nothing any more; its session is the caller's. */
  synchronized void remove(int id, Session session) {
    byId.remove(id, session);
  }

  /**
   * Frees what an id names; nothing happens if that made room already.
   *
   * @throws StatusException NOT_FOUND if no such id was given out
   */
  void free(int id) throws StatusException {
    Session session;
    synchronized (this) {
      if (id < 1 || id > last) {
        throw Status.NOT_FOUND
            .withDescription("there is nothing to free by " + id + ": no such id was given out")
            .asException();
      }
      session = byId.remove(id);
    }
    if (session != null) {
      session.free();
    }
  }

  /** Frees those that are too many. Not to be called while a session is in use by this thread. */
  void trim() {
    List<Session> tooMany = new ArrayList<>();
    synchronized (this) {
      var eldest = byId.values().iterator();
      for (int over = byId.size() - most; over > 0; over--) {
        tooMany.add(eldest.next());
        eldest.remove();
      }
    }
    tooMany.forEach(Session::free);
  }

  synchronized int size() {
    return byId.size();
  }

  @Override
  public void close() {
    List<Session> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(byId.values());
      byId.clear();
    }
    all.forEach(Session::free);
  }
}
