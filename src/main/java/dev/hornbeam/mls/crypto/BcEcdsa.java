package dev.hornbeam.mls.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/** ECDSA by Bouncy Castle's lightweight API, deterministic as RFC 6979 has it. */
record BcEcdsa(NistCurve curve, Digest digest) implements Signer {
  @Override
  public Implementation implementation() {
    return Implementation.bouncyCastle();
  }

  @Override
  public RawKeyPair generate(SecureRandom random) {
    return new BcNist(curve).generate(random);
  }

  @Override
  public byte[] publicKey(byte[] privateKey) {
    return new BcNist(curve).publicKey(privateKey);
  }

  @Override
  public byte[] sign(byte[] privateKey, byte[] message, SecureRandom random) {
    var signer = new ECDSASigner(new HMacDSAKCalculator(lightweightDigest()));
    signer.init(true, new ECPrivateKeyParameters(curve.scalar(privateKey), curve.domain()));
    BigInteger[] rs = signer.generateSignature(digest.hash(message));
    try {
      return StandardDSAEncoding.INSTANCE.encode(curve.domain().getN(), rs[0], rs[1]);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    ECPublicKeyParameters key;
    BigInteger[] rs;
    try {
      key = BcNist.publicKey(curve, publicKey);
      rs = StandardDSAEncoding.INSTANCE.decode(curve.domain().getN(), signature);
    } catch (CryptoRefused | IOException | RuntimeException e) {
      // The parser casts before it looks: an INTEGER that is a NULL is a ClassCastException.
      return false;
    }
    var signer = new ECDSASigner();
    signer.init(false, key);
    return signer.verifySignature(digest.hash(message), rs[0], rs[1]);
  }

  @Override
  public boolean isPublicKey(byte[] publicKey) {
    return curve.point(publicKey).isPresent();
  }

  /** The hash of the scheme, for the nonce; each call makes a new one, as it has state. */
  private org.bouncycastle.crypto.Digest lightweightDigest() {
    return switch (curve) {
      case P256 -> SHA256Digest.newInstance();
      case P384 -> new SHA384Digest();
      case P521 -> new SHA512Digest();
    };
  }
}
