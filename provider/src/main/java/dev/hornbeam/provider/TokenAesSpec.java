package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.Token.AesUse;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;

/**
 * An AES key to be made as a token object, for {@link javax.crypto.KeyGenerator#init(
 * AlgorithmParameterSpec)}; sensitive, not extractable.
 *
 * @param length 16, 24 or 32 bytes
 * @param use for data, or for wrapping keys
 * @param id {@code CKA_ID}; empty for 16 random bytes
 * @param label {@code CKA_LABEL}; empty for none
 */
public record TokenAesSpec(int length, AesUse use, Optional<KeyId> id, String label)
    implements AlgorithmParameterSpec {
  /**
   * @throws IllegalArgumentException if AES has no keys of this length
   */
  public TokenAesSpec {
    if (length != 16 && length != 24 && length != 32) {
      throw new IllegalArgumentException("AES has no keys of " + length + " bytes");
    }
  }

  /** A key for data. */
  public static TokenAesSpec of(int length, String label) {
    return new TokenAesSpec(length, AesUse.DATA, Optional.empty(), label);
  }
}
