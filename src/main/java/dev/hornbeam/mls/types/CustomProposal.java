package dev.hornbeam.mls.types;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.error.MalformedMessage;

/**
 * A proposal type that an application defines (RFC 9420 s.13.2). On the wire its body is one
 * vector. Every member of a group must support the type before it is used there, and must decide
 * alike, or the members part ways. Several threads may call the methods at once.
 *
 * @param <T> what a proposal of this type says
 */
public interface CustomProposal<T> {
  /** Whether a commit with such a proposal must have a path (RFC 9420 s.12.4). */
  enum Path {
    /** It must. */
    REQUIRED,
    /** It need not. */
    OPTIONAL
  }

  /** Whether an external sender may send it (RFC 9420 s.12.1.8). */
  enum ExternalSenders {
    /** It may. */
    ALLOWED,
    /** It may not: one from there is refused. */
    REFUSED
  }

  /** The type: always the same, and none of RFC 9420's own. */
  ProposalType type();

  /** Whether a commit with it must have a path; always the same. */
  Path path();

  /** Whether an external sender may send it; always the same. */
  ExternalSenders externalSenders();

  /**
   * Reads the body; what is left over is refused.
   *
   * @throws MalformedMessage if it is no such body
   */
  T decode(TlsReader r) throws MalformedMessage;

  /**
   * Writes the body, as {@link #decode} reads it.
   *
   * @param value what the proposal says
   * @param w takes the body alone, without its length
   */
  void encode(T value, TlsWriter w);

  /**
   * Decides whether a commit may have the proposal. If not, the commit is refused with the rule
   * {@code CUSTOM_PROPOSAL_REFUSED}.
   *
   * @param value what the proposal says
   * @param extensions the group context's, as the commit leaves them so far
   */
  CredentialValidator.Verdict validate(T value, Extensions extensions);

  /**
   * The effect on the group context: its extensions after the proposal. Must be the same for every
   * member. Effects outside of the group are the application's, when the commit is merged.
   *
   * @param value what the proposal says
   * @param extensions the group context's before it
   * @return the group context's after it; the same if it has no effect on them
   */
  Extensions apply(T value, Extensions extensions);
}
