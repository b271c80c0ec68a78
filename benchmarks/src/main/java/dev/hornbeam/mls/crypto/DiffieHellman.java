package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;

/**
 * The bare Diffie-Hellman function of a suite. The engine has it inside HPKE alone, and lets nobody
 * outside this package at it; the protocols that MLS is compared with are made of it.
 */
public final class DiffieHellman {
  private DiffieHellman() {}

  /**
   * {@code DH(privateKey, publicKey)} (RFC 9180 s.4.1), observed as the engine's own are.
   *
   * @param own a key in software; it stays the caller's
   * @return {@code Ndh} bytes, not uniform: they go through a KDF. The caller closes them
   * @throws CryptoRefused if the public key is no key of this suite
   */
  public static Secret agree(SuiteCrypto crypto, HpkeKey own, Bytes publicKey)
      throws CryptoRefused {
    if (!(own.privateKey() instanceof SoftwarePrivateKey software)) {
      throw new IllegalArgumentException("the key is not in software");
    }
    Dh dh = crypto.profile().dh(crypto.suite().kem());
    return Secret.own(dh.agree(software.raw().expose(), publicKey.view()));
  }
}
