package dev.hornbeam.mls.crypto;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

/**
 * Secret bytes lent to the JCA for one operation. The JCA's own key and parameter classes keep
 * copies that nothing can wipe. Those made here hand copies out, and closing wipes all of them,
 * even those that an implementation keeps; so this is closed after the last use of any object that
 * was given the bytes.
 */
final class Lent implements AutoCloseable {
  private static final byte[] NOTHING = {};

  private final byte[] secret;
  private final List<byte[]> copies = new ArrayList<>(2);

  /**
   * @param secret stays the caller's
   */
  Lent(byte[] secret) {
    this.secret = secret;
  }

  private byte[] copy() {
    byte[] copy = secret.clone();
    copies.add(copy);
    return copy;
  }

  /** The bytes as a secret key. */
  SecretKey key(String algorithm) {
    return new Key(this, algorithm);
  }

  /** The bytes as a nonce for GCM. */
  AlgorithmParameterSpec gcm(int tagBits) {
    return new Gcm(this, tagBits);
  }

  /** The bytes as a nonce. */
  AlgorithmParameterSpec iv() {
    return new Iv(this);
  }

  /** The bytes as the encoding of a private key. */
  PKCS8EncodedKeySpec pkcs8() {
    return new Pkcs8(this);
  }

  @Override
  public void close() {
    copies.forEach(copy -> Arrays.fill(copy, (byte) 0));
  }

  private static final class Key implements SecretKey {
    private static final long serialVersionUID = 1L;

    private final transient Lent lent;
    private final String algorithm;

    Key(Lent lent, String algorithm) {
      this.lent = lent;
      this.algorithm = algorithm;
    }

    @Override
    public String getAlgorithm() {
      return algorithm;
    }

    @Override
    public String getFormat() {
      return "RAW";
    }

    @Override
    public byte[] getEncoded() {
      return lent.copy();
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
      throw new NotSerializableException("a secret key is not serialised");
    }
  }

  private static final class Gcm extends GCMParameterSpec {
    private final Lent lent;

    Gcm(Lent lent, int tagBits) {
      super(tagBits, NOTHING);
      this.lent = lent;
    }

    @Override
    public byte[] getIV() {
      return lent.copy();
    }
  }

  private static final class Iv extends IvParameterSpec {
    private final Lent lent;

    Iv(Lent lent) {
      super(NOTHING);
      this.lent = lent;
    }

    @Override
    public byte[] getIV() {
      return lent.copy();
    }
  }

  private static final class Pkcs8 extends PKCS8EncodedKeySpec {
    private final Lent lent;

    Pkcs8(Lent lent) {
      super(NOTHING);
      this.lent = lent;
    }

    @Override
    public byte[] getEncoded() {
      return lent.copy();
    }
  }
}
