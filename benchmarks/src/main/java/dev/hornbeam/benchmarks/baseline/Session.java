package dev.hornbeam.benchmarks.baseline;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.DiffieHellman;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MalformedMessage;

/**
 * One end of a session of two clients, in the manner of the Double Ratchet: each message is a step
 * of the Diffie-Hellman ratchet, from a fresh key of its sender. It is authenticated since the two
 * prekeys that it begins with are signed.
 *
 * <p>Left out: the three or four agreements that X3DH begins a session with (here it is one), the
 * symmetric ratchet between steps, and messages that cross or come out of order.
 *
 * @param own the ratchet key that the peer saw last
 * @param peer the ratchet key of the peer that was seen last
 */
record Session(Secret root, HpkeKey own, Bytes peer) {
  /** A message, and the session after it. */
  record Sealed(Session next, Bytes message) {}

  /** What a message said, for the caller to close, and the session after it. */
  record Opened(Session next, Secret plaintext) {}

  /** What one step gives. */
  private record Step(Secret root, OneTimeKey key) {}

  /** Where both ends begin, each with its own prekey and the other's. */
  static Session between(SuiteCrypto crypto, HpkeKey own, Bytes peer) throws CryptoRefused {
    try (Secret shared = DiffieHellman.agree(crypto, own, peer);
        Secret salt = Secret.zeros(crypto.hashLength())) {
      return new Session(crypto.extract(salt, shared), own, peer);
    }
  }

  /**
   * Makes one step and one message.
   *
   * @param context what both ends know, and authenticate with the message
   */
  Sealed seal(SuiteCrypto crypto, Bytes context, Secret plaintext) throws CryptoRefused {
    HpkeKey fresh = crypto.generateHpkeKey();
    Step step = step(crypto, fresh, peer);
    try (OneTimeKey key = step.key()) {
      Bytes ciphertext = key.seal(bound(fresh.publicKey(), context), plaintext);
      TlsWriter w = new TlsWriter().opaque(fresh.publicKey()).opaque(ciphertext);
      return new Sealed(new Session(step.root(), fresh, peer), w.toBytes());
    }
  }

  /** Follows the peer's step and opens its message. */
  Opened open(SuiteCrypto crypto, Bytes context, Bytes message)
      throws CryptoRefused, MalformedMessage {
    TlsReader r = new TlsReader(message);
    Bytes fresh = r.opaque("ratchet_key");
    Bytes ciphertext = r.opaque("ciphertext");
    r.finish();
    Step step = step(crypto, own, fresh);
    try (OneTimeKey key = step.key()) {
      Secret plaintext = key.open(bound(fresh, context), ciphertext);
      return new Opened(new Session(step.root(), own, fresh), plaintext);
    }
  }

  private Step step(SuiteCrypto crypto, HpkeKey from, Bytes to) throws CryptoRefused {
    try (Secret shared = DiffieHellman.agree(crypto, from, to);
        Secret mixed = crypto.extract(root, shared)) {
      return new Step(
          crypto.deriveSecret(mixed, "root"), OneTimeKey.derive(crypto, mixed, "message"));
    }
  }

  private static Bytes bound(Bytes ratchetKey, Bytes context) {
    return new TlsWriter(ratchetKey.length() + context.length() + 8)
        .opaque(ratchetKey)
        .opaque(context)
        .toBytes();
  }
}
