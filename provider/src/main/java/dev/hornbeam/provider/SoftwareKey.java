package dev.hornbeam.provider;

import dev.hornbeam.pkcs11.KeyType;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.XECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;

/** A software key pair in the form that a token imports; closing it wipes the private key. */
final class SoftwareKey implements AutoCloseable {
  private final KeyType type;
  private final byte[] privateKey;
  private final byte[] publicKey;

  private SoftwareKey(KeyType type, byte[] privateKey, byte[] publicKey) {
    this.type = type;
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  /**
   * @throws InvalidKeyException if it is of no curve known here, or has no encoding
   */
  static SoftwareKey of(PrivateKey key, PublicKey publicKey) throws InvalidKeyException {
    for (Curve curve : Curve.values()) {
      Optional<byte[]> raw = raw(curve.type(), publicKey);
      if (raw.isPresent()) {
        return new SoftwareKey(curve.type(), privateValue(curve, key), raw.get());
      }
    }
    throw new InvalidKeyException(
        "a token imports keys of "
            + Arrays.toString(Curve.values())
            + ", not of "
            + publicKey.getAlgorithm());
  }

  KeyType type() {
    return type;
  }

  /** Not a copy: it is wiped by {@link #close}. */
  byte[] privateKey() {
    return privateKey;
  }

  byte[] publicKey() {
    return publicKey.clone();
  }

  @Override
  public void close() {
    Arrays.fill(privateKey, (byte) 0);
  }

  private static Optional<byte[]> raw(KeyType type, PublicKey key) {
    try {
      return Optional.of(PublicKeys.raw(type, key));
    } catch (InvalidKeyException e) {
      return Optional.empty();
    }
  }

  private static byte[] privateValue(Curve curve, PrivateKey key) throws InvalidKeyException {
    Optional<byte[]> value = value(curve, key);
    if (value.isEmpty()) {
      value = value(curve, decoded(curve, key));
    }
    return value.orElseThrow(
        () -> new InvalidKeyException("not a private key of " + curve.jca() + " in software"));
  }

  private static Optional<byte[]> value(Curve curve, PrivateKey key) throws InvalidKeyException {
    if (curve.isNist() && key instanceof ECPrivateKey ec) {
      return Optional.of(scalar(ec.getS(), curve.type().sharedSecretLength()));
    }
    if (key instanceof EdECPrivateKey edwards) {
      return edwards.getBytes();
    }
    return key instanceof XECPrivateKey montgomery ? montgomery.getScalar() : Optional.empty();
  }

  private static PrivateKey decoded(Curve curve, PrivateKey key) throws InvalidKeyException {
    byte[] encoded = key.getEncoded();
    if (encoded == null) {
      throw new InvalidKeyException("a key without an encoding cannot be imported: " + key);
    }
    try {
      return KeyFactory.getInstance(curve.algorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new InvalidKeyException("not a private key of " + curve.jca(), e);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private static byte[] scalar(BigInteger value, int length) throws InvalidKeyException {
    byte[] bytes = value.toByteArray();
    try {
      if (value.signum() <= 0 || value.bitLength() > length * Byte.SIZE) {
        throw new InvalidKeyException("the private value is out of range");
      }
      byte[] padded = new byte[length];
      int count = Math.min(bytes.length, length);
      System.arraycopy(bytes, bytes.length - count, padded, length - count, count);
      return padded;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
