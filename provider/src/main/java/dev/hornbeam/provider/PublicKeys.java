package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.KeyType;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;

/** Public keys, which are software's: as the JCA has them, and as {@link KeyType} says. */
final class PublicKeys {
  private static final byte UNCOMPRESSED = 4;

  private PublicKeys() {}

  /** The key that other providers take. */
  static PublicKey of(KeyType type, byte[] raw) {
    Curve curve = Curve.of(type);
    byte[] head = curve.x509Head();
    byte[] encoded = Arrays.copyOf(head, head.length + raw.length);
    System.arraycopy(raw, 0, encoded, head.length, raw.length);
    try {
      return KeyFactory.getInstance(curve.algorithm())
          .generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new ProviderException("the token's public key is none of " + curve.jca(), e);
    }
  }

  /**
   * The bytes of any provider's public key.
   *
   * @throws InvalidKeyException if it is none of this curve
   */
  static byte[] raw(KeyType type, Key key) throws InvalidKeyException {
    Curve curve = Curve.of(type);
    byte[] head = curve.x509Head();
    byte[] encoded = key.getEncoded();
    if (encoded != null
        && encoded.length == head.length + type.publicKeyLength()
        && Arrays.equals(head, 0, head.length, encoded, 0, head.length)) {
      return Arrays.copyOfRange(encoded, head.length, encoded.length);
    }
    // Some encode the parameters in full, or compress the point.
    if (key instanceof ECPublicKey ec
        && Curve.of(ec.getParams()).filter(curve::equals).isPresent()) {
      if (ec.getW().equals(ECPoint.POINT_INFINITY)) {
        throw new InvalidKeyException("the public key is the point at infinity");
      }
      int length = type.publicKeyLength() / 2;
      byte[] point = new byte[type.publicKeyLength()];
      point[0] = UNCOMPRESSED;
      putCoordinate(ec.getW().getAffineX(), point, 1, length);
      putCoordinate(ec.getW().getAffineY(), point, 1 + length, length);
      return point;
    }
    throw new InvalidKeyException("not a public key of " + curve.jca() + ": " + key.getAlgorithm());
  }

  private static void putCoordinate(BigInteger value, byte[] to, int offset, int length)
      throws InvalidKeyException {
    byte[] bytes = value.toByteArray();
    int skip = bytes.length > length ? bytes.length - length : 0;
    if (value.signum() < 0 || value.bitLength() > length * Byte.SIZE) {
      throw new InvalidKeyException("a coordinate is out of range");
    }
    System.arraycopy(bytes, skip, to, offset + length - (bytes.length - skip), bytes.length - skip);
  }
}
