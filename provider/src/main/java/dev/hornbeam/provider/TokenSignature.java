package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.TokenException;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;

/** Signs by a token's key. Signatures are verified by other providers: public keys are software. */
abstract sealed class TokenSignature extends SignatureSpi permits EdDsaSignature, EcdsaSignature {
  private final TokenLink link;
  private @Nullable TokenPrivateKey key;

  TokenSignature(TokenLink link) {
    this.link = link;
  }

  /** Whether this algorithm signs with keys of a curve. */
  abstract boolean takes(Curve curve);

  /** Forgets what was given so far. */
  abstract void reset();

  /** Signs what was given so far. */
  abstract byte[] sign(TokenPrivateKey with)
      throws TokenException, InvalidKeyException, SignatureException;

  /** Whether parameters say no more than the algorithm and the key do. */
  abstract boolean saysNothing(AlgorithmParameterSpec parameters, TokenPrivateKey of);

  @Override
  protected final void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
    TokenPrivateKey own = TokenKeys.own(link, privateKey);
    if (!takes(own.curve())) {
      throw new InvalidKeyException("another algorithm is that of " + own);
    }
    key = own;
    reset();
  }

  @Override
  protected final void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
    throw new InvalidKeyException(
        "this provider signs only; ask for a Signature without naming a provider");
  }

  @Override
  protected final byte[] engineSign() throws SignatureException {
    TokenPrivateKey signer = key;
    if (signer == null) {
      throw new SignatureException("no private key was given");
    }
    try {
      return sign(signer);
    } catch (TokenException | InvalidKeyException e) {
      throw new SignatureException(e.getMessage(), e);
    } finally {
      reset();
    }
  }

  @Override
  protected final boolean engineVerify(byte[] signature) throws SignatureException {
    throw new SignatureException("this provider signs only");
  }

  @Override
  protected final void engineSetParameter(AlgorithmParameterSpec parameters)
      throws InvalidAlgorithmParameterException {
    TokenPrivateKey signer = key;
    if (parameters != null && (signer == null || !saysNothing(parameters, signer))) {
      throw new InvalidAlgorithmParameterException("parameters are not supported");
    }
  }

  @Override
  protected final @Nullable AlgorithmParameters engineGetParameters() {
    return null;
  }

  @Override
  @Deprecated
  protected final void engineSetParameter(String name, Object value) {
    throw new InvalidParameterException("parameters are not supported");
  }

  @Override
  @Deprecated
  protected final Object engineGetParameter(String name) {
    throw new InvalidParameterException("parameters are not supported");
  }
}
