package dev.hornbeam.benchmarks.baseline;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SignatureKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.KeyUnavailable;

/**
 * A client with its long-lived keys and its prekey. There are no one-time prekeys: the same prekey
 * serves every group and session.
 *
 * @param key the private half of the prekey
 */
public record Client(SignatureKey identity, HpkeKey key, Prekey prekey) {
  /** A client with fresh keys in software. */
  public static Client create(SuiteCrypto crypto) throws KeyUnavailable {
    SignatureKey identity = crypto.generateSignatureKey();
    HpkeKey key = crypto.generateHpkeKey();
    Bytes signature = crypto.signWithLabel(identity.privateKey(), Prekey.LABEL, key.publicKey());
    return new Client(identity, key, new Prekey(key.publicKey(), identity.publicKey(), signature));
  }
}
