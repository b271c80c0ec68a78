package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.types.CipherSuite.Kem;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import org.bouncycastle.util.Arrays;

/** The curves of RFC 7748: what their keys look like. */
@SuppressWarnings("ImmutableEnumChecker") // the set is immutable
enum MontgomeryCurve {
  X25519(
      32,
      9,
      BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19)),
      "325606250916557431795983626356110631294008115727848805560023387167927233504",
      "39382357235489614581723060781553021112529911719440698176882885853963445705823"),
  X448(56, 5, BigInteger.TWO.pow(448).subtract(BigInteger.TWO.pow(224)).subtract(BigInteger.ONE));

  private final int length;
  private final int base;
  private final BigInteger p;
  private final Set<BigInteger> smallOrder;

  /**
   * @param order8 the u-coordinates of the points of order 8, on the curve or its twist, less those
   *     that every such curve has
   */
  MontgomeryCurve(int length, int base, BigInteger p, String... order8) {
    this.length = length;
    this.base = base;
    this.p = p;
    Set<BigInteger> u = new HashSet<>();
    u.add(BigInteger.ZERO);
    u.add(BigInteger.ONE);
    u.add(p.subtract(BigInteger.ONE));
    for (String each : order8) {
      u.add(new BigInteger(each));
    }
    smallOrder = Set.copyOf(u);
  }

  static MontgomeryCurve of(Kem kem) {
    return switch (kem) {
      case X25519 -> X25519;
      case X448 -> X448;
      case P256, P384, P521 -> throw new IllegalArgumentException(kem + " is no curve of RFC 7748");
    };
  }

  Kem kem() {
    return switch (this) {
      case X25519 -> Kem.X25519;
      case X448 -> Kem.X448;
    };
  }

  /** The JCA's name of the curve. */
  String jca() {
    return name();
  }

  /** Bytes of a key, public and private. */
  int length() {
    return length;
  }

  /** The u-coordinate of the base point, as a public key. */
  byte[] basePoint() {
    byte[] u = new byte[length];
    u[0] = (byte) base;
    return u;
  }

  /**
   * @throws IllegalArgumentException if the length is not that of a private key
   */
  void checkPrivateKey(byte[] privateKey) {
    if (privateKey.length != length) {
      throw new IllegalArgumentException("not a private key of " + this);
    }
  }

  /**
   * @throws CryptoRefused if the length is not that of a public key
   */
  void requireLength(byte[] publicKey) throws CryptoRefused {
    if (publicKey.length != length) {
      throw new CryptoRefused(
          "a public key of " + this + " has " + length + " bytes, not " + publicKey.length);
    }
  }

  /**
   * Whether the bytes have the length of a public key and are no point of small order, with which
   * every agreement comes out zero and is refused.
   */
  boolean isPublicKey(byte[] publicKey) {
    return publicKey.length == length && !smallOrder.contains(coordinate(publicKey));
  }

  /** The u-coordinate, decoded as RFC 7748 s.5 says and reduced. */
  BigInteger coordinate(byte[] publicKey) {
    byte[] bigEndian = Arrays.reverse(publicKey);
    if (this == X25519) {
      bigEndian[0] &= 0x7f;
    }
    return new BigInteger(1, bigEndian).mod(p);
  }
}
