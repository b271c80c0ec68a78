package dev.hornbeam.mls.error;

/**
 * A well-formed message that breaks a rule of RFC 9420. The peer who made it is at fault, and the
 * same message is refused again.
 *
 * <p>It is also thrown when this client is asked to make something that breaks a rule, since the
 * others would refuse it: then the proposal, the key package or the extensions given are at fault.
 */
public final class InvalidMessage extends MlsException {
  private static final long serialVersionUID = 1L;

  private final Rule rule;

  /** The rule alone, where it says all. */
  public InvalidMessage(Rule rule) {
    super(rule.statement() + " (" + rule + ", RFC 9420 s." + rule.section() + ")");
    this.rule = rule;
  }

  /**
   * @param detail which part of the message broke the rule; never a secret or an identity
   */
  public InvalidMessage(Rule rule, String detail) {
    super(rule.statement() + ": " + detail + " (" + rule + ", RFC 9420 s." + rule.section() + ")");
    this.rule = rule;
  }

  /** The rule that was broken. */
  public Rule rule() {
    return rule;
  }
}
