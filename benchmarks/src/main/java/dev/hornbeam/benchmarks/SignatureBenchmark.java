package dev.hornbeam.benchmarks;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.Part;
import dev.hornbeam.mls.crypto.SignatureKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.KeyUnavailable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** Signatures, over as many bytes as a leaf node has. */
public class SignatureBenchmark extends PrimitiveState {
  private static final String LABEL = "LeafNodeTBS";

  private SuiteCrypto crypto;
  private SignatureKey key;
  private Bytes content;
  private Bytes signature;

  @Setup
  public void prepare() throws KeyUnavailable {
    crypto = crypto(Part.SIGNATURE);
    key = generateKeyPair();
    content = randomBytes(crypto, 200);
    signature = sign();
    Results.require(verify());
    Results.require(reference().verifyWithLabel(key.publicKey(), LABEL, content, signature));
    Results.require(!crypto.verifyWithLabel(key.publicKey(), "other", content, signature));
  }

  /** {@code SignWithLabel} (RFC 9420 s.5.1.2). */
  @Benchmark
  public Bytes sign() throws KeyUnavailable {
    return crypto.signWithLabel(key.privateKey(), LABEL, content);
  }

  /** {@code VerifyWithLabel}. */
  @Benchmark
  public boolean verify() {
    return crypto.verifyWithLabel(key.publicKey(), LABEL, content, signature);
  }

  @Benchmark
  public SignatureKey generateKeyPair() {
    return crypto.generateSignatureKey();
  }
}
