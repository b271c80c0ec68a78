package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.types.CipherSuite.Aead;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;

/**
 * An AEAD of a JCA provider.
 *
 * @param transformation the provider's name of it
 */
record JcaAead(Aead aead, String transformation, Provider provider) implements AeadCipher {
  /** The names that providers have for an AEAD, the JDK's first. */
  static List<String> transformations(Aead aead) {
    return switch (aead) {
      case AES_128_GCM, AES_256_GCM -> List.of("AES/GCM/NoPadding");
      case CHACHA20_POLY1305 -> List.of("ChaCha20-Poly1305", "ChaCha20/Poly1305/NoPadding");
    };
  }

  @Override
  public Implementation implementation() {
    return Implementation.of(provider);
  }

  @Override
  public byte[] seal(byte[] key, byte[] nonce, byte[] aad, byte[] plaintext) {
    try (Lent lentKey = new Lent(key);
        Lent lentNonce = new Lent(nonce)) {
      requireLengths(key, nonce);
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, lentKey, lentNonce);
      cipher.updateAAD(aad);
      return cipher.doFinal(plaintext);
    } catch (GeneralSecurityException e) {
      throw new ProviderException(e);
    }
  }

  @Override
  public byte[] open(byte[] key, byte[] nonce, byte[] aad, byte[] ciphertext) throws CryptoRefused {
    try (Lent lentKey = new Lent(key);
        Lent lentNonce = new Lent(nonce)) {
      requireLengths(key, nonce);
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, lentKey, lentNonce);
      if (ciphertext.length < aead.tagLength()) {
        throw new CryptoRefused("a ciphertext is shorter than its tag");
      }
      cipher.updateAAD(aad);
      return cipher.doFinal(ciphertext);
    } catch (AEADBadTagException e) {
      throw new CryptoRefused("the tag of a ciphertext does not fit", e);
    } catch (GeneralSecurityException e) {
      throw new ProviderException(e);
    }
  }

  private void requireLengths(byte[] key, byte[] nonce) {
    if (key.length != aead.keyLength() || nonce.length != aead.nonceLength()) {
      throw new IllegalArgumentException("not a key and nonce of " + aead);
    }
  }

  private Cipher cipher(int mode, Lent key, Lent nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(transformation, provider);
    cipher.init(mode, key.key(keyAlgorithm()), parameters(nonce));
    return cipher;
  }

  private String keyAlgorithm() {
    return switch (aead) {
      case AES_128_GCM, AES_256_GCM -> "AES";
      case CHACHA20_POLY1305 -> "ChaCha20";
    };
  }

  private AlgorithmParameterSpec parameters(Lent nonce) {
    return switch (aead) {
      case AES_128_GCM, AES_256_GCM -> nonce.gcm(8 * aead.tagLength());
      case CHACHA20_POLY1305 -> nonce.iv();
    };
  }
}
