package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.InvalidPublicKey;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.TokenException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.DecapsulateException;
import javax.crypto.KEMSpi;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * DHKEM (RFC 9180 s.4.1) with a token's private key. Encapsulation needs public keys only, and is
 * other providers'.
 */
final class Dhkem implements KEMSpi {
  private final TokenLink link;

  Dhkem(TokenLink link) {
    this.link = link;
  }

  @Override
  public EncapsulatorSpi engineNewEncapsulator(
      PublicKey publicKey, @Nullable AlgorithmParameterSpec spec, @Nullable SecureRandom random)
      throws InvalidKeyException {
    throw new InvalidKeyException(
        "this provider decapsulates only; ask for a KEM without naming a provider");
  }

  @Override
  public DecapsulatorSpi engineNewDecapsulator(
      PrivateKey privateKey, @Nullable AlgorithmParameterSpec spec)
      throws InvalidAlgorithmParameterException, InvalidKeyException {
    if (spec != null) {
      throw new InvalidAlgorithmParameterException("DHKEM takes no parameters");
    }
    TokenPrivateKey own = TokenKeys.own(link, privateKey);
    if (own.key().type().sharedSecretLength() == 0) {
      throw new InvalidKeyException("DHKEM is no algorithm of " + own);
    }
    return new Decapsulator(own);
  }

  private record Decapsulator(TokenPrivateKey key) implements DecapsulatorSpi {
    @Override
    public SecretKey engineDecapsulate(byte[] enc, int from, int to, String algorithm)
        throws DecapsulateException {
      Objects.checkFromToIndex(from, to, engineSecretSize());
      Objects.requireNonNull(algorithm, "algorithm");
      if (enc.length != engineEncapsulationSize()) {
        throw new DecapsulateException(
            "an encapsulation has " + engineEncapsulationSize() + " bytes");
      }
      byte[] dh = dh(enc);
      byte[] secret = new byte[0];
      try {
        secret = DhkemSchedule.of(key.key().type()).sharedSecret(dh, enc, key.key().publicKey());
        return new SecretKeySpec(secret, from, to - from, algorithm);
      } finally {
        Arrays.fill(dh, (byte) 0);
        Arrays.fill(secret, (byte) 0);
      }
    }

    private byte[] dh(byte[] enc) throws DecapsulateException {
      try {
        return key.usable().derive(enc);
      } catch (InvalidPublicKey e) {
        throw new DecapsulateException(e.getMessage(), e);
      } catch (TokenException e) {
        // Trouble of the token says nothing about the encapsulation.
        throw TokenLink.failed(e);
      } catch (InvalidKeyException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }

    @Override
    public int engineSecretSize() {
      return DhkemSchedule.of(key.key().type()).secretLength();
    }

    @Override
    public int engineEncapsulationSize() {
      KeyType type = key.key().type();
      return type.publicKeyLength();
    }
  }
}
