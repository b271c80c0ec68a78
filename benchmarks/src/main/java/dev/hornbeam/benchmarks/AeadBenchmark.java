package dev.hornbeam.benchmarks;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.Part;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The AEAD, each time with a new nonce, as no provider lets a key and nonce encrypt twice. */
public class AeadBenchmark extends PrimitiveState {
  /** Bytes of plaintext. */
  @Param({"32", "1024", "65536"})
  public int size;

  private SuiteCrypto crypto;
  private Secret key;
  private byte[] nonce;
  private Bytes aad;
  private byte[] plaintext;
  private byte[] openNonce;
  private Bytes ciphertext;

  @Setup
  public void prepare() throws CryptoRefused {
    crypto = crypto(Part.AEAD);
    key = randomSecret(crypto, crypto.suite().aead().keyLength());
    nonce = crypto.random(crypto.suite().aead().nonceLength());
    aad = randomBytes(crypto, 64);
    plaintext = crypto.random(size);
    ciphertext = seal();
    openNonce = nonce.clone();
    try (Secret opened = open();
        Secret expected = Secret.copyOf(plaintext)) {
      Results.require(opened.matches(expected));
    }
  }

  @Benchmark
  public Bytes seal() {
    int i = 0;
    while (++nonce[i] == 0) {
      i = (i + 1) % nonce.length;
    }
    return crypto.seal(key, nonce, aad, plaintext);
  }

  @Benchmark
  public Secret open() throws CryptoRefused {
    return crypto.open(key, openNonce, aad, ciphertext);
  }
}
