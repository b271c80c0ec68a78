package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.Pkcs11Uri;
import dev.hornbeam.pkcs11.StoredKey;
import dev.hornbeam.pkcs11.TokenException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactorySpi;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.util.function.Predicate;

/**
 * Opens keys by {@link TokenUriSpec}, and knows its own. All else is left to the next provider,
 * which {@link java.security.KeyFactory} asks as soon as this one refuses.
 */
final class TokenKeyFactory extends KeyFactorySpi {
  private final TokenLink link;
  private final Predicate<Curve> takes;

  TokenKeyFactory(TokenLink link, Predicate<Curve> takes) {
    this.link = link;
    this.takes = takes;
  }

  @Override
  protected PrivateKey engineGeneratePrivate(KeySpec spec) throws InvalidKeySpecException {
    if (!(spec instanceof TokenUriSpec uri)) {
      throw new InvalidKeySpecException(
          "a private key is imported by the KeyStore, and opened by a TokenUriSpec");
    }
    try {
      StoredKey key =
          TokenKeys.find(link.token(), Pkcs11Uri.parse(uri.uri()))
              .orElseThrow(
                  () ->
                      new InvalidKeySpecException(
                          link.describe() + " has no such key, or several: " + uri));
      if (!takes.test(Curve.of(key.type()))) {
        throw new InvalidKeySpecException("that key is one of " + Curve.of(key.type()).jca());
      }
      return TokenPrivateKey.of(link, key);
    } catch (TokenException e) {
      throw new InvalidKeySpecException(e.getMessage(), e);
    }
  }

  @Override
  protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
    throw new InvalidKeySpecException("public keys are software, and other providers'");
  }

  @Override
  protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> type)
      throws InvalidKeySpecException {
    throw new InvalidKeySpecException("a key of a token has no KeySpec");
  }

  @Override
  protected Key engineTranslateKey(Key key) throws InvalidKeyException {
    return TokenKeys.own(link, key);
  }
}
