package dev.hornbeam.benchmarks;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.Encapsulation;
import dev.hornbeam.mls.crypto.HpkeCiphertext;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.Part;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeySource;
import java.security.SecureRandom;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.BenchmarkParams;

/** HPKE and its KEM, as a commit uses them for each node of its path. */
public class HpkeBenchmark extends PrimitiveState {
  private static final String LABEL = "UpdatePathNode";

  private SuiteCrypto crypto;
  private Encapsulation kem;
  private HpkeKey key;
  private Bytes context;
  private Secret pathSecret;
  private HpkeCiphertext sealed;
  private Encapsulation.Encapsulated encapsulated;

  @Setup
  public void prepare(BenchmarkParams running) throws CryptoRefused, KeyUnavailable {
    Optional<KeyHandle> onToken = onToken(running, KeySource.Purpose.INIT, "open", "decapsulate");
    crypto = onToken.isPresent() ? reference() : crypto(Part.KEM, Part.MAC, Part.AEAD);
    kem = new Encapsulation(crypto.suite(), crypto.profile(), new SecureRandom());
    pathSecret = randomSecret(crypto, crypto.hashLength());
    context = randomBytes(crypto, 200);
    HpkeKey inSoftware = deriveKeyPair();
    Results.require(
        inSoftware.publicKey().equals(reference().deriveKeyPair(pathSecret).publicKey()));
    key = onToken.map(each -> new HpkeKey(each.privateKey(), each.publicKey())).orElse(inSoftware);
    sealed = seal();
    try (Secret opened = open()) {
      Results.require(opened.matches(pathSecret));
    }
    encapsulated = encapsulate();
    try (Secret decapsulated = decapsulate()) {
      Results.require(decapsulated.matches(encapsulated.sharedSecret()));
    }
  }

  /** {@code EncryptWithLabel} of a path secret (RFC 9420 s.7.6). */
  @Benchmark
  public HpkeCiphertext seal() throws CryptoRefused {
    return crypto.encryptWithLabel(key.publicKey(), LABEL, context, pathSecret);
  }

  /** {@code DecryptWithLabel} of a path secret. */
  @Benchmark
  public Secret open() throws CryptoRefused, KeyUnavailable {
    return crypto.decryptWithLabel(key, LABEL, context, sealed);
  }

  /** {@code KEM.DeriveKeyPair} (RFC 9180 s.7.1.3), as for each node of a path. */
  @Benchmark
  public HpkeKey deriveKeyPair() {
    return crypto.deriveKeyPair(pathSecret);
  }

  /** {@code KEM.GenerateKeyPair}, as for a leaf. */
  @Benchmark
  public HpkeKey generateKeyPair() {
    return crypto.generateHpkeKey();
  }

  /** {@code KEM.Encap}. */
  @Benchmark
  public Encapsulation.Encapsulated encapsulate() throws CryptoRefused {
    return kem.encapsulate(key.publicKey());
  }

  /** {@code KEM.Decap}. */
  @Benchmark
  public Secret decapsulate() throws CryptoRefused, KeyUnavailable {
    return kem.decapsulate(encapsulated.enc(), key);
  }
}
