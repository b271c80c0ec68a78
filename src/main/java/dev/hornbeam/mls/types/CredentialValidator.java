package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.Bytes;
import java.util.Optional;

/**
 * The application's side of the Authentication Service (RFC 9420 s.5.3.1, RFC 9750): says whether a
 * credential belongs to a signature key and to someone the application expects.
 *
 * <p>May be called by several threads at once when a group is joined.
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
    ACCEPTED,
    REFUSED
  }

  /**
   * A credential and the key that it is said to belong to.
   *
   * @param signatureKey as on the wire (RFC 9420 s.5.1.1)
   */
  record Presented(Credential credential, Bytes signatureKey) {}

  /**
   * Decides about a credential.
   *
   * @param replaced what the same member presented before, when there is such a one: the new
   *     credential must then be a valid successor to it
   */
  Verdict validate(Occasion occasion, Presented presented, Optional<Presented> replaced);

  /**
   * Whether two credentials are of the same client, in two groups that are linked (s.11.2, s.11.3).
   * By default they are if they are equal.
   */
  default Verdict sameClient(Presented one, Presented other) {
    return one.credential().equals(other.credential()) ? Verdict.ACCEPTED : Verdict.REFUSED;
  }

  /** Accepts every credential: for tests, and where something else authenticates members. */
  static CredentialValidator acceptAll() {
    return (occasion, presented, replaced) -> Verdict.ACCEPTED;
  }
}
