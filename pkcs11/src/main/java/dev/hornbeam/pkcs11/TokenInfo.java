package dev.hornbeam.pkcs11;

import java.util.Set;

/**
 * What a token says of itself ({@code CK_TOKEN_INFO}, PKCS#11 s.3.2), without the padding.
 *
 * @param slotId the slot that it is in now
 */
public record TokenInfo(
    String label,
    String manufacturer,
    String model,
    String serial,
    long slotId,
    Set<Flag> flags,
    long maxSessions,
    long sessions) {
  /** {@code CKF_} flags of a token. */
  public enum Flag {
    /** It makes random numbers. */
    RNG,
    /** It is write-protected. */
    WRITE_PROTECTED,
    /** Some of its functions want the user to log in. */
    LOGIN_REQUIRED,
    /** The user's PIN is set. */
    USER_PIN_INITIALIZED,
    /** The PIN is entered at the token itself. */
    PROTECTED_AUTHENTICATION_PATH,
    /** It has been initialised. */
    TOKEN_INITIALIZED,
    /** A wrong PIN was given since the last right one. */
    USER_PIN_COUNT_LOW,
    /** One more wrong PIN locks it. */
    USER_PIN_FINAL_TRY,
    /** The PIN is locked. */
    USER_PIN_LOCKED,
    /** The PIN is to be changed. */
    USER_PIN_TO_BE_CHANGED
  }

  /** The token as a URI of RFC 7512: {@code pkcs11:token=...;serial=...}. */
  public String uri() {
    return Pkcs11Uri.of(this).format();
  }
}
