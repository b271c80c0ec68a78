package dev.hornbeam.cli.vectors;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;

/**
 * Bytes that a seed determines, for test vectors alone: SHA-256 of a key and a counter, where the
 * key is SHA-256 of the seed. The same sequence of calls gives the same bytes.
 */
final class SeededRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  /**
   * @param seed any texts; other texts, or a text in two parts, are another seed
   */
  SeededRandom(String... seed) {
    super(new Counter(key(seed)), null);
  }

  @Override
  public String getAlgorithm() {
    return "SHA-256 in counter mode";
  }

  private static byte[] key(String... seed) {
    TlsWriter w = new TlsWriter();
    for (String part : seed) {
      w.opaque(Bytes.utf8(part));
    }
    return sha256().digest(w.toBytes().view());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private static final class Counter extends SecureRandomSpi {
    private static final long serialVersionUID = 1L;

    private final byte[] key;
    private long count;

    Counter(byte[] key) {
      this.key = key;
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
      MessageDigest digest = sha256();
      int filled = 0;
      while (filled < bytes.length) {
        byte[] block = digest.digest(new TlsWriter().raw(key).u64(count++).toBytes().view());
        int length = Math.min(block.length, bytes.length - filled);
        System.arraycopy(block, 0, bytes, filled, length);
        filled += length;
      }
    }

    /** The seed is all there is: more would make the bytes unrepeatable. */
    @Override
    protected void engineSetSeed(byte[] seed) {
      throw new UnsupportedOperationException("the seed is set once");
    }

    @Override
    protected byte[] engineGenerateSeed(int length) {
      byte[] seed = new byte[length];
      engineNextBytes(seed);
      return seed;
    }
  }
}
