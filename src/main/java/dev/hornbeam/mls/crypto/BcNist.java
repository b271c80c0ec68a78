package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** ECDH on the NIST curves by Bouncy Castle's lightweight API. */
record BcNist(NistCurve curve) implements Dh {
  @Override
  public Implementation implementation() {
    return Implementation.bouncyCastle();
  }

  @Override
  public RawKeyPair generate(SecureRandom random) {
    var generator = new ECKeyPairGenerator();
    generator.init(new ECKeyGenerationParameters(curve.domain(), random));
    var pair = generator.generateKeyPair();
    BigInteger d = ((ECPrivateKeyParameters) pair.getPrivate()).getD();
    return new RawKeyPair(
        Secret.own(Dh.fixedLength(d.toByteArray(), curve.fieldLength())),
        Bytes.own(((ECPublicKeyParameters) pair.getPublic()).getQ().getEncoded(false)));
  }

  @Override
  public byte[] publicKey(byte[] privateKey) {
    return new FixedPointCombMultiplier()
        .multiply(curve.domain().getG(), curve.scalar(privateKey))
        .getEncoded(false);
  }

  @Override
  public byte[] agree(byte[] privateKey, byte[] publicKey) throws CryptoRefused {
    ECPublicKeyParameters peer = publicKey(curve, publicKey);
    var agreement = new ECDHBasicAgreement();
    agreement.init(new ECPrivateKeyParameters(curve.scalar(privateKey), curve.domain()));
    return Dh.fixedLength(agreement.calculateAgreement(peer).toByteArray(), curve.fieldLength());
  }

  @Override
  public boolean isPublicKey(byte[] publicKey) {
    return curve.point(publicKey).isPresent();
  }

  static ECPublicKeyParameters publicKey(NistCurve curve, byte[] publicKey) throws CryptoRefused {
    if (publicKey.length != 1 + 2 * curve.fieldLength() || publicKey[0] != 4) {
      throw new CryptoRefused("not an uncompressed point of " + curve);
    }
    try {
      return new ECPublicKeyParameters(
          curve.domain().getCurve().decodePoint(publicKey), curve.domain());
    } catch (IllegalArgumentException e) {
      throw new CryptoRefused("not a point of " + curve, e);
    }
  }
}
