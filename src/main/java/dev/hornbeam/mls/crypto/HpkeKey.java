package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;
import java.security.PrivateKey;

/**
 * An HPKE key pair (RFC 9180 s.4). The private half is a {@link SoftwarePrivateKey}, or a handle to
 * hardware that is reached through the JCA.
 *
 * @param publicKey {@code Npk} bytes
 */
public record HpkeKey(PrivateKey privateKey, Bytes publicKey) implements AutoCloseable {
  /** A key pair with its own copy of a software key; a handle to hardware is shared. */
  public HpkeKey copy() {
    return privateKey instanceof SoftwarePrivateKey software
        ? new HpkeKey(software.copy(), publicKey)
        : this;
  }

  /** Wipes a software key; a handle to hardware stays as it is. */
  @Override
  public void close() {
    if (privateKey instanceof SoftwarePrivateKey software) {
      software.close();
    }
  }

  @Override
  public String toString() {
    return "HpkeKey[" + publicKey + "]";
  }
}
