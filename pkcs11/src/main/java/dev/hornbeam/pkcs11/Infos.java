package dev.hornbeam.pkcs11;

import iaik.pkcs.pkcs11.wrapper.CK_INFO;
import iaik.pkcs.pkcs11.wrapper.CK_TOKEN_INFO;
import iaik.pkcs.pkcs11.wrapper.CK_VERSION;
import java.util.EnumSet;
import java.util.Set;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** What modules and tokens say of themselves, as types of ours. */
final class Infos {
  private Infos() {}

  static ModuleInfo module(CK_INFO info) {
    return new ModuleInfo(
        version(info.cryptokiVersion, "%d.%02d"),
        text(info.manufacturerID),
        text(info.libraryDescription),
        version(info.libraryVersion, "%d.%d"));
  }

  static TokenInfo token(long slotId, CK_TOKEN_INFO info) {
    return new TokenInfo(
        text(info.label),
        text(info.manufacturerID),
        text(info.model),
        text(info.serialNumber),
        slotId,
        flags(info.flags),
        info.ulMaxSessionCount,
        info.ulSessionCount);
  }

  /** Without the padding, and without a terminator that some modules write. */
  static String text(char[] padded) {
    return new String(padded).replace('\0', ' ').strip();
  }

  private static String version(CK_VERSION version, String format) {
    return String.format(format, version.major & 0xFF, version.minor & 0xFF);
  }

  private static Set<TokenInfo.Flag> flags(long bits) {
    Set<TokenInfo.Flag> flags = EnumSet.noneOf(TokenInfo.Flag.class);
    for (TokenInfo.Flag flag : TokenInfo.Flag.values()) {
      if ((bits & bit(flag)) != 0) {
        flags.add(flag);
      }
    }
    return Set.copyOf(flags);
  }

  private static long bit(TokenInfo.Flag flag) {
    return switch (flag) {
      case RNG -> PKCS11Constants.CKF_RNG;
      case WRITE_PROTECTED -> PKCS11Constants.CKF_WRITE_PROTECTED;
      case LOGIN_REQUIRED -> PKCS11Constants.CKF_LOGIN_REQUIRED;
      case USER_PIN_INITIALIZED -> PKCS11Constants.CKF_USER_PIN_INITIALIZED;
      case PROTECTED_AUTHENTICATION_PATH -> PKCS11Constants.CKF_PROTECTED_AUTHENTICATION_PATH;
      case TOKEN_INITIALIZED -> PKCS11Constants.CKF_TOKEN_INITIALIZED;
      case USER_PIN_COUNT_LOW -> PKCS11Constants.CKF_USER_PIN_COUNT_LOW;
      case USER_PIN_FINAL_TRY -> PKCS11Constants.CKF_USER_PIN_FINAL_TRY;
      case USER_PIN_LOCKED -> PKCS11Constants.CKF_USER_PIN_LOCKED;
      case USER_PIN_TO_BE_CHANGED -> PKCS11Constants.CKF_USER_PIN_TO_BE_CHANGED;
    };
  }
}
