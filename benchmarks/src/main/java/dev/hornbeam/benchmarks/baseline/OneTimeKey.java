package dev.hornbeam.benchmarks.baseline;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.SuiteCrypto;

/** An AEAD key that seals one message, so that its nonce can be all zero. Closing wipes it. */
record OneTimeKey(SuiteCrypto crypto, Secret key) implements AutoCloseable {
  static OneTimeKey derive(SuiteCrypto crypto, Secret from, String label) {
    int length = crypto.suite().aead().keyLength();
    return new OneTimeKey(crypto, crypto.expandWithLabel(from, label, Bytes.EMPTY, length));
  }

  Bytes seal(Bytes context, Secret plaintext) {
    return crypto.seal(key, nonce(), context, plaintext.expose());
  }

  /** What was sealed, for the caller to close. */
  Secret open(Bytes context, Bytes ciphertext) throws CryptoRefused {
    return crypto.open(key, nonce(), context, ciphertext);
  }

  private byte[] nonce() {
    return new byte[crypto.suite().aead().nonceLength()];
  }

  @Override
  public void close() {
    key.close();
  }
}
