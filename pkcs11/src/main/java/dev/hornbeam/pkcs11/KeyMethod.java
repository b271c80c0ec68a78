package dev.hornbeam.pkcs11;

import java.util.HexFormat;

/**
 * How a module names one kind of key pair.
 *
 * @param mechanism that makes it
 * @param keyType its {@code CKA_KEY_TYPE}
 * @param paramsHex its {@code CKA_EC_PARAMS}
 * @param points the form of {@code CKA_EC_POINT} in an imported public key
 */
record KeyMethod(long mechanism, long keyType, String paramsHex, PointForm points) {
  /** The form of a {@code CKA_EC_POINT}. */
  enum PointForm {
    /** A DER OCTET STRING, as the standard has it. */
    DER,
    /** The bytes alone. */
    RAW
  }

  byte[] params() {
    return HexFormat.of().parseHex(paramsHex);
  }
}
