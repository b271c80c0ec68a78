package dev.hornbeam.pkcs11;

/** What went wrong with a token, by what its operator can do about it. */
public enum Trouble {
  /** There is no such library, or it is none of PKCS#11. */
  MODULE,
  /** No slot has such a token: none was there, or it was taken away. */
  TOKEN_ABSENT,
  /** The PIN is wrong; the token may have few tries left. */
  PIN_WRONG,
  /** The PIN is locked or has expired: the security officer must set it anew. */
  PIN_LOCKED,
  /** The token wants a PIN and was given none. */
  PIN_MISSING,
  /** The token, or its policy, lacks the mechanism, curve or function. */
  UNSUPPORTED,
  /** The token is write-protected, or the session is read-only. */
  READ_ONLY,
  /** The token has no room for another object. */
  TOKEN_FULL,
  /** The key is not there, or not there any more. */
  KEY_GONE,
  /** The key is there and must not do this. */
  KEY_NOT_PERMITTED,
  /** All sessions are in use, and none came back in time. */
  BUSY,
  /** Sessions or the device were lost, and did not come back within the tries allowed. */
  LOST,
  /** The token failed often just now, and is left alone for a while. */
  RESTING,
  /** The module or the token was closed here. */
  CLOSED,
  /** The thread was interrupted while it waited; its interrupt status is set. */
  INTERRUPTED,
  /** The module answered something else. */
  OTHER
}
