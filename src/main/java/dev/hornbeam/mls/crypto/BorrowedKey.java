package dev.hornbeam.mls.crypto;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import javax.crypto.SecretKey;

/**
 * A secret key for the time of one JCA call. It keeps no copy of its own, as a SecretKeySpec would,
 * which nothing could wipe.
 */
final class BorrowedKey implements SecretKey {
  private static final long serialVersionUID = 1L;

  private final String algorithm;
  private final transient byte[] key;

  BorrowedKey(String algorithm, byte[] key) {
    this.algorithm = algorithm;
    this.key = key;
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
    return key.clone();
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a secret key is not serialised");
  }
}
