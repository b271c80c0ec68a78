package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  /** The library's own generator is faster, but leaves a copy of the key behind. */
  @Override
  public RawKeyPair generate(SecureRandom random) {
    byte[] privateKey = new byte[CURVE.length()];
    random.nextBytes(privateKey);
    return new RawKeyPair(Secret.own(privateKey), Bytes.own(publicKey(privateKey)));
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
    LentKey own = new LentKey(privateKey);
    try {
      return agree(own, publicKey);
    } finally {
      own.destroy();
    }
  }

  /**
   * Draws from the library's own generator, whatever the source given: a key that serves once is
   * made for each recipient of a path secret, and takes a third less time so.
   */
  @Override
  public Ephemeral ephemeral(byte[] publicKey, SecureRandom random) throws CryptoRefused {
    KeyPair pair = generatePair();
    OpenSSLX25519PrivateKey made = (OpenSSLX25519PrivateKey) pair.getPrivate();
    byte[] raw = made.getU();
    made.destroy();
    try {
      return new Ephemeral(publicKey(pair), agree(raw, publicKey));
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }

  @Override
  public boolean isPublicKey(byte[] publicKey) {
    return CURVE.isPublicKey(publicKey);
  }

  private static byte[] publicKey(KeyPair pair) {
    return ((OpenSSLX25519PublicKey) pair.getPublic()).getU();
  }

  private byte[] agree(LentKey own, byte[] publicKey) throws CryptoRefused {
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

  /** Wipes, when it is destroyed, the copies that an agreement asked for and keeps. */
  private static final class LentKey extends OpenSSLX25519PrivateKey {
    private static final long serialVersionUID = 1L;

    private final transient List<byte[]> copies = new ArrayList<>(1);

    LentKey(byte[] raw) {
      super(raw);
    }

    @Override
    public byte[] getU() {
      byte[] copy = super.getU();
      copies.add(copy);
      return copy;
    }

    @Override
    public void destroy() {
      super.destroy();
      copies.forEach(copy -> Arrays.fill(copy, (byte) 0));
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
