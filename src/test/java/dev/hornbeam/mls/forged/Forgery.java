package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.Checkpoint;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;

/**
 * One way to break one rule, at one place where it is checked.
 *
 * @param rule that the victim names
 * @param what is wrong, in a few words
 * @param checkpoint what the victim is
 * @param form in which the message comes
 * @param scene makes the victim and the messages, anew for each run
 */
record Forgery(Rule rule, String what, Checkpoint checkpoint, Form form, Scene scene) {
  /** How a message is framed. */
  enum Form {
    /** A PublicMessage. */
    PUBLIC,
    /** A PrivateMessage whose encryption is genuine: it uses one message key up. */
    PRIVATE,
    /** A PrivateMessage whose encryption is not genuine: it uses nothing up. */
    DAMAGED,
    /** A message that is not framed: Welcome, GroupInfo, KeyPackage. */
    UNFRAMED
  }

  /** Makes what a trial needs. */
  interface Scene {
    Trial set() throws MlsException;
  }

  /**
   * A victim, and what it gets.
   *
   * @param forged breaks the rule
   * @param genuine does not, and differs in nothing else that matters
   */
  record Trial(Victim victim, Bytes forged, Bytes genuine) {}

  @Override
  public String toString() {
    return rule + " " + checkpoint.title() + " " + form + ": " + what;
  }
}
