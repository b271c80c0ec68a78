package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.CipherSuite.Aead;
import dev.hornbeam.mls.types.CipherSuite.Hash;
import dev.hornbeam.mls.types.CipherSuite.Kem;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import java.util.List;
import java.util.stream.Stream;

/** The primitives that cipher suites are made of: what a {@link CryptoProfile} chooses. */
public enum Primitive {
  SHA256("SHA-256"),
  SHA384("SHA-384"),
  SHA512("SHA-512"),
  HMAC_SHA256("HMAC-SHA256"),
  HMAC_SHA384("HMAC-SHA384"),
  HMAC_SHA512("HMAC-SHA512"),
  AES_128_GCM("AES-128-GCM"),
  AES_256_GCM("AES-256-GCM"),
  CHACHA20_POLY1305("ChaCha20-Poly1305"),
  X25519("X25519"),
  X448("X448"),
  ECDH_P256("ECDH P-256"),
  ECDH_P384("ECDH P-384"),
  ECDH_P521("ECDH P-521"),
  ED25519("Ed25519"),
  ED448("Ed448"),
  ECDSA_P256("ECDSA P-256"),
  ECDSA_P384("ECDSA P-384"),
  ECDSA_P521("ECDSA P-521");

  private final String label;

  Primitive(String label) {
    this.label = label;
  }

  /** The name that people use. */
  public String label() {
    return label;
  }

  /** The primitives of a suite, without repeats. */
  public static List<Primitive> of(CipherSuite suite) {
    return Stream.of(
            of(suite.hash()),
            hmac(suite.hash()),
            of(suite.kem().hash()),
            hmac(suite.kem().hash()),
            of(suite.aead()),
            of(suite.kem()),
            of(suite.signature()))
        .distinct()
        .sorted()
        .toList();
  }

  static Primitive of(Hash hash) {
    return switch (hash) {
      case SHA256 -> SHA256;
      case SHA384 -> SHA384;
      case SHA512 -> SHA512;
    };
  }

  static Primitive hmac(Hash hash) {
    return switch (hash) {
      case SHA256 -> HMAC_SHA256;
      case SHA384 -> HMAC_SHA384;
      case SHA512 -> HMAC_SHA512;
    };
  }

  static Primitive of(Aead aead) {
    return switch (aead) {
      case AES_128_GCM -> AES_128_GCM;
      case AES_256_GCM -> AES_256_GCM;
      case CHACHA20_POLY1305 -> CHACHA20_POLY1305;
    };
  }

  static Primitive of(Kem kem) {
    return switch (kem) {
      case X25519 -> X25519;
      case X448 -> X448;
      case P256 -> ECDH_P256;
      case P384 -> ECDH_P384;
      case P521 -> ECDH_P521;
    };
  }

  static Primitive of(SignatureScheme scheme) {
    return switch (scheme) {
      case ED25519 -> ED25519;
      case ED448 -> ED448;
      case ECDSA_P256_SHA256 -> ECDSA_P256;
      case ECDSA_P384_SHA384 -> ECDSA_P384;
      case ECDSA_P521_SHA512 -> ECDSA_P521;
    };
  }
}
