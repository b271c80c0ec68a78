package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.MalformedMessage;

/**
 * A proposal type that an application defines (RFC 9420 s.13.2). On the wire its body is one
 * vector.
 *
 * @param <T> what a proposal of this type says
 */
public interface CustomProposal<T> {
  /** Whether a commit with such a proposal must have a path (RFC 9420 s.12.4). */
  enum Path {
    REQUIRED,
    OPTIONAL
  }

  /** Whether an external sender may send it (RFC 9420 s.12.1.8). */
  enum ExternalSenders {
    ALLOWED,
    REFUSED
  }

  /** The type, none of RFC 9420's own. */
  ProposalType type();

  Path path();

  ExternalSenders externalSenders();

  /**
   * Reads the body; what is left over is refused.
   *
   * @throws MalformedMessage if it is no such body
   */
  T decode(TlsReader r) throws MalformedMessage;

  void encode(T value, TlsWriter w);

  /**
   * Decides whether a commit may have the proposal.
   *
   * @param extensions the group context's, as the commit leaves them so far
   */
  CredentialValidator.Verdict validate(T value, Extensions extensions);

  /**
   * The effect on the group context: its extensions after the proposal. Must be the same for every
   * member. Effects outside of the group are the application's, when the commit is merged.
   */
  Extensions apply(T value, Extensions extensions);
}
