package dev.hornbeam.mls.schedule;

import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.error.UndecryptableMessage.Reason;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.RatchetPolicy;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One sender ratchet (RFC 9420 s.9.1), with the keys that were skipped and may still be needed. A
 * step leaves it as it is and makes the ratchet that follows; who takes a step closes the old one.
 *
 * <pre>
 * struct {
 *     uint32 generation;
 *     opaque key&lt;V&gt;;
 *     opaque nonce&lt;V&gt;;
 * } SkippedKey;
 *
 * struct {
 *     uint64 next;
 *     opaque chain&lt;V&gt;;
 *     SkippedKey skipped&lt;V&gt;;
 * } HashRatchet;    // as stored; not of the RFC
 * </pre>
 */
final class HashRatchet implements AutoCloseable {
  private static final String SECRET = "secret";

  /** The last generation, since it is a {@code uint32}. */
  private static final long LAST = 0xffff_ffffL;

  /** The key of one generation, and the ratchet without it; the caller owns both. */
  record Step(long generation, KeyAndNonce key, HashRatchet after) implements AutoCloseable {
    @Override
    public void close() {
      key.close();
      after.close();
    }
  }

  private record Skipped(long generation, KeyAndNonce key) {
    static Skipped decode(SuiteCrypto crypto, TlsReader r) throws MalformedMessage {
      CipherSuite.Aead aead = crypto.suite().aead();
      return new Skipped(
          r.u32("generation"),
          new KeyAndNonce(
              r.secret("key", aead.keyLength()), r.secret("nonce", aead.nonceLength())));
    }
  }

  private final SuiteCrypto crypto;

  /** The first generation whose key was not derived yet; over {@link #LAST} when all were. */
  private final long next;

  /** {@code ratchet_secret_[N]_[next]}. */
  private final Secret chain;

  private final SortedMap<Long, KeyAndNonce> skipped;

  private HashRatchet(
      SuiteCrypto crypto, long next, Secret chain, SortedMap<Long, KeyAndNonce> skipped) {
    this.crypto = crypto;
    this.next = next;
    this.chain = chain;
    this.skipped = skipped;
  }

  /**
   * @param first the ratchet's first secret, which it owns from now on
   */
  static HashRatchet of(SuiteCrypto crypto, Secret first) {
    return new HashRatchet(crypto, 0, first, new TreeMap<>());
  }

  /** Rebuilds a ratchet from {@link #encoded}, which stays the caller's. */
  static HashRatchet decode(SuiteCrypto crypto, Secret encoded) throws MalformedMessage {
    return new TlsReader(encoded).whole(r -> decode(crypto, r));
  }

  private static HashRatchet decode(SuiteCrypto crypto, TlsReader r) throws MalformedMessage {
    int at = r.offset();
    long next = r.u64("next");
    if (next < 0 || next > LAST + 1) {
      throw r.malformed("next", at, "no generation: " + next);
    }
    Secret chain = r.secret("chain", crypto.hashLength());
    SortedMap<Long, KeyAndNonce> skipped = new TreeMap<>();
    r.vector("skipped", each -> Skipped.decode(crypto, each))
        .forEach(s -> skipped.put(s.generation, s.key));
    return new HashRatchet(crypto, next, chain, skipped);
  }

  /** The stored form; the caller owns it. */
  Secret encoded() {
    return new TlsWriter(256)
        .u64(next)
        .opaque(chain)
        .vector(
            skipped.entrySet(),
            (w, s) -> w.u32(s.getKey()).opaque(s.getValue().key()).opaque(s.getValue().nonce()))
        .toSecret();
  }

  /**
   * The generation after the last one used.
   *
   * @throws IllegalStateException if all 2^32 were used
   */
  long next() {
    if (next > LAST) {
      throw new IllegalStateException(
          "the sender ratchet is used up: a commit starts an epoch with new ones");
    }
    return next;
  }

  /**
   * The key of a generation.
   *
   * @throws UndecryptableMessage if the key is gone, or further ahead than the policy follows;
   *     nothing was derived
   */
  Step open(long generation, RatchetPolicy policy) throws UndecryptableMessage {
    if (generation < next) {
      return takeSkipped(generation);
    }
    requireWithin(generation - next, policy);
    return advance(generation, policy);
  }

  /**
   * @param gap how many generations a message skips
   * @throws UndecryptableMessage if the policy does not follow so far
   */
  static void requireWithin(long gap, RatchetPolicy policy) throws UndecryptableMessage {
    if (gap > policy.forwardLimit()) {
      throw new UndecryptableMessage(Reason.TOO_FAR_AHEAD);
    }
  }

  private Step takeSkipped(long generation) throws UndecryptableMessage {
    if (!skipped.containsKey(generation)) {
      throw new UndecryptableMessage(Reason.KEY_CONSUMED);
    }
    SortedMap<Long, KeyAndNonce> kept = copyFrom(0);
    KeyAndNonce key = Objects.requireNonNull(kept.remove(generation));
    return new Step(generation, key, new HashRatchet(crypto, next, chain.copy(), kept));
  }

  private Step advance(long generation, RatchetPolicy policy) {
    long oldestKept = generation + 1 - policy.outOfOrder();
    SortedMap<Long, KeyAndNonce> kept = copyFrom(oldestKept);
    Secret secret = chain.copy();
    for (long j = next; j < generation; j++) {
      if (j >= oldestKept) {
        kept.put(j, KeyAndNonce.ofRatchet(crypto, secret, j));
      }
      secret = after(secret, j);
    }
    KeyAndNonce key = KeyAndNonce.ofRatchet(crypto, secret, generation);
    HashRatchet after = new HashRatchet(crypto, generation + 1, after(secret, generation), kept);
    return new Step(generation, key, after);
  }

  /** {@code ratchet_secret_[N]_[j+1]}; wipes the one before. */
  private Secret after(Secret secret, long j) {
    try (secret) {
      return crypto.deriveTreeSecret(secret, SECRET, j, crypto.hashLength());
    }
  }

  private SortedMap<Long, KeyAndNonce> copyFrom(long oldest) {
    SortedMap<Long, KeyAndNonce> copy = new TreeMap<>();
    skipped.tailMap(oldest).forEach((generation, key) -> copy.put(generation, key.copy()));
    return copy;
  }

  @Override
  public void close() {
    chain.close();
    skipped.values().forEach(KeyAndNonce::close);
  }
}
