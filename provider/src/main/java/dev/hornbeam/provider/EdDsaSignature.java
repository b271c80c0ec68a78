package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.TokenException;
import java.io.ByteArrayOutputStream;
import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.EdDSAParameterSpec;
import java.util.Optional;

/** Ed25519 and Ed448, pure and without a context (RFC 8032): the token gets the whole message. */
final class EdDsaSignature extends TokenSignature {
  private final Optional<Curve> curve;
  private ByteArrayOutputStream message = new ByteArrayOutputStream();

  /**
   * @param curve empty for {@code EdDSA}, which is what its key is
   */
  EdDsaSignature(TokenLink link, Optional<Curve> curve) {
    super(link);
    this.curve = curve;
  }

  @Override
  boolean takes(Curve other) {
    return other.algorithm().equals("EdDSA") && curve.orElse(other) == other;
  }

  @Override
  void reset() {
    message = new ByteArrayOutputStream();
  }

  @Override
  protected void engineUpdate(byte b) {
    message.write(b);
  }

  @Override
  protected void engineUpdate(byte[] bytes, int offset, int length) {
    message.write(bytes, offset, length);
  }

  @Override
  byte[] sign(TokenPrivateKey with) throws TokenException, InvalidKeyException, SignatureException {
    if (message.size() == 0) {
      throw new SignatureException("a token does not sign an empty message");
    }
    return with.usable().sign(message.toByteArray());
  }

  @Override
  boolean saysNothing(AlgorithmParameterSpec parameters, TokenPrivateKey of) {
    return parameters instanceof EdDSAParameterSpec eddsa
        && !eddsa.isPrehash()
        && eddsa.getContext().isEmpty();
  }
}
