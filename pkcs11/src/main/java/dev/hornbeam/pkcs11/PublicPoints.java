package dev.hornbeam.pkcs11;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.NoSuchAlgorithmException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.InvalidParameterSpecException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** Curves and public keys as tokens encode them. */
final class PublicPoints {
  private static final byte UNCOMPRESSED = 4;
  private static final int PRINTABLE_STRING = 0x13;

  // 1.3.6.1.4.1.11591.15.1 is Ed25519 to GnuPG, who gave it, and Curve25519 to NSS.
  private static final String GNU_25519 = "06092b06010401da470f01";
  private static final Map<String, KeyType> BY_OID =
      Map.of(
          "06032b6570", KeyType.ED25519,
          "06032b6571", KeyType.ED448,
          "06032b656e", KeyType.X25519,
          "060a2b060104019755010501", KeyType.X25519,
          "06032b656f", KeyType.X448,
          "06082a8648ce3d030107", KeyType.P256,
          "06052b81040022", KeyType.P384,
          "06052b81040023", KeyType.P521);
  private static final Map<String, KeyType> BY_NAME =
      Map.of(
          "edwards25519", KeyType.ED25519,
          "edwards448", KeyType.ED448,
          "curve25519", KeyType.X25519,
          "curve448", KeyType.X448,
          "secp256r1", KeyType.P256,
          "secp384r1", KeyType.P384,
          "secp521r1", KeyType.P521);

  private static final BigInteger P_25519 =
      BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger P_448 =
      BigInteger.TWO.pow(448).subtract(BigInteger.TWO.pow(224)).subtract(BigInteger.ONE);

  // All that have a small order, on the curve or its twist, whose agreements are all zero.
  private static final Set<BigInteger> SMALL_25519 =
      Set.of(
          BigInteger.ZERO,
          BigInteger.ONE,
          P_25519.subtract(BigInteger.ONE),
          new BigInteger("00b8495f16056286fdb1329ceb8d09da6ac49ff1fae35616aeb8413b7c7aebe0", 16),
          new BigInteger("57119fd0dd4e22d8868e1c58c45c44045bef839c55b1d0b1248c50a3bc959c5f", 16));
  private static final Set<BigInteger> SMALL_448 =
      Set.of(BigInteger.ZERO, BigInteger.ONE, P_448.subtract(BigInteger.ONE));

  private PublicPoints() {}

  /** The curve of a {@code CKA_EC_PARAMS}: an object identifier, or a name. */
  static Optional<KeyType> curve(long keyType, byte[] params) {
    String hex = HexFormat.of().formatHex(params);
    if (hex.equals(GNU_25519)) {
      return Optional.of(keyType == PKCS11Constants.CKK_EC ? KeyType.X25519 : KeyType.ED25519);
    }
    return Optional.ofNullable(BY_OID.get(hex))
        .or(
            () ->
                Der.content(PRINTABLE_STRING, params)
                    .map(name -> BY_NAME.get(new String(name, StandardCharsets.US_ASCII))));
  }

  /**
   * The public key in a {@code CKA_EC_POINT}: bare, in an OCTET STRING, or in a BIT STRING. Which
   * it is is told by the length, since a bare key may begin like an OCTET STRING.
   */
  static Optional<byte[]> decode(KeyType type, byte[] point) {
    if (point.length == type.publicKeyLength()) {
      return Optional.of(point.clone()).filter(bytes -> isWellFormed(type, bytes));
    }
    return Der.content(Der.OCTET_STRING, point)
        .or(() -> Der.content(Der.BIT_STRING, point).flatMap(Der::wholeBytes))
        .filter(bytes -> isWellFormed(type, bytes));
  }

  /** The public key in a SubjectPublicKeyInfo. */
  static Optional<byte[]> fromKeyInfo(KeyType type, byte[] subjectPublicKeyInfo) {
    return Der.keyBits(subjectPublicKeyInfo).filter(bytes -> isWellFormed(type, bytes));
  }

  /** The {@code CKA_EC_POINT} of a public key. */
  static byte[] encode(KeyMethod.PointForm form, byte[] publicKey) {
    return switch (form) {
      case DER -> Der.encode(Der.OCTET_STRING, publicKey);
      case RAW -> publicKey.clone();
    };
  }

  /**
   * Checks a peer's key as far as is done before an agreement (RFC 7748 s.6, SP 800-56A
   * s.5.6.2.3.3). A small order of a Montgomery key shows in the result.
   */
  static void check(KeyType type, byte[] publicKey) throws InvalidPublicKey {
    if (!isWellFormed(type, publicKey)) {
      throw new InvalidPublicKey(
          "A public key for "
              + type
              + " has "
              + type.publicKeyLength()
              + " bytes"
              + (isNist(type) ? ", the first of them 4" : ""));
    }
    if (isNist(type) && !isOnCurve(type, publicKey)) {
      throw new InvalidPublicKey("The public key is no point of " + type);
    }
    if (isSmall(type, publicKey)) {
      throw new InvalidPublicKey("The public key is of small order");
    }
  }

  /**
   * A peer's key as tokens are given it. The top bit of an X25519 key means nothing and is cleared
   * (RFC 7748 s.5); NSS refuses two keys in which it is set.
   */
  static byte[] masked(KeyType type, byte[] publicKey) {
    byte[] masked = publicKey.clone();
    if (type == KeyType.X25519) {
      masked[masked.length - 1] &= 0x7f;
    }
    return masked;
  }

  /** Whether it is one of the curves of SP 800-186 s.3.2.1. */
  static boolean isNist(KeyType type) {
    return switch (type) {
      case P256, P384, P521 -> true;
      case ED25519, ED448, X25519, X448 -> false;
    };
  }

  private static boolean isWellFormed(KeyType type, byte[] publicKey) {
    return publicKey.length == type.publicKeyLength()
        && (!isNist(type) || publicKey[0] == UNCOMPRESSED);
  }

  private static boolean isSmall(KeyType type, byte[] publicKey) {
    return switch (type) {
      case X25519 -> {
        // RFC 7748 s.5: the most significant bit is masked, and larger values are reduced.
        BigInteger u = littleEndian(publicKey).clearBit(255).mod(P_25519);
        yield SMALL_25519.contains(u);
      }
      case X448 -> SMALL_448.contains(littleEndian(publicKey).mod(P_448));
      case ED25519, ED448, P256, P384, P521 -> false;
    };
  }

  private static BigInteger littleEndian(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return new BigInteger(1, reversed);
  }

  private static boolean isOnCurve(KeyType type, byte[] publicKey) {
    ECParameterSpec spec = spec(type);
    BigInteger p = ((ECFieldFp) spec.getCurve().getField()).getP();
    int length = publicKey.length / 2;
    BigInteger x = new BigInteger(1, Arrays.copyOfRange(publicKey, 1, 1 + length));
    BigInteger y = new BigInteger(1, Arrays.copyOfRange(publicKey, 1 + length, 1 + 2 * length));
    if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
      return false;
    }
    BigInteger right =
        x.multiply(x).add(spec.getCurve().getA()).multiply(x).add(spec.getCurve().getB()).mod(p);
    return y.multiply(y).mod(p).equals(right);
  }

  private static ECParameterSpec spec(KeyType type) {
    String name =
        switch (type) {
          case P256 -> "secp256r1";
          case P384 -> "secp384r1";
          case P521 -> "secp521r1";
          case ED25519, ED448, X25519, X448 -> throw new AssertionError(type);
        };
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(name));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (NoSuchAlgorithmException | InvalidParameterSpecException e) {
      throw new IllegalStateException("No provider here knows " + name, e);
    }
  }
}
