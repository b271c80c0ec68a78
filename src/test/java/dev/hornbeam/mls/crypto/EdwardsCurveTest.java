package dev.hornbeam.mls.crypto;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.types.CipherSuite;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.util.Arrays;
import org.bouncycastle.util.encoders.Hex;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Points of small order, and encodings that are not canonical, are keys for no verifier. */
class EdwardsCurveTest {
  private static BigInteger p(EdwardsCurve curve) {
    return switch (curve) {
      case ED25519 -> BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
      case ED448 ->
          BigInteger.TWO.pow(448).subtract(BigInteger.TWO.pow(224)).subtract(BigInteger.ONE);
    };
  }

  private static byte[] encoded(EdwardsCurve curve, BigInteger y, int sign) {
    byte[] key = Arrays.reverse(Dh.fixedLength(y.toByteArray(), curve.keyLength()));
    key[key.length - 1] |= (byte) (sign << 7);
    return key;
  }

  /** Points of small order, encoded as they should be and as they should not. */
  private static List<byte[]> refused(EdwardsCurve curve) {
    BigInteger p = p(curve);
    List<byte[]> keys = new ArrayList<>();
    for (BigInteger y :
        List.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            p.subtract(BigInteger.ONE),
            p,
            p.add(BigInteger.ONE))) {
      keys.add(encoded(curve, y, 0));
      keys.add(encoded(curve, y, 1));
    }
    if (curve == EdwardsCurve.ED25519) {
      keys.add(Hex.decode("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"));
      keys.add(Hex.decode("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"));
    }
    return keys;
  }

  @ParameterizedTest
  @EnumSource(EdwardsCurve.class)
  void pointsOfSmallOrderAreNoKeys(EdwardsCurve curve) {
    for (byte[] key : refused(curve)) {
      assertFalse(curve.isCandidate(key), () -> Hex.toHexString(key));
      assertFalse(curve.isPublicKey(key), () -> Hex.toHexString(key));
    }
    assertFalse(curve.isCandidate(new byte[curve.keyLength() - 1]));
    assertFalse(curve.isCandidate(new byte[0]));
  }

  @ParameterizedTest
  @EnumSource(EdwardsCurve.class)
  void everyKeyIsACandidate(EdwardsCurve curve) {
    BcEdDsa signer = new BcEdDsa(curve);
    for (int i = 0; i < 20; i++) {
      byte[] key = signer.generate(new SecureRandom()).publicKey().view();
      assertTrue(curve.isCandidate(key));
      assertTrue(curve.isPublicKey(key));
    }
  }

  /**
   * R is the neutral element and S is zero: with the neutral element as key that is a signature of
   * everything, which verifiers accept unless they refuse the key.
   */
  @ParameterizedTest
  @MethodSource("dev.hornbeam.mls.crypto.TestProfile#withSuites")
  void nothingVerifiesByWhatIsNoKey(TestProfile profile, CipherSuite suite) {
    if (!suite.signature().isEdDsa()) {
      return;
    }
    EdwardsCurve curve = EdwardsCurve.of(suite.signature());
    SuiteCrypto crypto = SuiteCrypto.of(suite, profile.profile(), new SecureRandom());
    Bytes signature =
        Bytes.own(
            Arrays.concatenate(encoded(curve, BigInteger.ONE, 0), new byte[curve.keyLength()]));
    for (byte[] key : refused(curve)) {
      Bytes publicKey = Bytes.own(key);
      assertFalse(crypto.isSignaturePublicKey(publicKey));
      assertFalse(crypto.verifyWithLabel(publicKey, "label", Bytes.utf8("content"), signature));
    }
  }
}
