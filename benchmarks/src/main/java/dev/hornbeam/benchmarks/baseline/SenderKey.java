package dev.hornbeam.benchmarks.baseline;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MalformedMessage;
import java.security.PrivateKey;

/**
 * What the members know of one that sends: a chain that each message moves on, and the key that its
 * messages are signed by.
 *
 * @param chain {@code Nh} bytes
 */
record SenderKey(Secret chain, Bytes signatureKey) {
  private static final String LABEL = "SenderKeyMessage";

  /** A message, and the key after it. */
  record Sealed(SenderKey next, Bytes message) {}

  /** What a message said, for the caller to close, and the key after it. */
  record Opened(SenderKey next, Secret plaintext) {}

  static SenderKey fresh(SuiteCrypto crypto, Bytes signatureKey) {
    return new SenderKey(Secret.own(crypto.random(crypto.hashLength())), signatureKey);
  }

  static SenderKey decode(Secret distributed) throws MalformedMessage {
    TlsReader r = new TlsReader(distributed);
    SenderKey key = new SenderKey(r.secret("chain"), r.opaque("signature_key"));
    r.finish();
    return key;
  }

  /** What is given to each member, for the caller to close. */
  Secret encoded() {
    return new TlsWriter(80).opaque(chain).opaque(signatureKey).toSecret();
  }

  /** Makes one message for the whole group. */
  Sealed seal(SuiteCrypto crypto, PrivateKey signing, Secret plaintext) throws KeyUnavailable {
    try (OneTimeKey key = OneTimeKey.derive(crypto, chain, "message")) {
      Bytes ciphertext = key.seal(Bytes.EMPTY, plaintext);
      Bytes signature = crypto.signWithLabel(signing, LABEL, ciphertext);
      Bytes message = new TlsWriter().opaque(ciphertext).opaque(signature).toBytes();
      return new Sealed(next(crypto), message);
    }
  }

  /** Opens the next message of the sender. */
  Opened open(SuiteCrypto crypto, TlsReader message) throws CryptoRefused, MalformedMessage {
    Bytes ciphertext = message.opaque("ciphertext");
    Bytes signature = message.opaque("signature");
    message.finish();
    if (!crypto.verifyWithLabel(signatureKey, LABEL, ciphertext, signature)) {
      throw new CryptoRefused("the signature of a message is not valid");
    }
    try (OneTimeKey key = OneTimeKey.derive(crypto, chain, "message")) {
      return new Opened(next(crypto), key.open(Bytes.EMPTY, ciphertext));
    }
  }

  private SenderKey next(SuiteCrypto crypto) {
    return new SenderKey(crypto.deriveSecret(chain, "chain"), signatureKey);
  }
}
