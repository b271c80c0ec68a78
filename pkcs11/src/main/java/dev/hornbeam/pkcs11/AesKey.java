package dev.hornbeam.pkcs11;

import iaik.pkcs.pkcs11.wrapper.CK_GCM_PARAMS;
import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import java.util.Optional;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** An AES key that is an object of its token, named by its {@code CKA_ID}. */
public final class AesKey {
  /**
   * The longest initialisation vector for AES-GCM, in bytes: OpenSSL takes no longer ones, and
   * SoftHSM does not notice.
   */
  public static final int MAX_GCM_IV = 128;

  private static final int KW_BLOCK = 8;
  private static final int KW_LEAST = 16;

  private final Token token;
  private final KeyId id;
  private final String label;
  private final int length;

  AesKey(Token token, KeyId id, String label, int length) {
    this.token = token;
    this.id = id;
    this.label = label;
    this.length = length;
  }

  /** How a key is wrapped; each with the default initial value. */
  public enum Wrap {
    /** {@code CKM_AES_KEY_WRAP} (RFC 3394): multiples of 8 bytes, at least 16. */
    KW,
    /** {@code CKM_AES_KEY_WRAP_PAD} or {@code _KWP} (RFC 5649): any length. */
    KWP
  }

  /** The token that it belongs to. */
  public Token token() {
    return token;
  }

  /** Its name on the token. */
  public KeyId id() {
    return id;
  }

  /** {@code CKA_LABEL}; empty if there is none. */
  public String label() {
    return label;
  }

  /** 16, 24 or 32 bytes. */
  public int length() {
    return length;
  }

  /**
   * Encrypts by AES-GCM (NIST SP 800-38D).
   *
   * @param iv never used before with this key; 1 to {@value #MAX_GCM_IV} bytes
   * @param tagBits 96 to 128, a multiple of 8
   * @return the ciphertext, with the tag at its end
   */
  public byte[] encryptGcm(byte[] iv, byte[] aad, int tagBits, byte[] plaintext)
      throws TokenException {
    checkGcm(iv, tagBits);
    token.refuseIfLacking("gcm");
    CK_MECHANISM mechanism = gcm(iv, aad, tagBits);
    return token.core().run(session -> session.encrypt(mechanism, handle(session), plaintext));
  }

  /**
   * Decrypts by AES-GCM.
   *
   * @return the plaintext, which the caller wipes if it is secret
   * @throws TokenException with {@link Trouble#KEY_NOT_PERMITTED} if the key must not; with {@link
   *     Trouble#OTHER} and {@code CKR_ENCRYPTED_DATA_INVALID} if the tag is wrong
   */
  public byte[] decryptGcm(byte[] iv, byte[] aad, int tagBits, byte[] ciphertext)
      throws TokenException {
    checkGcm(iv, tagBits);
    token.refuseIfLacking("gcm");
    CK_MECHANISM mechanism = gcm(iv, aad, tagBits);
    return token.core().run(session -> decrypt(session, mechanism, ciphertext));
  }

  /**
   * Wraps bytes of the caller, as a secret key that is made on the token for that only.
   *
   * @throws TokenException with {@link Trouble#UNSUPPORTED} if the token lacks the mechanism, or
   *     does it wrongly for this length
   * @throws IllegalArgumentException if {@code wrap} is not for secrets of this length
   */
  public byte[] wrap(Wrap wrap, byte[] secret) throws TokenException {
    checkLength(wrap, secret.length);
    if (secret.length % KW_BLOCK != 0) {
      token.refuseIfLacking("kwp-odd");
    }
    long mechanism = token.mechanism(wrap);
    return token
        .core()
        .run(session -> Wrapping.wrapBytes(session, mechanism, handle(session), secret));
  }

  /**
   * The reverse of {@link #wrap}.
   *
   * @return the secret, which the caller wipes
   */
  public byte[] unwrap(Wrap wrap, byte[] wrapped) throws TokenException {
    long mechanism = token.mechanism(wrap);
    return token
        .core()
        .run(session -> Wrapping.unwrapBytes(session, mechanism, handle(session), wrapped));
  }

  /** The handle of the key in a session. */
  long handle(Session session) throws TokenException {
    return token.core().handles().find(session, id, Optional.empty());
  }

  /** Its label, its id and its token. */
  @Override
  public String toString() {
    return "AES key \"" + label + "\" (" + id + ") on " + token;
  }

  private byte[] decrypt(Session session, CK_MECHANISM mechanism, byte[] ciphertext)
      throws TokenException {
    long key = handle(session);
    try {
      return session.decrypt(mechanism, key, ciphertext);
    } catch (TokenException e) {
      // SoftHSM says CKR_GENERAL_ERROR for a wrong tag, and others have names of their own.
      boolean isTag =
          e.is(Ckr.GENERAL_ERROR)
              || e.is(Ckr.AEAD_DECRYPT_FAILED)
              || e.is(Ckr.FUNCTION_FAILED)
              || e.is(Ckr.DATA_INVALID);
      if (!isTag) {
        throw e;
      }
      throw TokenException.of(
          Trouble.OTHER,
          Reaction.NONE,
          Ckr.ENCRYPTED_DATA_INVALID.value(),
          "C_Decrypt: CKR_ENCRYPTED_DATA_INVALID: the ciphertext, its tag or what it is bound to"
              + " is not what was encrypted",
          e);
    }
  }

  private static CK_MECHANISM gcm(byte[] iv, byte[] aad, int tagBits) {
    CK_GCM_PARAMS parameters = new CK_GCM_PARAMS();
    parameters.pIv = iv;
    parameters.pAAD = aad;
    parameters.ulTagBits = tagBits;
    CK_MECHANISM mechanism = Session.mechanism(PKCS11Constants.CKM_AES_GCM);
    mechanism.pParameter = parameters;
    return mechanism;
  }

  private static void checkGcm(byte[] iv, int tagBits) {
    if (iv.length == 0
        || iv.length > MAX_GCM_IV
        || tagBits < 96
        || tagBits > 128
        || tagBits % 8 != 0) {
      throw new IllegalArgumentException(
          "GCM wants 1 to "
              + MAX_GCM_IV
              + " bytes of initialisation vector, and 96 to 128 bits of tag");
    }
  }

  private static void checkLength(Wrap wrap, int length) {
    boolean fits =
        switch (wrap) {
          case KW -> length >= KW_LEAST && length % KW_BLOCK == 0;
          case KWP -> length > 0;
        };
    if (!fits) {
      throw new IllegalArgumentException("Such a secret cannot be wrapped by " + wrap);
    }
  }
}
