package dev.hornbeam.mls.crypto;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite;
import java.security.SecureRandom;

/** The KEM of a suite by itself (RFC 9180 s.4.1), without what HPKE does with its secret. */
public final class Encapsulation {
  private final Dhkem kem;
  private final SecureRandom random;

  /** The KEM of the suite, as the profile serves it. */
  public Encapsulation(CipherSuite suite, CryptoProfile profile, SecureRandom random) {
    this.kem =
        new Dhkem(
            suite.kem(),
            profile.dh(suite.kem()),
            profile.hkdf(suite.kem().hash()),
            profile.observer());
    this.random = random;
  }

  /** {@code enc} and the shared secret, which the caller closes. */
  public record Encapsulated(Bytes enc, Secret sharedSecret) {}

  /**
   * {@code Encap(pkR)}.
   *
   * @throws CryptoRefused if the public key is none of the KEM's
   */
  public Encapsulated encapsulate(Bytes publicKey) throws CryptoRefused {
    Dhkem.Encapsulated made = kem.encap(publicKey, random);
    return new Encapsulated(made.enc(), made.sharedSecret());
  }

  /**
   * {@code Decap(enc, skR)}.
   *
   * @return the shared secret, which the caller closes
   * @throws CryptoRefused if {@code enc} is no public key of the KEM's
   * @throws KeyUnavailable if the key is not available now
   */
  public Secret decapsulate(Bytes enc, HpkeKey key) throws CryptoRefused, KeyUnavailable {
    return kem.decap(enc, key);
  }
}
