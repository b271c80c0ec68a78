package dev.hornbeam.benchmarks;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.Part;
import dev.hornbeam.mls.crypto.SignatureKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeySource;
import java.security.PrivateKey;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Signatures, over as many bytes as a leaf node has. */
public class SignatureBenchmark extends PrimitiveState {
  private static final String LABEL = "LeafNodeTBS";

  private SuiteCrypto crypto;
  private PrivateKey privateKey;
  private Bytes publicKey;
  private Bytes content;
  private Bytes signature;

  @Setup
  public void prepare(BenchmarkParams running) throws KeyUnavailable {
    Optional<KeyHandle> onToken = onToken(running, KeySource.Purpose.SIGNATURE, "sign");
    crypto = onToken.isPresent() ? reference() : crypto(Part.SIGNATURE);
    SignatureKey inSoftware = generateKeyPair();
    privateKey = onToken.map(KeyHandle::privateKey).orElse(inSoftware.privateKey());
    publicKey = onToken.map(KeyHandle::publicKey).orElse(inSoftware.publicKey());
    content = randomBytes(crypto, 200);
    signature = sign();
    Results.require(verify());
    Results.require(reference().verifyWithLabel(publicKey, LABEL, content, signature));
    Results.require(!crypto.verifyWithLabel(publicKey, "other", content, signature));
  }

  /** {@code SignWithLabel} (RFC 9420 s.5.1.2). */
  @Benchmark
  public Bytes sign() throws KeyUnavailable {
    return crypto.signWithLabel(privateKey, LABEL, content);
  }

  /** {@code VerifyWithLabel}. */
  @Benchmark
  public boolean verify() {
    return crypto.verifyWithLabel(publicKey, LABEL, content, signature);
  }

  @Benchmark
  public SignatureKey generateKeyPair() {
    return crypto.generateSignatureKey();
  }
}
