package dev.hornbeam.benchmarks;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.Part;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** HMAC, and HKDF as the key schedule uses it. */
public class KdfBenchmark extends PrimitiveState {
  private static final String LABEL = "node";

  private SuiteCrypto crypto;
  private Secret key;
  private Bytes data;

  @Setup
  public void prepare() {
    crypto = crypto(Part.MAC);
    key = randomSecret(crypto, crypto.hashLength());
    data = randomBytes(crypto, 64);
    Results.require(crypto.mac(key, data).equals(reference().mac(key, data)));
    try (Secret one = expandWithLabel();
        Secret other = reference().expandWithLabel(key, LABEL, Bytes.EMPTY, crypto.hashLength())) {
      Results.require(one.matches(other));
    }
  }

  /** HMAC of 64 bytes. */
  @Benchmark
  public Bytes hmac() {
    return crypto.mac(key, data);
  }

  /** {@code ExpandWithLabel} to {@code Nh} bytes (RFC 9420 s.8). */
  @Benchmark
  public Secret expandWithLabel() {
    return crypto.expandWithLabel(key, LABEL, Bytes.EMPTY, crypto.hashLength());
  }
}
