package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import java.security.SecureRandom;

/**
 * Ed25519 by Conscrypt, but for the public key of a private one, which it does not compute: that is
 * Bouncy Castle's, and needed only when a key is imported.
 */
record ConscryptEd25519(JcaSigner conscrypt, BcEdDsa bouncyCastle) implements Signer {
  ConscryptEd25519(ConscryptLibrary conscrypt) {
    this(
        new JcaSigner(SignatureScheme.ED25519, conscrypt.provider()),
        new BcEdDsa(EdwardsCurve.ED25519));
  }

  @Override
  public Implementation implementation() {
    return conscrypt.implementation();
  }

  @Override
  public RawKeyPair generate(SecureRandom random) {
    return conscrypt.generate(random);
  }

  @Override
  public byte[] publicKey(byte[] privateKey) {
    return bouncyCastle.publicKey(privateKey);
  }

  @Override
  public byte[] sign(byte[] privateKey, byte[] message, SecureRandom random) {
    return conscrypt.sign(privateKey, message, random);
  }

  @Override
  public byte[] sign(SoftwarePrivateKey privateKey, byte[] message, SecureRandom random) {
    return conscrypt.sign(privateKey, message, random);
  }

  @Override
  public boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    return conscrypt.verify(publicKey, message, signature);
  }

  @Override
  public boolean isPublicKey(byte[] publicKey) {
    return conscrypt.isPublicKey(publicKey);
  }
}
