package dev.hornbeam.pkcs11;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc7748.X448;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

class PublicPointsTest {
  @ParameterizedTest
  @EnumSource
  void decodesEachForm(KeyType type) {
    byte[] key = References.Pair.generate(type).publicKey;
    for (KeyMethod.PointForm form : KeyMethod.PointForm.values()) {
      byte[] point = PublicPoints.encode(form, key);
      assertArrayEquals(key, PublicPoints.decode(type, point).orElseThrow());
    }
    byte[] bits = new byte[key.length + 1];
    System.arraycopy(key, 0, bits, 1, key.length);
    byte[] bitString = Der.encode(Der.BIT_STRING, bits);
    assertArrayEquals(key, PublicPoints.decode(type, bitString).orElseThrow());
  }

  @Test
  void tellsABareKeyFromAnOctetStringByItsLength() {
    byte[] key = new byte[32];
    key[0] = 4;
    key[1] = 30;
    assertArrayEquals(key, PublicPoints.decode(KeyType.X25519, key).orElseThrow());
  }

  @ParameterizedTest
  @EnumSource
  void refusesOtherLengths(KeyType type) {
    byte[] key = References.Pair.generate(type).publicKey;
    byte[] der = Der.encode(Der.OCTET_STRING, key);
    assertTrue(PublicPoints.decode(type, Arrays.copyOf(key, key.length - 1)).isEmpty());
    assertTrue(PublicPoints.decode(type, Arrays.copyOf(der, der.length + 1)).isEmpty());
    assertTrue(PublicPoints.decode(type, new byte[0]).isEmpty());
    for (int length = 0; length < der.length; length++) {
      if (length != key.length) {
        assertTrue(PublicPoints.decode(type, Arrays.copyOf(der, length)).isEmpty());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"P256", "P384", "P521"})
  void refusesWhatIsNoPoint(KeyType type) throws Exception {
    byte[] key = References.Pair.generate(type).publicKey;
    PublicPoints.check(type, key);
    byte[] off = key.clone();
    off[off.length - 1] ^= 1;
    assertThrows(InvalidPublicKey.class, () -> PublicPoints.check(type, off));
    byte[] compressed = Arrays.copyOf(key, (key.length + 1) / 2);
    compressed[0] = 2;
    assertThrows(InvalidPublicKey.class, () -> PublicPoints.check(type, compressed));
    byte[] large = new byte[key.length];
    Arrays.fill(large, (byte) -1);
    large[0] = 4;
    assertThrows(InvalidPublicKey.class, () -> PublicPoints.check(type, large));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f11d7",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      })
  void refusesSmallOrdersOfX25519(String hex) {
    byte[] point = HexFormat.of().parseHex(hex);
    byte[] scalar = References.Pair.generate(KeyType.X25519).privateKey;
    assertFalse(X25519.calculateAgreement(scalar, 0, point, 0, new byte[32], 0));
    assertThrows(InvalidPublicKey.class, () -> PublicPoints.check(KeyType.X25519, point));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "-1", "p", "p+1"})
  void refusesSmallOrdersOfX448(String u) {
    BigInteger p =
        BigInteger.TWO.pow(448).subtract(BigInteger.TWO.pow(224)).subtract(BigInteger.ONE);
    BigInteger value =
        switch (u) {
          case "0" -> BigInteger.ZERO;
          case "1" -> BigInteger.ONE;
          case "-1" -> p.subtract(BigInteger.ONE);
          case "p" -> p;
          default -> p.add(BigInteger.ONE);
        };
    byte[] point = org.bouncycastle.util.Arrays.reverse(BigIntegers.asUnsignedByteArray(56, value));
    byte[] scalar = References.Pair.generate(KeyType.X448).privateKey;
    assertFalse(X448.calculateAgreement(scalar, 0, point, 0, new byte[56], 0));
    assertThrows(InvalidPublicKey.class, () -> PublicPoints.check(KeyType.X448, point));
  }

  @Test
  void clearsTheBitThatMeansNothing() {
    byte[] set = new byte[32];
    Arrays.fill(set, (byte) -1);
    byte[] cleared = set.clone();
    cleared[31] = 0x7f;
    assertArrayEquals(cleared, PublicPoints.masked(KeyType.X25519, set));
    byte[] longer = new byte[56];
    Arrays.fill(longer, (byte) -1);
    assertArrayEquals(longer, PublicPoints.masked(KeyType.X448, longer));
  }

  @Test
  void knowsCurvesByNumberAndByName() {
    HexFormat hex = HexFormat.of();
    byte[] disputed = hex.parseHex("06092b06010401da470f01");
    assertEquals(Optional.of(KeyType.X25519), PublicPoints.curve(PKCS11Constants.CKK_EC, disputed));
    assertEquals(
        Optional.of(KeyType.ED25519), PublicPoints.curve(PKCS11Constants.CKK_EC_EDWARDS, disputed));
    assertEquals(
        Optional.of(KeyType.ED25519),
        PublicPoints.curve(
            PKCS11Constants.CKK_EC_EDWARDS, hex.parseHex("130c656477617264733235353139")));
    assertEquals(
        Optional.empty(),
        PublicPoints.curve(PKCS11Constants.CKK_EC, hex.parseHex("06052b8104000a")));
    for (KeyType type : KeyType.values()) {
      KeyMethod method = Quirks.NONE.method(type);
      assertEquals(Optional.of(type), PublicPoints.curve(method.keyType(), method.params()));
    }
  }
}
