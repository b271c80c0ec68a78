package dev.hornbeam.mls.error;

/**
 * A message that may be genuine but that this client lacks something for: it is from an epoch that
 * is gone or not reached yet, its key was used already, or it needs what has not come. Nothing is
 * used up: if what is missing comes, the message can be processed.
 */
public final class UndecryptableMessage extends MlsException {
  private static final long serialVersionUID = 1L;

  /** What is lacking. */
  public enum Reason {
    /** The epoch is older than the past epochs that are kept. */
    EPOCH_EXPIRED("the message is of an epoch that is no longer kept"),
    /** The epoch is ahead of this member, who has commits to process first. */
    EPOCH_AHEAD("the message is of an epoch that this member has not reached"),
    /** The key of this generation was used already, or skipped and then dropped. */
    KEY_CONSUMED("the key of this message was used already or has been dropped"),
    /** The generation is further ahead than the forward limit. */
    TOO_FAR_AHEAD("the generation of this message is beyond the forward limit"),
    /** A Welcome with no secrets for any key package of this client. */
    NOT_FOR_THIS_CLIENT("the Welcome has no secrets for a key package of this client"),
    /** A commit refers to a proposal that has not come, or is none. */
    UNKNOWN_PROPOSAL("the commit refers to a proposal that this client does not have"),
    /** A pre-shared key, or the group behind a resumption PSK, that this client does not have. */
    UNKNOWN_PSK("a pre-shared key of this message is not known to this client");

    private final String statement;

    Reason(String statement) {
      this.statement = statement;
    }
  }

  private final Reason reason;

  /** A message, or a Welcome, that this client lacks something for. */
  public UndecryptableMessage(Reason reason) {
    super(reason.statement);
    this.reason = reason;
  }

  /** What is lacking. */
  public Reason reason() {
    return reason;
  }
}
