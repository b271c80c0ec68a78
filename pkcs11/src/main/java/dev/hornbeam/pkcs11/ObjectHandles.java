package dev.hornbeam.pkcs11;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** Handles of token objects by their names; those of an earlier login or library are not used. */
final class ObjectHandles {
  /** One object; an AES key has no curve. */
  private record Name(KeyId id, Optional<KeyType> curve) {}

  /** A handle, and when it was found. */
  private record Found(long handle, long generation, long epoch) {}

  private final Map<Name, Found> known = new ConcurrentHashMap<>();

  /**
   * Finds a private key of a curve, or an AES key; the only one of its kind, if several objects
   * share the id.
   */
  long find(Session session, KeyId id, Optional<KeyType> curve) throws TokenException {
    long objectClass =
        curve.isPresent() ? PKCS11Constants.CKO_PRIVATE_KEY : PKCS11Constants.CKO_SECRET_KEY;
    Name name = new Name(id, curve);
    Found found = known.get(name);
    long epoch = session.login().epoch();
    if (found != null && found.generation == session.generation() && found.epoch == epoch) {
      return found.handle;
    }
    List<Long> handles = session.find(template(id, objectClass));
    if (handles.isEmpty()) {
      known.remove(name);
      throw TokenException.of(
          Trouble.KEY_GONE,
          "No "
              + PKCS11Constants.ckoCodeToName(objectClass)
              + " with the id "
              + id
              + " is on the token: it was destroyed, or is on another one");
    }
    long handle = handles.size() == 1 ? handles.get(0) : only(session, handles, name);
    known.put(name, new Found(handle, session.generation(), epoch));
    return handle;
  }

  private static long only(Session session, List<Long> handles, Name name) throws TokenException {
    List<Long> fitting = new ArrayList<>();
    for (long handle : handles) {
      if (name.curve.isPresent()
          ? KeyReader.isOf(session, handle, name.curve.get())
          : KeyReader.isAes(session, handle)) {
        fitting.add(handle);
      }
    }
    if (fitting.size() != 1) {
      throw TokenException.of(
          Trouble.OTHER,
          "The token has "
              + handles.size()
              + " keys with the id "
              + name.id
              + ": give each its own");
    }
    return fitting.get(0);
  }

  /** Forgets a handle that proved to be stale, or whose object is destroyed. */
  void forget(KeyId id) {
    known.keySet().removeIf(name -> name.id.equals(id));
  }

  void forgetAll() {
    known.clear();
  }

  /** The template by which token objects of an id are found. */
  static Template template(KeyId id, long objectClass) {
    return Template.of(objectClass)
        .with(PKCS11Constants.CKA_TOKEN, true)
        .with(PKCS11Constants.CKA_ID, id.toArray());
  }
}
