package dev.hornbeam.benchmarks.token;

import dev.hornbeam.benchmarks.Lacking;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.pkcs11.KeyType;

/** The types of key that a token has for a suite. */
final class TokenKeyTypes {
  private TokenKeyTypes() {}

  /**
   * The key that signs.
   *
   * @throws Lacking if these benchmarks have no such suite
   */
  static KeyType signing(CipherSuite suite) {
    return switch (suite.signature()) {
      case ED25519 -> KeyType.ED25519;
      case ECDSA_P256_SHA256 -> KeyType.P256;
      case ED448, ECDSA_P384_SHA384, ECDSA_P521_SHA512 -> throw lacking(suite);
    };
  }

  /**
   * The key that derives.
   *
   * @throws Lacking if these benchmarks have no such suite
   */
  static KeyType deriving(CipherSuite suite) {
    return switch (suite.kem()) {
      case X25519 -> KeyType.X25519;
      case P256 -> KeyType.P256;
      case X448, P384, P521 -> throw lacking(suite);
    };
  }

  private static Lacking lacking(CipherSuite suite) {
    return new Lacking("tokens are measured with suites 1 and 2, not " + suite);
  }
}
