package dev.hornbeam.mls.crypto;

import java.security.SecureRandom;

/** Primitives that tell a {@link CryptoObserver} of each operation. */
final class Observed {
  private Observed() {}

  static Digest digest(Digest digest, CryptoObserver observer) {
    return new ObservedDigest(digest, observer);
  }

  static Hmac hmac(Hmac hmac, CryptoObserver observer) {
    return new ObservedHmac(hmac, observer);
  }

  static AeadCipher aead(AeadCipher aead, CryptoObserver observer) {
    return new ObservedAead(aead, observer);
  }

  static Dh dh(Dh dh, CryptoObserver observer) {
    return new ObservedDh(dh, observer);
  }

  static Signer signer(Signer signer, CryptoObserver observer) {
    return new ObservedSigner(signer, observer);
  }

  private record ObservedDigest(Digest digest, CryptoObserver observer) implements Digest {
    @Override
    public Implementation implementation() {
      return digest.implementation();
    }

    @Override
    public byte[] hash(byte[] data) {
      observer.observed(CryptoOperation.HASH);
      return digest.hash(data);
    }
  }

  private record ObservedHmac(Hmac hmac, CryptoObserver observer) implements Hmac {
    @Override
    public Implementation implementation() {
      return hmac.implementation();
    }

    @Override
    public byte[] mac(byte[] key, byte[]... parts) {
      observer.observed(CryptoOperation.MAC);
      return hmac.mac(key, parts);
    }
  }

  private record ObservedAead(AeadCipher aead, CryptoObserver observer) implements AeadCipher {
    @Override
    public Implementation implementation() {
      return aead.implementation();
    }

    @Override
    public byte[] seal(byte[] key, byte[] nonce, byte[] aad, byte[] plaintext) {
      observer.observed(CryptoOperation.AEAD_SEAL);
      return aead.seal(key, nonce, aad, plaintext);
    }

    @Override
    public byte[] open(byte[] key, byte[] nonce, byte[] aad, byte[] ciphertext)
        throws CryptoRefused {
      observer.observed(CryptoOperation.AEAD_OPEN);
      return aead.open(key, nonce, aad, ciphertext);
    }
  }

  private record ObservedDh(Dh dh, CryptoObserver observer) implements Dh {
    @Override
    public Implementation implementation() {
      return dh.implementation();
    }

    @Override
    public RawKeyPair generate(SecureRandom random) {
      observer.observed(CryptoOperation.DH_GENERATE);
      return dh.generate(random);
    }

    @Override
    public byte[] publicKey(byte[] privateKey) {
      observer.observed(CryptoOperation.DH_PUBLIC_KEY);
      return dh.publicKey(privateKey);
    }

    @Override
    public byte[] agree(byte[] privateKey, byte[] publicKey) throws CryptoRefused {
      observer.observed(CryptoOperation.DH_AGREE);
      return dh.agree(privateKey, publicKey);
    }

    @Override
    public Ephemeral ephemeral(byte[] publicKey, SecureRandom random) throws CryptoRefused {
      observer.observed(CryptoOperation.DH_GENERATE);
      observer.observed(CryptoOperation.DH_AGREE);
      return dh.ephemeral(publicKey, random);
    }

    @Override
    public boolean isPublicKey(byte[] publicKey) {
      return dh.isPublicKey(publicKey);
    }
  }

  private record ObservedSigner(Signer signer, CryptoObserver observer) implements Signer {
    @Override
    public Implementation implementation() {
      return signer.implementation();
    }

    @Override
    public RawKeyPair generate(SecureRandom random) {
      observer.observed(CryptoOperation.SIGNATURE_GENERATE);
      return signer.generate(random);
    }

    @Override
    public byte[] publicKey(byte[] privateKey) {
      observer.observed(CryptoOperation.SIGNATURE_PUBLIC_KEY);
      return signer.publicKey(privateKey);
    }

    @Override
    public byte[] sign(byte[] privateKey, byte[] message, SecureRandom random) {
      observer.observed(CryptoOperation.SIGN);
      return signer.sign(privateKey, message, random);
    }

    @Override
    public byte[] sign(SoftwarePrivateKey privateKey, byte[] message, SecureRandom random) {
      observer.observed(CryptoOperation.SIGN);
      return signer.sign(privateKey, message, random);
    }

    @Override
    public boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
      observer.observed(CryptoOperation.VERIFY);
      return signer.verify(publicKey, message, signature);
    }

    @Override
    public boolean isPublicKey(byte[] publicKey) {
      return signer.isPublicKey(publicKey);
    }
  }
}
