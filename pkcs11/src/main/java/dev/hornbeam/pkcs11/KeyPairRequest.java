package dev.hornbeam.pkcs11;

/**
 * A key pair to be made on a token. It is sensitive and cannot be extracted.
 *
 * @param id names it; the caller chooses it beforehand, so that a pair whose making failed half-way
 *     can be found and destroyed
 * @param label {@code CKA_LABEL}
 * @param privateKey further attributes of the private key
 * @param publicKey further attributes of the public key
 */
public record KeyPairRequest(
    KeyType type,
    KeyUse use,
    Storage storage,
    KeyId id,
    String label,
    Attributes privateKey,
    Attributes publicKey) {
  /** A pair with nothing special about it. */
  public static KeyPairRequest of(
      KeyType type, KeyUse use, Storage storage, KeyId id, String label) {
    return new KeyPairRequest(type, use, storage, id, label, Attributes.NONE, Attributes.NONE);
  }
}
