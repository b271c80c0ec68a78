package dev.hornbeam.benchmarks.token;

import dev.hornbeam.benchmarks.Results;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.DiffieHellman;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.pkcs11.InvalidPublicKey;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyPairRequest;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import dev.hornbeam.pkcs11.ObjectInfo;
import dev.hornbeam.pkcs11.ObservedModule;
import dev.hornbeam.pkcs11.Storage;
import dev.hornbeam.pkcs11.StoredKey;
import dev.hornbeam.pkcs11.Token;
import dev.hornbeam.pkcs11.TokenException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a token does in a second, with as many callers as sessions. An operation is several calls
 * into its module, each of which has the latency: a signature 3, since the wrapper asks for its
 * length first, an agreement 3 or more, and a key pair that is an object of the token about 10.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class TokenOperationBenchmark {
  /** Enough that what the last caller is waited for does not count; divisible by all sessions. */
  private static final int BATCH = 64;

  private static final int PAIRS = 16;
  private static final int HASH = 32;
  private static final int MESSAGE = 200;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A suite of RFC 9420 s.17.1: Ed25519 and X25519, or P-256. */
  @Param({"1", "2"})
  public int suite;

  /** The most sessions of the token, and callers. */
  @Param({"1", "2", "4", "8"})
  public int sessions;

  /** Milliseconds before each call into the module. */
  @Param({"0", "1", "5"})
  public int latency;

  private final Queue<KeyId> made = new ConcurrentLinkedQueue<>();
  private BenchToken token;
  private Callers callers;
  private Keys keys;

  /** What is used over and over, and what with. */
  private record Keys(StoredKey signing, StoredKey deriving, Bytes input, Bytes peer) {
    static Keys of(Token token, CipherSuite suite)
        throws TokenException, InvalidPublicKey, CryptoRefused {
      StoredKey signing = pair(token, TokenKeyTypes.signing(suite), KeyUse.SIGN, freshId());
      StoredKey deriving = pair(token, TokenKeyTypes.deriving(suite), KeyUse.DERIVE, freshId());
      byte[] input = new byte[signing.type() == KeyType.P256 ? HASH : MESSAGE];
      RANDOM.nextBytes(input);
      Results.require(Verification.isSignature(signing, input, signing.sign(input)));
      SuiteCrypto crypto = SuiteCrypto.of(suite, CryptoProfile.portable(), RANDOM);
      HpkeKey other = crypto.generateHpkeKey();
      try (Secret here = Secret.own(deriving.derive(other.publicKey().toArray()));
          Secret there = DiffieHellman.agree(crypto, other, Bytes.own(deriving.publicKey()))) {
        Results.require(here.matches(there));
      }
      return new Keys(signing, deriving, Bytes.own(input), other.publicKey());
    }
  }

  @Setup
  public void begin() throws TokenException, InvalidPublicKey, CryptoRefused {
    callers = new Callers(sessions);
    token = BenchToken.open(sessions, ObservedModule.Observer.NONE);
    try {
      keys = Keys.of(token.token(), CipherSuite.of(suite).orElseThrow());
    } catch (TokenException | InvalidPublicKey | CryptoRefused | RuntimeException e) {
      end();
      throw e;
    }
  }

  private static KeyId freshId() {
    return KeyId.random(RANDOM);
  }

  private static StoredKey pair(Token token, KeyType type, KeyUse use, KeyId id)
      throws TokenException {
    return token.generate(KeyPairRequest.of(type, use, Storage.TOKEN, id, "bench"));
  }

  /** Only what is measured is delayed. */
  @Setup(Level.Invocation)
  public void delay() {
    token.delay(latency);
  }

  @TearDown(Level.Invocation)
  public void clear() throws TokenException {
    token.delay(0);
    for (KeyId id = made.poll(); id != null; id = made.poll()) {
      token.token().destroy(id, ObjectInfo.Kind.PRIVATE_KEY, ObjectInfo.Kind.PUBLIC_KEY);
    }
  }

  @TearDown(Level.Trial)
  public void end() {
    callers.close();
    token.close();
  }

  /** {@code C_SignInit} and {@code C_Sign}: of 200 bytes by Ed25519, of a hash by ECDSA. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public List<byte[]> sign() {
    return callers.share(BATCH, () -> keys.signing.sign(keys.input.toArray()));
  }

  /** {@code C_DeriveKey}; the secret is read and destroyed. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public List<byte[]> derive() {
    return callers.share(BATCH, () -> keys.deriving.derive(keys.peer.toArray()));
  }

  /** {@code C_GenerateKeyPair} of what derives, as leaf keys are made. */
  @Benchmark
  @OperationsPerInvocation(PAIRS)
  public List<StoredKey> generate() {
    return callers.share(PAIRS, this::madePair);
  }

  private StoredKey madePair() throws TokenException {
    KeyId id = freshId();
    made.add(id);
    return pair(token.token(), keys.deriving.type(), KeyUse.DERIVE, id);
  }
}
