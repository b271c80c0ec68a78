package dev.hornbeam.mls.testing;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.PublicKeys;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.spec.ECGenParameterSpec;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A key source like a token: its keys are {@link OpaqueKeyProvider}'s and live in this object
 * alone. Every operation is counted, also each signature and agreement of a key, and any one can be
 * made to fail.
 */
public final class OpaqueKeySource implements KeySource {
  private record Held(Bytes publicKey, KeyPair pair) {}

  private final Map<KeyRef, Held> keys = new ConcurrentHashMap<>();
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger operations = new AtomicInteger();
  private volatile int failing;
  private volatile boolean absent;

  public OpaqueKeySource() {
    OpaqueKeyProvider.register();
  }

  /** How many operations were begun: create, open, destroy, sign, agree; also those that failed. */
  public int operations() {
    return operations.get();
  }

  /**
   * Makes one operation to come fail, once: without effect, and as a token's failure shows itself.
   *
   * @param nth 1 for the next
   */
  public void failOperation(int nth) {
    failing = operations.get() + nth;
  }

  /** Makes every operation fail until {@link #plugIn}. */
  public void unplug() {
    absent = true;
  }

  /** Ends {@link #unplug} and a failure that was asked for and has not come. */
  public void plugIn() {
    absent = false;
    failing = 0;
  }

  /** The keys that there are. */
  public Set<KeyRef> refs() {
    return Set.copyOf(keys.keySet());
  }

  @Override
  public KeyHandle create(Purpose purpose, CipherSuite suite, String label) throws KeyUnavailable {
    begin(() -> new KeyUnavailable("the test asked for a failure to create"));
    KeyPair pair = generate(purpose, suite);
    Bytes publicKey =
        purpose == Purpose.SIGNATURE
            ? PublicKeys.wire(suite.signature(), pair.getPublic())
            : PublicKeys.wire(suite.kem(), pair.getPublic());
    KeyRef ref = new KeyRef(Bytes.utf8("opaque " + made.incrementAndGet() + " " + label));
    Held held = new Held(publicKey, pair);
    keys.put(ref, held);
    return handle(ref, held);
  }

  @Override
  public KeyHandle open(KeyRef ref) throws KeyUnavailable {
    begin(() -> new KeyUnavailable("the test asked for a failure to open"));
    Held held = keys.get(ref);
    if (held == null) {
      throw new KeyUnavailable("there is no such key");
    }
    return handle(ref, held);
  }

  @Override
  public void destroy(KeyRef ref) throws KeyUnavailable {
    begin(() -> new KeyUnavailable("the test asked for a failure to destroy"));
    keys.remove(ref);
  }

  /** A destroyed key fails when it is used, also through a handle that was opened before. */
  private KeyHandle handle(KeyRef ref, Held held) {
    PrivateKey opaque =
        OpaqueKeyProvider.opaque(
            held.pair(),
            () -> {
              begin(() -> new ProviderException("the test asked for a failure of a key"));
              if (!keys.containsKey(ref)) {
                throw new ProviderException("the key was destroyed");
              }
            });
    return new KeyHandle(ref, held.publicKey(), opaque);
  }

  private <X extends Exception> void begin(Supplier<X> failure) throws X {
    if (operations.incrementAndGet() == failing || absent) {
      throw failure.get();
    }
  }

  private static KeyPair generate(Purpose purpose, CipherSuite suite) {
    String algorithm =
        purpose == Purpose.SIGNATURE
            ? (suite.signature().isEdDsa() ? suite.signature().jca() : "EC")
            : suite.kem().isNist() ? "EC" : suite.kem().name();
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("EC")) {
        generator.initialize(new ECGenParameterSpec(curve(suite)));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String curve(CipherSuite suite) {
    return switch (suite.kem()) {
      case P256 -> "secp256r1";
      case P384 -> "secp384r1";
      case P521 -> "secp521r1";
      case X25519, X448 -> throw new IllegalArgumentException(suite + " has no NIST curve");
    };
  }
}
