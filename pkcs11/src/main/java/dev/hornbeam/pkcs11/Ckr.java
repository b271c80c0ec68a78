package dev.hornbeam.pkcs11;

import static dev.hornbeam.pkcs11.Reaction.DEVICE_LOST;
import static dev.hornbeam.pkcs11.Reaction.HANDLE_STALE;
import static dev.hornbeam.pkcs11.Reaction.LOGIN_LOST;
import static dev.hornbeam.pkcs11.Reaction.MODULE_LOST;
import static dev.hornbeam.pkcs11.Reaction.NONE;
import static dev.hornbeam.pkcs11.Reaction.SESSION_LOST;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The return values that mean something here (PKCS#11 s.5.1), and what each means. */
enum Ckr {
  HOST_MEMORY(0x2, Trouble.OTHER, NONE, "the module is out of memory"),
  SLOT_ID_INVALID(0x3, Trouble.TOKEN_ABSENT, DEVICE_LOST, "plug the token in, or name its slot"),
  GENERAL_ERROR(0x5, Trouble.OTHER, NONE, "see the module's own log"),
  FUNCTION_FAILED(0x6, Trouble.OTHER, NONE, "see the module's own log"),
  ARGUMENTS_BAD(0x7, Trouble.OTHER, NONE, "the module does not take these arguments"),
  CANT_LOCK(0xA, Trouble.MODULE, NONE, "the module cannot be used by several threads"),
  ATTRIBUTE_READ_ONLY(0x10, Trouble.UNSUPPORTED, NONE, "the token sets this attribute itself"),
  ATTRIBUTE_SENSITIVE(0x11, Trouble.KEY_NOT_PERMITTED, NONE, "the token does not reveal it"),
  ATTRIBUTE_TYPE_INVALID(0x12, Trouble.UNSUPPORTED, NONE, "the token lacks an attribute"),
  ATTRIBUTE_VALUE_INVALID(0x13, Trouble.UNSUPPORTED, NONE, "the token refuses a value"),
  ACTION_PROHIBITED(0x1B, Trouble.KEY_NOT_PERMITTED, NONE, "the token's policy forbids it"),
  DATA_INVALID(0x20, Trouble.OTHER, NONE, "the token refuses the input"),
  DATA_LEN_RANGE(0x21, Trouble.OTHER, NONE, "the input has the wrong length"),
  DEVICE_ERROR(0x30, Trouble.LOST, DEVICE_LOST, "see to the token, its reader or its server"),
  DEVICE_MEMORY(0x31, Trouble.TOKEN_FULL, NONE, "destroy objects that are not needed"),
  DEVICE_REMOVED(0x32, Trouble.TOKEN_ABSENT, DEVICE_LOST, "plug the token in again"),
  ENCRYPTED_DATA_INVALID(0x40, Trouble.OTHER, NONE, "the ciphertext is not of this key"),
  ENCRYPTED_DATA_LEN_RANGE(0x41, Trouble.OTHER, NONE, "the ciphertext has the wrong length"),
  AEAD_DECRYPT_FAILED(0x42, Trouble.OTHER, NONE, "the ciphertext is not of this key"),
  FUNCTION_CANCELED(0x50, Trouble.OTHER, NONE, "it was cancelled at the token"),
  FUNCTION_NOT_SUPPORTED(0x54, Trouble.UNSUPPORTED, NONE, "the module lacks the function"),
  KEY_HANDLE_INVALID(0x60, Trouble.KEY_GONE, HANDLE_STALE, "the key is not on the token any more"),
  KEY_SIZE_RANGE(0x62, Trouble.UNSUPPORTED, NONE, "the token does not take such a key"),
  KEY_TYPE_INCONSISTENT(0x63, Trouble.UNSUPPORTED, NONE, "the mechanism is not for such keys"),
  KEY_FUNCTION_NOT_PERMITTED(
      0x68, Trouble.KEY_NOT_PERMITTED, NONE, "the key was made for something else"),
  KEY_NOT_WRAPPABLE(0x69, Trouble.UNSUPPORTED, NONE, "the token does not wrap such keys"),
  KEY_UNEXTRACTABLE(0x6A, Trouble.KEY_NOT_PERMITTED, NONE, "the key may not leave the token"),
  MECHANISM_INVALID(0x70, Trouble.UNSUPPORTED, NONE, "the token lacks the mechanism"),
  MECHANISM_PARAM_INVALID(0x71, Trouble.UNSUPPORTED, NONE, "the token refuses the parameters"),
  OBJECT_HANDLE_INVALID(
      0x82, Trouble.KEY_GONE, HANDLE_STALE, "the object is not on the token any more"),
  OPERATION_ACTIVE(0x90, Trouble.LOST, SESSION_LOST, "the session was stuck"),
  OPERATION_NOT_INITIALIZED(0x91, Trouble.LOST, SESSION_LOST, "the session lost its operation"),
  PIN_INCORRECT(0xA0, Trouble.PIN_WRONG, NONE, "the PIN is wrong"),
  PIN_INVALID(0xA1, Trouble.PIN_WRONG, NONE, "the PIN has characters that the token refuses"),
  PIN_LEN_RANGE(0xA2, Trouble.PIN_WRONG, NONE, "the PIN is too short or too long"),
  PIN_EXPIRED(0xA3, Trouble.PIN_LOCKED, NONE, "set a new PIN"),
  PIN_LOCKED(0xA4, Trouble.PIN_LOCKED, NONE, "have the security officer set a new PIN"),
  SESSION_CLOSED(0xB0, Trouble.LOST, SESSION_LOST, "the session was closed underneath"),
  SESSION_COUNT(0xB1, Trouble.BUSY, NONE, "the token has no more sessions: use fewer"),
  SESSION_HANDLE_INVALID(0xB3, Trouble.LOST, SESSION_LOST, "the session was closed underneath"),
  SESSION_READ_ONLY(0xB5, Trouble.READ_ONLY, NONE, "the token is write-protected"),
  TEMPLATE_INCOMPLETE(0xD0, Trouble.UNSUPPORTED, NONE, "the token wants more attributes"),
  TEMPLATE_INCONSISTENT(0xD1, Trouble.UNSUPPORTED, NONE, "the token does not make such objects"),
  TOKEN_NOT_PRESENT(0xE0, Trouble.TOKEN_ABSENT, DEVICE_LOST, "plug the token in"),
  TOKEN_NOT_RECOGNIZED(0xE1, Trouble.TOKEN_ABSENT, DEVICE_LOST, "plug in a token of this module"),
  TOKEN_WRITE_PROTECTED(0xE2, Trouble.READ_ONLY, NONE, "lift the token's write protection"),
  UNWRAPPING_KEY_HANDLE_INVALID(
      0xF0, Trouble.KEY_GONE, HANDLE_STALE, "the unwrapping key is not on the token any more"),
  UNWRAPPING_KEY_SIZE_RANGE(0xF1, Trouble.UNSUPPORTED, NONE, "the token refuses the key's length"),
  UNWRAPPING_KEY_TYPE_INCONSISTENT(
      0xF2, Trouble.UNSUPPORTED, NONE, "the mechanism is not for such keys"),
  USER_ALREADY_LOGGED_IN(0x100, Trouble.OTHER, NONE, "someone in this process logged in"),
  USER_NOT_LOGGED_IN(0x101, Trouble.PIN_MISSING, LOGIN_LOST, "give the token's PIN"),
  USER_PIN_NOT_INITIALIZED(0x102, Trouble.PIN_MISSING, NONE, "set the token's user PIN first"),
  USER_ANOTHER_ALREADY_LOGGED_IN(
      0x104, Trouble.OTHER, NONE, "log the security officer out of this process"),
  USER_TOO_MANY_TYPES(0x105, Trouble.OTHER, NONE, "log the other user out"),
  WRAPPED_KEY_INVALID(0x110, Trouble.OTHER, NONE, "the wrapped key is damaged, or of another key"),
  WRAPPED_KEY_LEN_RANGE(0x112, Trouble.OTHER, NONE, "the wrapped key has the wrong length"),
  WRAPPING_KEY_HANDLE_INVALID(
      0x113, Trouble.KEY_GONE, HANDLE_STALE, "the wrapping key is not on the token any more"),
  WRAPPING_KEY_SIZE_RANGE(0x114, Trouble.UNSUPPORTED, NONE, "the token refuses the key's length"),
  WRAPPING_KEY_TYPE_INCONSISTENT(
      0x115, Trouble.UNSUPPORTED, NONE, "the mechanism is not for such keys"),
  RANDOM_NO_RNG(0x121, Trouble.UNSUPPORTED, NONE, "the token makes no random numbers"),
  DOMAIN_PARAMS_INVALID(0x130, Trouble.UNSUPPORTED, NONE, "the token lacks the curve"),
  CURVE_NOT_SUPPORTED(0x140, Trouble.UNSUPPORTED, NONE, "the token lacks the curve"),
  BUFFER_TOO_SMALL(0x150, Trouble.OTHER, NONE, "the module misjudged the length of its result"),
  CRYPTOKI_NOT_INITIALIZED(
      0x190, Trouble.LOST, MODULE_LOST, "someone in this process finalised the module"),
  CRYPTOKI_ALREADY_INITIALIZED(0x191, Trouble.MODULE, NONE, "someone else uses the module"),
  PIN_TOO_WEAK(0x1B8, Trouble.PIN_WRONG, NONE, "choose a better PIN"),
  FUNCTION_REJECTED(0x200, Trouble.KEY_NOT_PERMITTED, NONE, "it was refused at the token"),
  TOKEN_RESOURCE_EXCEEDED(0x201, Trouble.TOKEN_FULL, NONE, "destroy objects that are not needed");

  private static final Map<Long, Ckr> BY_VALUE = new HashMap<>();

  // After these a session is used again. They begin no operation whose answer may have been lost;
  // after any other failure it is closed, which costs microseconds.
  private static final Map<String, Set<Ckr>> CLEAN =
      Map.of(
          "C_GetAttributeValue",
          EnumSet.of(ATTRIBUTE_SENSITIVE, ATTRIBUTE_TYPE_INVALID, OBJECT_HANDLE_INVALID),
          "C_Login",
          EnumSet.of(PIN_INCORRECT, PIN_LOCKED, USER_ALREADY_LOGGED_IN));

  // For calls that open, look or log in, even these vague answers mean that the token is away.
  private static final Set<Ckr> VAGUE = EnumSet.of(GENERAL_ERROR, FUNCTION_FAILED);
  private static final Set<String> MANAGEMENT =
      Set.of(
          "C_GetSlotList",
          "C_GetSlotInfo",
          "C_GetTokenInfo",
          "C_GetMechanismList",
          "C_OpenSession",
          "C_GetSessionInfo",
          "C_Login");

  static {
    for (Ckr ckr : values()) {
      BY_VALUE.put(ckr.value, ckr);
    }
  }

  private final long value;
  private final Trouble trouble;
  private final Reaction reaction;
  private final String advice;

  Ckr(long value, Trouble trouble, Reaction reaction, String advice) {
    this.value = value;
    this.trouble = trouble;
    this.reaction = reaction;
    this.advice = advice;
  }

  /** The value on the wire. */
  long value() {
    return value;
  }

  /** What an operator can do about it. */
  Trouble trouble() {
    return trouble;
  }

  static Optional<Ckr> of(long value) {
    return Optional.ofNullable(BY_VALUE.get(value));
  }

  /** The standard's name, or the number in hexadecimal. */
  static String name(long value) {
    return of(value)
        .map(ckr -> "CKR_" + ckr.name())
        .orElseGet(() -> String.format("CKR 0x%08X", value));
  }

  /** Whether a session that saw it from a function may be used again. */
  static boolean leavesSessionClean(String function, long value) {
    return of(value).filter(CLEAN.getOrDefault(function, Set.of())::contains).isPresent();
  }

  /** The exception for an answer of a function other than {@code CKR_OK}. */
  static TokenException failure(String function, long value, Quirks quirks, Throwable cause) {
    Optional<Ckr> known = of(value);
    Reaction reaction = known.map(ckr -> ckr.reaction).orElse(NONE);
    boolean vague = known.filter(VAGUE::contains).isPresent();
    if (vague && MANAGEMENT.contains(function)) {
      reaction = DEVICE_LOST;
    }
    if (known.isPresent() && quirks.wantsReinitialising(known.get())) {
      reaction = MODULE_LOST;
    }
    Trouble trouble = known.map(Ckr::trouble).orElse(Trouble.OTHER);
    if (trouble == Trouble.OTHER && reaction.isLoss()) {
      trouble = Trouble.LOST;
    }
    String text = known.map(ckr -> ckr.advice).orElse("see the module's manual");
    return TokenException.of(
        trouble, reaction, value, function + ": " + name(value) + ": " + text, cause);
  }
}
