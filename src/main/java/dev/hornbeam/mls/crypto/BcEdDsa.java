package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed448;

/** Ed25519 and Ed448 (RFC 8032), pure and without context, by Bouncy Castle's lightweight API. */
record BcEdDsa(EdwardsCurve curve) implements Signer {
  private static final byte[] NO_CONTEXT = {};

  @Override
  public Implementation implementation() {
    return Implementation.bouncyCastle();
  }

  @Override
  public RawKeyPair generate(SecureRandom random) {
    byte[] seed = new byte[curve.keyLength()];
    random.nextBytes(seed);
    return new RawKeyPair(Secret.own(seed), Bytes.own(publicKey(seed)));
  }

  @Override
  public byte[] publicKey(byte[] privateKey) {
    curve.checkPrivateKey(privateKey);
    byte[] publicKey = new byte[curve.keyLength()];
    switch (curve) {
      case ED25519 -> Ed25519.generatePublicKey(privateKey, 0, publicKey, 0);
      case ED448 -> Ed448.generatePublicKey(privateKey, 0, publicKey, 0);
    }
    return publicKey;
  }

  @Override
  public byte[] sign(byte[] privateKey, byte[] message, SecureRandom random) {
    curve.checkPrivateKey(privateKey);
    byte[] signature = new byte[2 * curve.keyLength()];
    switch (curve) {
      case ED25519 -> Ed25519.sign(privateKey, 0, message, 0, message.length, signature, 0);
      case ED448 -> Ed448.sign(privateKey, 0, NO_CONTEXT, message, 0, message.length, signature, 0);
    }
    return signature;
  }

  @Override
  public boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    if (!curve.isCandidate(publicKey) || signature.length != 2 * curve.keyLength()) {
      return false;
    }
    return switch (curve) {
      case ED25519 -> Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
      case ED448 ->
          Ed448.verify(signature, 0, publicKey, 0, NO_CONTEXT, message, 0, message.length);
    };
  }

  @Override
  public boolean isPublicKey(byte[] publicKey) {
    return curve.isPublicKey(publicKey);
  }
}
