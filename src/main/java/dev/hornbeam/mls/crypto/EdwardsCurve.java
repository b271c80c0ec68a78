package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed448;

/** The curves of RFC 8032: what their keys look like. */
enum EdwardsCurve {
  ED25519("Ed25519", 32),
  ED448("Ed448", 57);

  private final String jca;
  private final int keyLength;

  EdwardsCurve(String jca, int keyLength) {
    this.jca = jca;
    this.keyLength = keyLength;
  }

  static EdwardsCurve of(SignatureScheme scheme) {
    return switch (scheme) {
      case ED25519 -> ED25519;
      case ED448 -> ED448;
      case ECDSA_P256_SHA256, ECDSA_P384_SHA384, ECDSA_P521_SHA512 ->
          throw new IllegalArgumentException(scheme + " is no EdDSA");
    };
  }

  SignatureScheme scheme() {
    return switch (this) {
      case ED25519 -> SignatureScheme.ED25519;
      case ED448 -> SignatureScheme.ED448;
    };
  }

  /** The JCA's name of the curve. */
  String jca() {
    return jca;
  }

  /** Bytes of a key, public and private; a signature has twice as many. */
  int keyLength() {
    return keyLength;
  }

  /**
   * @throws IllegalArgumentException if the length is not that of a private key
   */
  void checkPrivateKey(byte[] privateKey) {
    if (privateKey.length != keyLength) {
      throw new IllegalArgumentException("not a private key of " + jca);
    }
  }

  /** Whether the bytes are the canonical encoding of a point (RFC 8032 s.5.1.3, 5.2.3). */
  boolean isPublicKey(byte[] publicKey) {
    if (publicKey.length != keyLength) {
      return false;
    }
    return switch (this) {
      case ED25519 -> Ed25519.validatePublicKeyPartial(publicKey, 0);
      case ED448 -> Ed448.validatePublicKeyPartial(publicKey, 0);
    };
  }
}
