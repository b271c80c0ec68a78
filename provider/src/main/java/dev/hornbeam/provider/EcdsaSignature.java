package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.TokenException;
import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Arrays;

/** ECDSA (FIPS 186-5 s.6.4): hashed in the JVM, signed by the token. */
final class EcdsaSignature extends TokenSignature {
  private final Prehash hash;
  private final Form form;

  /** How a signature is written. */
  enum Form {
    /** A SEQUENCE of r and s. */
    DER,
    /** r and s side by side (IEEE P1363), each as long as the curve's order. */
    P1363
  }

  EcdsaSignature(TokenLink link, Prehash hash, Form form) {
    super(link);
    this.hash = hash;
    this.form = form;
  }

  @Override
  boolean takes(Curve curve) {
    return curve.isNist();
  }

  @Override
  void reset() {
    hash.reset();
  }

  @Override
  protected void engineUpdate(byte b) throws SignatureException {
    engineUpdate(new byte[] {b}, 0, 1);
  }

  @Override
  protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
    hash.update(bytes, offset, length);
  }

  @Override
  byte[] sign(TokenPrivateKey with) throws TokenException, InvalidKeyException, SignatureException {
    byte[] digest = hash.digest();
    if (digest.length == 0) {
      throw new SignatureException("there is no hash to be signed");
    }
    // The leftmost bits, as many as the order has; that of P-521 is longer than any hash.
    int most = with.key().type().sharedSecretLength();
    byte[] raw = with.usable().sign(Arrays.copyOf(digest, Math.min(digest.length, most)));
    return form == Form.P1363 ? raw : EcdsaDer.of(raw);
  }

  @Override
  boolean saysNothing(AlgorithmParameterSpec parameters, TokenPrivateKey of) {
    return parameters instanceof ECParameterSpec ec
        && Curve.of(ec).filter(of.curve()::equals).isPresent();
  }
}
