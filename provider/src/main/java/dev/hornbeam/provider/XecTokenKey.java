package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.TokenKey;
import java.security.interfaces.XECPrivateKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;

/** A key of a Montgomery curve, without its private value. */
final class XecTokenKey extends TokenPrivateKey implements XECPrivateKey {
  private static final long serialVersionUID = 1;

  XecTokenKey(TokenLink link, TokenKey key) {
    super(link, key);
  }

  @Override
  public Optional<byte[]> getScalar() {
    return Optional.empty();
  }

  @Override
  public AlgorithmParameterSpec getParams() {
    return curve().named();
  }
}
