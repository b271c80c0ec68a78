package dev.hornbeam.mls.types;

import dev.hornbeam.mls.error.KeyUnavailable;
import java.util.Set;

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
   * <p>The engine's labels are printable ASCII, at most 64 characters:
   *
   * <pre>
   * hornbeam:CLIENT:leaf:GROUP:EPOCH   for an epoch of a group, in which it may be used at first
   * hornbeam:CLIENT:leaf               for a key package, or made ahead
   * hornbeam:CLIENT:init               for a key package
   * hornbeam:signature:CLIENT          a signature key that a client's builder made
   * </pre>
   *
   * <p>{@code CLIENT} is 16 hexadecimal digits of a hash: of the name that the client was given, or
   * of its signature key, and of the cipher suite. {@code GROUP} is the first 6 bytes of the group
   * id in hexadecimal, {@code EPOCH} a decimal number.
   *
   * @param suite says the type of the key: the suite's signature scheme, or the KEM of its HPKE
   * @param label tells a person, or {@link #sweep}, whose key this is; never secret
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
   * this for leaf and init keys only. If the reference is the key itself, the engine overwrites its
   * bytes afterwards, so a source that remembers references keeps copies of them.
   *
   * @throws KeyUnavailable if the key may still be there; the call can be repeated
   * @throws IllegalArgumentException if the reference is not one of this source's
   */
  void destroy(KeyRef ref) throws KeyUnavailable;

  /**
   * Destroys left-overs: leaf and init keys that a process made, and then ended before anything
   * referred to them. Nobody else makes keys with such labels meanwhile. Signature keys are left
   * alone, and so are keys that were made ahead and have no client yet. A source whose keys are
   * gone with their references has none, and does nothing.
   *
   * @param prefix of the labels of one client, with the colon at its end: {@code hornbeam:CLIENT:}
   * @param known keys of that client, or of any source, that are still referred to
   * @throws KeyUnavailable if some may still be there; the call can be repeated
   */
  default void sweep(String prefix, Set<KeyRef> known) throws KeyUnavailable {}
}
