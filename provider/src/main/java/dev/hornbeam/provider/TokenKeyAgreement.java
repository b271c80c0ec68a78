package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.InvalidPublicKey;
import dev.hornbeam.pkcs11.TokenException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** X25519, X448 and ECDH with a token's key; the shared secret comes into the JVM. */
final class TokenKeyAgreement extends KeyAgreementSpi {
  private final TokenLink link;
  private final Predicate<Curve> takes;
  private @Nullable TokenPrivateKey key;
  private Optional<byte[]> shared = Optional.empty();

  TokenKeyAgreement(TokenLink link, Predicate<Curve> takes) {
    this.link = link;
    this.takes = takes;
  }

  @Override
  protected void engineInit(Key privateKey, SecureRandom random) throws InvalidKeyException {
    TokenPrivateKey own = TokenKeys.own(link, privateKey);
    if (!takes.test(own.curve())) {
      throw new InvalidKeyException("another algorithm is that of " + own);
    }
    forget();
    key = own;
  }

  @Override
  protected void engineInit(
      Key privateKey, @Nullable AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    if (parameters != null) {
      throw new InvalidAlgorithmParameterException("a key agreement takes no parameters");
    }
    engineInit(privateKey, random);
  }

  @Override
  protected @Nullable Key engineDoPhase(Key peer, boolean lastPhase) throws InvalidKeyException {
    TokenPrivateKey own = key;
    if (own == null) {
      throw new IllegalStateException("no private key was given");
    }
    if (!lastPhase) {
      throw new IllegalStateException("an agreement is between two, and has one phase");
    }
    if (peer == null) {
      throw new InvalidKeyException("no public key was given");
    }
    forget();
    try {
      shared = Optional.of(own.usable().derive(PublicKeys.raw(own.key().type(), peer)));
      return null;
    } catch (InvalidPublicKey e) {
      throw new InvalidKeyException(e.getMessage(), e);
    } catch (TokenException e) {
      throw TokenLink.failed(e);
    }
  }

  @Override
  protected byte[] engineGenerateSecret() {
    byte[] secret = agreed().clone();
    forget();
    return secret;
  }

  private byte[] agreed() {
    return shared.orElseThrow(() -> new IllegalStateException("no public key was given"));
  }

  @Override
  protected int engineGenerateSecret(byte[] to, int offset) throws ShortBufferException {
    int length = agreed().length;
    if (to.length - offset < length) {
      throw new ShortBufferException("the secret has " + length + " bytes");
    }
    byte[] secret = engineGenerateSecret();
    System.arraycopy(secret, 0, to, offset, length);
    Arrays.fill(secret, (byte) 0);
    return length;
  }

  /** For TLS, and as bytes; no cipher's key is made of a secret that was not hashed. */
  @Override
  protected SecretKey engineGenerateSecret(String algorithm) throws NoSuchAlgorithmException {
    if (!algorithm.equals("TlsPremasterSecret") && !algorithm.equals("Generic")) {
      throw new NoSuchAlgorithmException("a shared secret is hashed before it is a key");
    }
    byte[] secret = engineGenerateSecret();
    try {
      return new SecretKeySpec(secret, algorithm);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private void forget() {
    shared.ifPresent(secret -> Arrays.fill(secret, (byte) 0));
    shared = Optional.empty();
  }
}
