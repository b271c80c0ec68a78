package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.TokenException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;
import javax.crypto.KeyGeneratorSpi;
import javax.crypto.SecretKey;

/** Makes AES keys on the token, for a {@link TokenAesSpec} only. */
final class TokenKeyGenerator extends KeyGeneratorSpi {
  private static final SecureRandom IDS = new SecureRandom();

  private final TokenLink link;
  private Optional<TokenAesSpec> spec = Optional.empty();

  TokenKeyGenerator(TokenLink link) {
    this.link = link;
  }

  @Override
  protected void engineInit(SecureRandom random) {
    throw notOffered();
  }

  @Override
  protected void engineInit(int keySize, SecureRandom random) {
    throw notOffered();
  }

  @Override
  protected void engineInit(AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidAlgorithmParameterException {
    if (!(parameters instanceof TokenAesSpec given)) {
      throw new InvalidAlgorithmParameterException(notOffered().getMessage());
    }
    spec = Optional.of(given);
  }

  @Override
  protected SecretKey engineGenerateKey() {
    TokenAesSpec wanted = spec.orElseThrow(TokenKeyGenerator::notOffered);
    try {
      return new TokenSecretKey(
          link,
          link.token()
              .generateAes(
                  wanted.length(),
                  wanted.use(),
                  wanted.id().orElseGet(() -> KeyId.random(IDS)),
                  wanted.label()));
    } catch (TokenException e) {
      throw TokenLink.failed(e);
    }
  }

  private static InvalidParameterException notOffered() {
    return new InvalidParameterException("AES keys are made on the token with a TokenAesSpec only");
  }
}
