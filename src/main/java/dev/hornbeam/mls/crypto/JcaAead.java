package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.types.CipherSuite.Aead;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

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
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce);
      cipher.updateAAD(aad);
      return cipher.doFinal(plaintext);
    } catch (GeneralSecurityException e) {
      throw new ProviderException(e);
    }
  }

  @Override
  public byte[] open(byte[] key, byte[] nonce, byte[] aad, byte[] ciphertext) throws CryptoRefused {
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce);
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

  private Cipher cipher(int mode, byte[] key, byte[] nonce) throws GeneralSecurityException {
    if (key.length != aead.keyLength() || nonce.length != aead.nonceLength()) {
      throw new IllegalArgumentException("not a key and nonce of " + aead);
    }
    Cipher cipher = Cipher.getInstance(transformation, provider);
    cipher.init(mode, new BorrowedKey(keyAlgorithm(), key), parameters(nonce));
    return cipher;
  }

  private String keyAlgorithm() {
    return switch (aead) {
      case AES_128_GCM, AES_256_GCM -> "AES";
      case CHACHA20_POLY1305 -> "ChaCha20";
    };
  }

  private AlgorithmParameterSpec parameters(byte[] nonce) {
    return switch (aead) {
      case AES_128_GCM, AES_256_GCM -> new GCMParameterSpec(8 * aead.tagLength(), nonce);
      case CHACHA20_POLY1305 -> new IvParameterSpec(nonce);
    };
  }
}
