package dev.hornbeam.benchmarks.token;

import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.TokenKey;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Verifies in software what a token signed. */
final class Verification {
  private Verification() {}

  /** Whether a raw signature is the key's, of Ed25519 or P-256. */
  static boolean isSignature(TokenKey key, byte[] input, byte[] signature) {
    return key.type() == KeyType.ED25519
        ? Ed25519.verify(signature, 0, key.publicKey(), 0, input, 0, input.length)
        : isOfP256(key.publicKey(), input, signature);
  }

  private static boolean isOfP256(byte[] publicKey, byte[] hash, byte[] signature) {
    X9ECParameters curve = CustomNamedCurves.getByName("P-256");
    ECDSASigner verifier = new ECDSASigner();
    verifier.init(
        false,
        new ECPublicKeyParameters(
            curve.getCurve().decodePoint(publicKey), new ECDomainParameters(curve)));
    int half = signature.length / 2;
    return verifier.verifySignature(
        hash,
        new BigInteger(1, Arrays.copyOf(signature, half)),
        new BigInteger(1, Arrays.copyOfRange(signature, half, signature.length)));
  }
}
