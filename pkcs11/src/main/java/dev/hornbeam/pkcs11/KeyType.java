package dev.hornbeam.pkcs11;

/**
 * The key pairs that MLS knows, by curve.
 *
 * <p>Public keys are in the form of the standards that MLS names: 32, 57, 32 or 56 bytes (RFC 8032,
 * RFC 7748), or an uncompressed point that begins with 4 (SEC 1 s.2.3.3).
 */
public enum KeyType {
  /** Signs; RFC 8032. */
  ED25519(32, 64, 0),
  /** Signs; RFC 8032. */
  ED448(57, 114, 0),
  /** Derives; RFC 7748. */
  X25519(32, 0, 32),
  /** Derives; RFC 7748. */
  X448(56, 0, 56),
  /** Signs or derives. */
  P256(65, 64, 32),
  /** Signs or derives. */
  P384(97, 96, 48),
  /** Signs or derives. */
  P521(133, 132, 66);

  private final int publicKeyLength;
  private final int signatureLength;
  private final int sharedSecretLength;

  KeyType(int publicKeyLength, int signatureLength, int sharedSecretLength) {
    this.publicKeyLength = publicKeyLength;
    this.signatureLength = signatureLength;
    this.sharedSecretLength = sharedSecretLength;
  }

  /** Whether keys of this type have a use. */
  public boolean can(KeyUse use) {
    return switch (use) {
      case SIGN -> signatureLength > 0;
      case DERIVE -> sharedSecretLength > 0;
    };
  }

  /** The length of a public key, in bytes. */
  public int publicKeyLength() {
    return publicKeyLength;
  }

  /** The length of a raw signature in bytes; 0 if such keys do not sign. */
  public int signatureLength() {
    return signatureLength;
  }

  /** The length of the result of a key agreement in bytes; 0 if such keys do not derive. */
  public int sharedSecretLength() {
    return sharedSecretLength;
  }
}
