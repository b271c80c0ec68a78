package dev.hornbeam.mls.types;

import dev.hornbeam.mls.error.KeyUnavailable;

/**
 * Where the long-lived private keys of a client live: signature keys, leaf keys and init keys. A
 * state holds {@link KeyRef}s only, so a group whose keys have no encoding can be stored and loaded
 * back.
 *
 * <p>Implementations are safe for use by several threads.
 */
public interface KeySource {
  /** What a key is for. */
  enum Purpose {
    /** Signs as the member (RFC 9420 s.5.1.1). */
    SIGNATURE,
    /** Opens path secrets sent to the member's leaf (s.7.5); lives until the leaf is renewed. */
    LEAF,
    /** Opens the Welcome for one KeyPackage (s.10); used once, unless that is a last resort. */
    INIT
  }

  /**
   * Makes a fresh key pair, which stays until {@link #destroy} is called with its reference.
   *
   * @param suite says the type of the key: the suite's signature scheme, or the KEM of its HPKE
   * @param label tells a person, or a sweep of left-overs, whose key this is; never secret
   * @throws KeyUnavailable if the key cannot be made now; nothing was made
   * @throws IllegalArgumentException if this source cannot hold such a key for this suite at all
   */
  KeyHandle create(Purpose purpose, CipherSuite suite, String label) throws KeyUnavailable;

  /**
   * Opens a key made earlier, perhaps by another process. Opening it twice is allowed.
   *
   * @throws KeyUnavailable if the key cannot be reached now, or is gone
   * @throws IllegalArgumentException if the reference is not one of this source's
   */
  KeyHandle open(KeyRef ref) throws KeyUnavailable;

  /**
   * Destroys a key for good. Destroying a key that is gone already does nothing. The engine calls
   * this for leaf and init keys only.
   *
   * @throws KeyUnavailable if the key may still be there; the call can be repeated
   * @throws IllegalArgumentException if the reference is not one of this source's
   */
  void destroy(KeyRef ref) throws KeyUnavailable;
}
