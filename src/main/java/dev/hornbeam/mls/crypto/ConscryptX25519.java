package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.ProviderException;
import java.security.SecureRandom;
import javax.crypto.KeyAgreement;
import org.conscrypt.OpenSSLX25519PrivateKey;
import org.conscrypt.OpenSSLX25519PublicKey;

/**
 * X25519 by Conscrypt's own key classes. The same through encoded keys, as {@link JcaDh} does it,
 * takes half as long again.
 */
record ConscryptX25519(ConscryptLibrary conscrypt) implements Dh {
  private static final MontgomeryCurve CURVE = MontgomeryCurve.X25519;

  @Override
  public Implementation implementation() {
    return conscrypt.implementation();
  }

  /** Draws from the library's own generator, whatever the source given. */
  @Override
  public RawKeyPair generate(SecureRandom random) {
    KeyPair pair = generatePair();
    OpenSSLX25519PrivateKey own = (OpenSSLX25519PrivateKey) pair.getPrivate();
    RawKeyPair raw = new RawKeyPair(Secret.own(own.getU()), Bytes.own(publicKey(pair)));
    own.destroy();
    return raw;
  }

  /** The library has no such operation; an agreement with the base point is the same. */
  @Override
  public byte[] publicKey(byte[] privateKey) {
    try {
      return agree(privateKey, CURVE.basePoint());
    } catch (CryptoRefused e) {
      throw new AssertionError("the base point is a public key", e);
    }
  }

  @Override
  public byte[] agree(byte[] privateKey, byte[] publicKey) throws CryptoRefused {
    CURVE.checkPrivateKey(privateKey);
    OpenSSLX25519PrivateKey own = new OpenSSLX25519PrivateKey(privateKey);
    try {
      return agree(own, publicKey);
    } finally {
      own.destroy();
    }
  }

  @Override
  public Ephemeral ephemeral(byte[] publicKey, SecureRandom random) throws CryptoRefused {
    KeyPair pair = generatePair();
    OpenSSLX25519PrivateKey own = (OpenSSLX25519PrivateKey) pair.getPrivate();
    try {
      return new Ephemeral(publicKey(pair), agree(own, publicKey));
    } finally {
      own.destroy();
    }
  }

  @Override
  public boolean isPublicKey(byte[] publicKey) {
    return CURVE.isPublicKey(publicKey);
  }

  private static byte[] publicKey(KeyPair pair) {
    return ((OpenSSLX25519PublicKey) pair.getPublic()).getU();
  }

  private byte[] agree(OpenSSLX25519PrivateKey own, byte[] publicKey) throws CryptoRefused {
    CURVE.requireLength(publicKey);
    try {
      KeyAgreement agreement = KeyAgreement.getInstance("XDH", conscrypt.provider());
      agreement.init(own);
      agreement.doPhase(new OpenSSLX25519PublicKey(publicKey), true);
      return Dh.nonZero(agreement.generateSecret());
    } catch (InvalidKeyException e) {
      throw new CryptoRefused("the agreement refuses a public key of X25519", e);
    } catch (GeneralSecurityException e) {
      throw new ProviderException(e);
    }
  }

  private KeyPair generatePair() {
    try {
      return KeyPairGenerator.getInstance("XDH", conscrypt.provider()).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new ProviderException(e);
    }
  }
}
