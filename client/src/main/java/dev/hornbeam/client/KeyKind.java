package dev.hornbeam.client;

import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.KeySource.Purpose;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;

/** What a cipher suite's key is to a token. */
record KeyKind(KeyType type, KeyUse use) {
  static KeyKind of(CipherSuite suite, Purpose purpose) {
    return switch (purpose) {
      case SIGNATURE -> new KeyKind(signature(suite), KeyUse.SIGN);
      case LEAF, INIT -> new KeyKind(kem(suite), KeyUse.DERIVE);
    };
  }

  private static KeyType signature(CipherSuite suite) {
    return switch (suite.signature()) {
      case ED25519 -> KeyType.ED25519;
      case ED448 -> KeyType.ED448;
      case ECDSA_P256_SHA256 -> KeyType.P256;
      case ECDSA_P384_SHA384 -> KeyType.P384;
      case ECDSA_P521_SHA512 -> KeyType.P521;
    };
  }

  private static KeyType kem(CipherSuite suite) {
    return switch (suite.kem()) {
      case P256 -> KeyType.P256;
      case P384 -> KeyType.P384;
      case P521 -> KeyType.P521;
      case X25519 -> KeyType.X25519;
      case X448 -> KeyType.X448;
    };
  }

  /** In words, such as {@code X25519 keys to derive with}. */
  @Override
  public String toString() {
    return type + (use == KeyUse.SIGN ? " keys to sign with" : " keys to derive with");
  }
}
