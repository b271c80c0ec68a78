package dev.hornbeam.mls.schedule;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.types.CipherSuite.Aead;

/**
 * The key and the nonce of one use of the AEAD. Who holds it closes it.
 *
 * @param key {@code Nk} bytes
 * @param nonce {@code Nn} bytes
 */
public record KeyAndNonce(Secret key, Secret nonce) implements AutoCloseable {
  private static final String KEY = "key";
  private static final String NONCE = "nonce";

  /** For generation j of a ratchet, from its secret j (RFC 9420 s.9.1). */
  static KeyAndNonce ofRatchet(SuiteCrypto crypto, Secret ratchetSecret, long generation) {
    Aead aead = crypto.suite().aead();
    return new KeyAndNonce(
        crypto.deriveTreeSecret(ratchetSecret, KEY, generation, aead.keyLength()),
        crypto.deriveTreeSecret(ratchetSecret, NONCE, generation, aead.nonceLength()));
  }

  /**
   * For the sender data of a message (s.6.3.2).
   *
   * @param ciphertext the encrypted content, whose first {@code Nh} bytes are the sample
   */
  public static KeyAndNonce ofSenderData(
      SuiteCrypto crypto, Secret senderDataSecret, Bytes ciphertext) {
    int sample = Math.min(ciphertext.length(), crypto.hashLength());
    return expand(crypto, senderDataSecret, ciphertext.slice(0, sample));
  }

  /** For the GroupInfo of a Welcome (s.12.4.3.1). */
  static KeyAndNonce ofWelcome(SuiteCrypto crypto, Secret welcomeSecret) {
    return expand(crypto, welcomeSecret, Bytes.EMPTY);
  }

  private static KeyAndNonce expand(SuiteCrypto crypto, Secret secret, Bytes context) {
    Aead aead = crypto.suite().aead();
    return new KeyAndNonce(
        crypto.expandWithLabel(secret, KEY, context, aead.keyLength()),
        crypto.expandWithLabel(secret, NONCE, context, aead.nonceLength()));
  }

  KeyAndNonce copy() {
    return new KeyAndNonce(key.copy(), nonce.copy());
  }

  @Override
  public void close() {
    key.close();
    nonce.close();
  }
}
