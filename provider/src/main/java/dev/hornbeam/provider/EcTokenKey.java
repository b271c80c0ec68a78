package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.TokenKey;
import java.security.interfaces.ECKey;
import java.security.spec.ECParameterSpec;

/** A key of a curve of NIST. */
final class EcTokenKey extends TokenPrivateKey implements ECKey {
  private static final long serialVersionUID = 1;

  EcTokenKey(TokenLink link, TokenKey key) {
    super(link, key);
  }

  @Override
  public ECParameterSpec getParams() {
    return curve().parameters();
  }
}
