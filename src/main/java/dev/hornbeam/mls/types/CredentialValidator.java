package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.Bytes;
import java.util.Optional;

/**
 * The application's side of the Authentication Service (RFC 9420 s.5.3.1, RFC 9750): says whether a
 * credential belongs to a signature key and to someone the application expects.
 *
 * <p>Several threads may call it at once. No group is locked meanwhile, so it may take its time and
 * look at groups; only a {@code PublicGroup} waits for its answer. What it throws, the call that
 * led to it throws, and nothing has changed.
 */
@FunctionalInterface
public interface CredentialValidator {
  /** When a credential is looked at: the events that RFC 9420 s.5.3.1 lists. */
  enum Occasion {
    /** In a KeyPackage that this client is about to add. */
    KEY_PACKAGE,
    /** Of a member of a group that this client is joining. */
    JOIN,
    /** In an Add of someone else's. */
    ADD,
    /** In an Update, in the place of an older credential. */
    UPDATE,
    /** In the path of a commit, in the place of an older credential, or of an external joiner. */
    COMMIT,
    /** Of an external sender that the group is given. */
    EXTERNAL_SENDER
  }

  /** What was decided. */
  enum Verdict {
    /** The credential is good. */
    ACCEPTED,
    /** It is not: what has it is refused, with the rule {@code CREDENTIAL_REFUSED}. */
    REFUSED
  }

  /**
   * A credential and the key that it is said to belong to.
   *
   * @param credential as it was presented; nothing in it has been checked but its form
   * @param signatureKey as on the wire (RFC 9420 s.5.1.1)
   */
  record Presented(Credential credential, Bytes signatureKey) {}

  /**
   * Decides about a credential. The engine has checked that what carries the credential is signed
   * with the key, and for X.509 that the key is that of the first certificate; but neither for an
   * external sender. All else that ties the key to the credential is for this method to check. Each
   * message that brings a credential leads to one question, so the same may be asked again; but not
   * when a proposal that was received or sent before is committed, nor when a commit is merged.
   *
   * @param occasion why the engine asks
   * @param presented who it is about
   * @param replaced what the same member presented before, when there is such a one: the new
   *     credential must then be a valid successor to it. For an external commit that removes a
   *     leaf, it is what stands at that leaf: who accepts another client there lets it put members
   *     out (RFC 9420 s.12.2)
   */
  Verdict validate(Occasion occasion, Presented presented, Optional<Presented> replaced);

  /**
   * Whether two credentials are of the same client: of one who joins by an external commit that
   * removes an earlier leaf of its own (s.12.2), or in two groups that are linked (s.11.2, s.11.3).
   * By default they are if they are equal. It is asked about many pairs, so it should be fast.
   */
  default Verdict sameClient(Presented one, Presented other) {
    return one.credential().equals(other.credential()) ? Verdict.ACCEPTED : Verdict.REFUSED;
  }

  /** Accepts every credential: for tests, and where something else authenticates members. */
  static CredentialValidator acceptAll() {
    return (occasion, presented, replaced) -> Verdict.ACCEPTED;
  }
}
