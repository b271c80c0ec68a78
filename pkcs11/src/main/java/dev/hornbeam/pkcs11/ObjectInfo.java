package dev.hornbeam.pkcs11;

import java.util.Optional;
import java.util.Set;

/**
 * An object of a token.
 *
 * @param id {@code CKA_ID}, if it has one
 * @param label {@code CKA_LABEL}; empty if there is none
 * @param type the curve of a key, if it is one of MLS
 * @param keyType the name of its {@code CKK_}, such as {@code EC} or {@code AES}; empty if none
 * @param value the DER of a certificate, or the public key in the form that {@link KeyType} says
 */
public record ObjectInfo(
    Kind kind,
    Optional<KeyId> id,
    String label,
    Optional<KeyType> type,
    String keyType,
    Set<Flag> flags,
    Optional<byte[]> value) {
  /** {@code CKA_CLASS}. */
  public enum Kind {
    /** {@code CKO_PRIVATE_KEY}. */
    PRIVATE_KEY,
    /** {@code CKO_PUBLIC_KEY}. */
    PUBLIC_KEY,
    /** {@code CKO_SECRET_KEY}. */
    SECRET_KEY,
    /** {@code CKO_CERTIFICATE} of X.509. */
    CERTIFICATE,
    /** Any other. */
    OTHER
  }

  /** Attributes that are true. */
  public enum Flag {
    /** {@code CKA_PRIVATE}: seen after login only. */
    PRIVATE,
    /** {@code CKA_SENSITIVE}. */
    SENSITIVE,
    /** {@code CKA_EXTRACTABLE}. */
    EXTRACTABLE,
    /** {@code CKA_NEVER_EXTRACTABLE}. */
    NEVER_EXTRACTABLE,
    /** {@code CKA_LOCAL}: made on the token. */
    LOCAL,
    /** {@code CKA_ALWAYS_AUTHENTICATE}. */
    ALWAYS_AUTHENTICATE,
    /** {@code CKA_SIGN}. */
    SIGN,
    /** {@code CKA_DERIVE}. */
    DERIVE,
    /** {@code CKA_WRAP}. */
    WRAP,
    /** {@code CKA_UNWRAP}. */
    UNWRAP,
    /** {@code CKA_ENCRYPT}. */
    ENCRYPT,
    /** {@code CKA_DECRYPT}. */
    DECRYPT
  }
}
