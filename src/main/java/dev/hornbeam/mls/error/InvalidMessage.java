package dev.hornbeam.mls.error;

/** A well-formed message that breaks a rule of RFC 9420. The peer who made it is at fault. */
public final class InvalidMessage extends MlsException {
  private static final long serialVersionUID = 1L;

  private final Rule rule;

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
