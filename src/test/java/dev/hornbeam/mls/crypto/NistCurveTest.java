package dev.hornbeam.mls.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NistCurveTest {
  @ParameterizedTest
  @EnumSource
  void scalarsAreFromOneToTheOrderLessOne(NistCurve curve) {
    BigInteger n = curve.domain().getN();
    BigInteger highByte = BigInteger.ONE.shiftLeft(8 * (curve.fieldLength() - 1));
    BigInteger most = BigInteger.ONE.shiftLeft(8 * curve.fieldLength()).subtract(BigInteger.ONE);
    for (BigInteger d :
        List.of(BigInteger.ONE, highByte, n.subtract(BigInteger.ONE), n.shiftRight(9))) {
      assertEquals(d, curve.scalar(bytes(curve, d)));
    }
    for (BigInteger d : List.of(BigInteger.ZERO, n, n.add(BigInteger.ONE), most)) {
      assertThrows(IllegalArgumentException.class, () -> curve.scalar(bytes(curve, d)));
    }
  }

  private static byte[] bytes(NistCurve curve, BigInteger d) {
    return Dh.fixedLength(d.toByteArray(), curve.fieldLength());
  }
}
