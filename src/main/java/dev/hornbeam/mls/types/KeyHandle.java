package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.Bytes;
import java.security.PrivateKey;

/**
 * A key pair whose private half may be opaque. Holding a handle does not own the key: a {@link
 * KeySource} makes, opens and destroys it.
 *
 * @param ref what opens the private key again
 * @param publicKey as on the wire: {@code SignaturePublicKey} (RFC 9420 s.5.1.1) or {@code
 *     HPKEPublicKey} (RFC 9180's {@code SerializePublicKey})
 * @param privateKey a handle; {@code getEncoded()} is null when it lives in hardware
 */
public record KeyHandle(KeyRef ref, Bytes publicKey, PrivateKey privateKey) {
  /** Shows the public key alone. */
  @Override
  public String toString() {
    return "KeyHandle[" + publicKey + "]";
  }
}
