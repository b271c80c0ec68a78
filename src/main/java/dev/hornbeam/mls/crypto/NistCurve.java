package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.types.CipherSuite.Hash;
import dev.hornbeam.mls.types.CipherSuite.Kem;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import java.math.BigInteger;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;

/** The NIST curves, and their points and scalars as RFC 9180 s.7.1.1 and RFC 9420 write them. */
@SuppressWarnings("ImmutableEnumChecker") // the parameters are immutable, if not marked so
enum NistCurve {
  P256("secp256r1", Kem.P256, SignatureScheme.ECDSA_P256_SHA256, Hash.SHA256, 32),
  P384("secp384r1", Kem.P384, SignatureScheme.ECDSA_P384_SHA384, Hash.SHA384, 48),
  P521("secp521r1", Kem.P521, SignatureScheme.ECDSA_P521_SHA512, Hash.SHA512, 66);

  private final String jca;
  private final Kem kem;
  private final SignatureScheme scheme;
  private final Hash hash;
  private final int fieldLength;
  private final ECDomainParameters domain;
  private final ECParameterSpec spec;
  private final BigInteger p;
  private final byte[] order;

  NistCurve(String jca, Kem kem, SignatureScheme scheme, Hash hash, int fieldLength) {
    this.jca = jca;
    this.kem = kem;
    this.scheme = scheme;
    this.hash = hash;
    this.fieldLength = fieldLength;
    X9ECParameters x9 = CustomNamedCurves.getByName(jca);
    domain = new ECDomainParameters(x9);
    order = Dh.fixedLength(x9.getN().toByteArray(), fieldLength);
    p = x9.getCurve().getField().getCharacteristic();
    spec =
        new ECParameterSpec(
            new EllipticCurve(
                new ECFieldFp(p),
                x9.getCurve().getA().toBigInteger(),
                x9.getCurve().getB().toBigInteger()),
            new ECPoint(
                x9.getG().getAffineXCoord().toBigInteger(),
                x9.getG().getAffineYCoord().toBigInteger()),
            x9.getN(),
            1);
  }

  static NistCurve of(Kem kem) {
    return switch (kem) {
      case P256 -> P256;
      case P384 -> P384;
      case P521 -> P521;
      case X25519, X448 -> throw new IllegalArgumentException(kem + " is no NIST curve");
    };
  }

  static NistCurve of(SignatureScheme scheme) {
    return switch (scheme) {
      case ECDSA_P256_SHA256 -> P256;
      case ECDSA_P384_SHA384 -> P384;
      case ECDSA_P521_SHA512 -> P521;
      case ED25519, ED448 -> throw new IllegalArgumentException(scheme + " is no NIST curve");
    };
  }

  /** The JCA's name of the curve. */
  String jca() {
    return jca;
  }

  /** The KEM with this curve. */
  Kem kem() {
    return kem;
  }

  /** ECDSA on this curve. */
  SignatureScheme scheme() {
    return scheme;
  }

  /** The hash of that ECDSA. */
  Hash hash() {
    return hash;
  }

  /** Bytes of a coordinate, which are also the bytes of a scalar. */
  int fieldLength() {
    return fieldLength;
  }

  /** The curve as Bouncy Castle's lightweight API takes it. */
  ECDomainParameters domain() {
    return domain;
  }

  /** The curve as the JCA takes it. */
  ECParameterSpec spec() {
    return spec;
  }

  /**
   * The scalar of a private key.
   *
   * @throws IllegalArgumentException if it is not a number from 1 to the order less one, in {@link
   *     #fieldLength} bytes
   */
  BigInteger scalar(byte[] privateKey) {
    checkPrivateKey(privateKey);
    return new BigInteger(1, privateKey);
  }

  /**
   * @throws IllegalArgumentException as {@link #scalar} does
   */
  void checkPrivateKey(byte[] privateKey) {
    if (privateKey.length != fieldLength || !isScalar(privateKey)) {
      throw new IllegalArgumentException("not a private key of " + this);
    }
  }

  /**
   * Whether a number is from 1 to the order less one, in time that does not depend on it, and
   * without a {@link BigInteger}, which nothing can wipe.
   *
   * @param d of {@link #fieldLength} bytes, highest first
   */
  boolean isScalar(byte[] d) {
    int bits = 0;
    int borrow = 0;
    for (int i = fieldLength - 1; i >= 0; i--) {
      bits |= d[i];
      borrow = ((d[i] & 0xff) - (order[i] & 0xff) - borrow) >>> 31;
    }
    return bits != 0 && borrow == 1;
  }

  /** The point of a public key: uncompressed, on the curve, not infinity; else empty. */
  Optional<ECPoint> point(byte[] publicKey) {
    if (publicKey.length != 1 + 2 * fieldLength || publicKey[0] != 4) {
      return Optional.empty();
    }
    BigInteger x = new BigInteger(1, publicKey, 1, fieldLength);
    BigInteger y = new BigInteger(1, publicKey, 1 + fieldLength, fieldLength);
    if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
      return Optional.empty();
    }
    EllipticCurve curve = spec.getCurve();
    BigInteger right = x.multiply(x).add(curve.getA()).mod(p).multiply(x).add(curve.getB()).mod(p);
    return y.multiply(y).mod(p).equals(right) ? Optional.of(new ECPoint(x, y)) : Optional.empty();
  }

  /** The two points with an x-coordinate, uncompressed; the x is one that the curve has. */
  List<byte[]> pointsAt(byte[] x) {
    var point = domain.getCurve().decodePoint(Labels.concat(new byte[] {2}, x));
    return List.of(point.getEncoded(false), point.negate().getEncoded(false));
  }

  /** The uncompressed form of a point. */
  byte[] encode(ECPoint point) {
    return Labels.concat(
        new byte[] {4},
        Dh.fixedLength(point.getAffineX().toByteArray(), fieldLength),
        Dh.fixedLength(point.getAffineY().toByteArray(), fieldLength));
  }
}
