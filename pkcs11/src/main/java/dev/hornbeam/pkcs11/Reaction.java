package dev.hornbeam.pkcs11;

/** What a failure says about the things that later calls would use. */
enum Reaction {
  /** Nothing is lost: the answer is final. */
  NONE,
  /** An object's handle is not valid any more; the object may be found again. */
  HANDLE_STALE,
  /** The login is gone. */
  LOGIN_LOST,
  /** The session is gone or stuck, and perhaps all sessions of the token. */
  SESSION_LOST,
  /** The token is gone, or does not answer. */
  DEVICE_LOST,
  /** The library itself is to be initialised anew. */
  MODULE_LOST;

  /** Whether the same call may work later with nothing changed but time. */
  boolean isLoss() {
    return this == SESSION_LOST || this == DEVICE_LOST || this == MODULE_LOST;
  }
}
