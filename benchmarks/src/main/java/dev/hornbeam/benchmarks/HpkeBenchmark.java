package dev.hornbeam.benchmarks;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.types.CipherSuite;
import java.security.SecureRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** HPKE as TreeKEM uses it. */
@State(Scope.Thread)
public class HpkeBenchmark {
  @Param({"1", "2", "3", "4", "5", "6", "7"})
  public int suite;

  private SuiteCrypto crypto;
  private HpkeKey key;

  @Setup
  public void prepare() {
    crypto = SuiteCrypto.of(CipherSuite.of(suite).orElseThrow(), CryptoProfile.fastest(), new SecureRandom());
    key = crypto.generateHpkeKey();
  }

  @Benchmark
  public Bytes publicKey() {
    return key.publicKey();
  }

  @Benchmark
  public HpkeKey generate() {
    return crypto.generateHpkeKey();
  }
}
