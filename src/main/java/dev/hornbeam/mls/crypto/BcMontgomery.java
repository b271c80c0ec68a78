package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc7748.X448;

/** X25519 and X448 (RFC 7748) by Bouncy Castle's lightweight API. */
record BcMontgomery(MontgomeryCurve curve) implements Dh {
  @Override
  public Implementation implementation() {
    return Implementation.bouncyCastle();
  }

  @Override
  public RawKeyPair generate(SecureRandom random) {
    byte[] privateKey = new byte[curve.length()];
    random.nextBytes(privateKey);
    return new RawKeyPair(Secret.own(privateKey), Bytes.own(publicKey(privateKey)));
  }

  @Override
  public byte[] publicKey(byte[] privateKey) {
    curve.checkPrivateKey(privateKey);
    byte[] publicKey = new byte[curve.length()];
    switch (curve) {
      case X25519 -> X25519.scalarMultBase(privateKey, 0, publicKey, 0);
      case X448 -> X448.scalarMultBase(privateKey, 0, publicKey, 0);
    }
    return publicKey;
  }

  @Override
  public byte[] agree(byte[] privateKey, byte[] publicKey) throws CryptoRefused {
    curve.checkPrivateKey(privateKey);
    curve.requireLength(publicKey);
    byte[] shared = new byte[curve.length()];
    switch (curve) {
      case X25519 -> X25519.scalarMult(privateKey, 0, publicKey, 0, shared, 0);
      case X448 -> X448.scalarMult(privateKey, 0, publicKey, 0, shared, 0);
    }
    return Dh.nonZero(shared);
  }

  @Override
  public boolean isPublicKey(byte[] publicKey) {
    return curve.isPublicKey(publicKey);
  }
}
