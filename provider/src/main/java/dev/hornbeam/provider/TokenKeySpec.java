package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.Attributes;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import dev.hornbeam.pkcs11.Storage;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;

/**
 * A key pair to be made on a token, for {@link java.security.KeyPairGenerator#initialize(
 * AlgorithmParameterSpec)}. Its private key is sensitive and cannot be extracted.
 *
 * <pre>{@code
 * KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
 * generator.initialize(TokenKeySpec.of(KeyType.P256).withLabel("server"));
 * }</pre>
 *
 * @param use signing or deriving; curves that do one thing have no choice
 * @param storage on the token until it is destroyed, or in a session, as long as the private key is
 *     referred to
 * @param id {@code CKA_ID}; empty for 16 random bytes
 * @param label {@code CKA_LABEL}; empty for none
 * @param privateKey further attributes of the private key, which win over the configuration's
 * @param publicKey further attributes of the public key, which win over the configuration's
 */
public record TokenKeySpec(
    KeyType type,
    KeyUse use,
    Storage storage,
    Optional<KeyId> id,
    String label,
    Attributes privateKey,
    Attributes publicKey)
    implements AlgorithmParameterSpec {
  /**
   * @throws IllegalArgumentException if keys of this type have no such use
   */
  public TokenKeySpec {
    if (!type.can(use)) {
      throw new IllegalArgumentException("keys of " + type + " do not " + use);
    }
  }

  /** A pair of token objects with nothing special about it, for signing if its curve can sign. */
  public static TokenKeySpec of(KeyType type) {
    return new TokenKeySpec(
        type,
        type.can(KeyUse.SIGN) ? KeyUse.SIGN : KeyUse.DERIVE,
        Storage.TOKEN,
        Optional.empty(),
        "",
        Attributes.NONE,
        Attributes.NONE);
  }

  /** The same with another use. */
  public TokenKeySpec withUse(KeyUse other) {
    return new TokenKeySpec(type, other, storage, id, label, privateKey, publicKey);
  }

  /** The same, kept elsewhere. */
  public TokenKeySpec withStorage(Storage other) {
    return new TokenKeySpec(type, use, other, id, label, privateKey, publicKey);
  }

  /** The same with an id. */
  public TokenKeySpec withId(KeyId other) {
    return new TokenKeySpec(type, use, storage, Optional.of(other), label, privateKey, publicKey);
  }

  /** The same with another label. */
  public TokenKeySpec withLabel(String other) {
    return new TokenKeySpec(type, use, storage, id, other, privateKey, publicKey);
  }

  /** The same with other attributes of the private key. */
  public TokenKeySpec withPrivateKey(Attributes other) {
    return new TokenKeySpec(type, use, storage, id, label, other, publicKey);
  }

  /** The same with other attributes of the public key. */
  public TokenKeySpec withPublicKey(Attributes other) {
    return new TokenKeySpec(type, use, storage, id, label, privateKey, other);
  }
}
