package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.TokenKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.util.Optional;

/**
 * A key of an Edwards curve. The JDK's tools read its curve as that of an {@link EdECPrivateKey}
 * only, which may have no private value.
 */
final class EdEcTokenKey extends TokenPrivateKey implements EdECPrivateKey {
  private static final long serialVersionUID = 1;

  EdEcTokenKey(TokenLink link, TokenKey key) {
    super(link, key);
  }

  @Override
  public Optional<byte[]> getBytes() {
    return Optional.empty();
  }

  @Override
  public NamedParameterSpec getParams() {
    return curve().named();
  }
}
