package dev.hornbeam.pkcs11;

/**
 * A private key that a token holds or alone can open. Safe for use by several threads. Each
 * operation takes a session for as long as it lasts, finds the object again if its handle changed,
 * and tries again after a lost session as the token's {@link TokenOptions.Recovery} allows.
 */
public sealed interface TokenKey permits StoredKey, WrappedKey, SessionKey {
  /** The token that it belongs to. */
  Token token();

  /** Its curve. */
  KeyType type();

  /** {@code CKA_LABEL}; empty if there is none. */
  String label();

  /** The public key, in the form that {@link KeyType} says; a new array. */
  byte[] publicKey();

  /**
   * Signs: {@code CKM_EDDSA} of a whole message, or {@code CKM_ECDSA} of a hash.
   *
   * @param input the message for Edwards curves, else its hash, of at most the curve's length
   * @return {@link KeyType#signatureLength} bytes: R and S of RFC 8032, or r and s, each with
   *     leading zeros
   * @throws TokenException if the token does not do it now
   * @throws IllegalArgumentException if keys of this type do not sign, or the input is empty
   */
  byte[] sign(byte[] input) throws TokenException;

  /**
   * Agrees on a secret by {@code CKM_ECDH1_DERIVE} without key derivation (RFC 7748 s.6, or the x
   * coordinate).
   *
   * @param peer a public key in the form that {@link KeyType} says; checked here
   * @return {@link KeyType#sharedSecretLength} bytes, which the caller wipes; never all zero
   * @throws TokenException if the token does not do it now
   * @throws InvalidPublicKey if the peer's key is no point of the curve, or of small order
   * @throws IllegalArgumentException if keys of this type do not derive
   */
  byte[] derive(byte[] peer) throws TokenException, InvalidPublicKey;
}
