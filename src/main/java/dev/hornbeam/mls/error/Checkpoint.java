package dev.hornbeam.mls.error;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Where a message is checked against the rules: who has it in hand. */
public enum Checkpoint {
  /** A member that receives a message of the group. */
  MEMBER("member"),
  /** A server that follows the group without its secrets, from its GroupInfo on. */
  SERVER("server"),
  /** A client that joins by a Welcome. */
  JOINER("joiner"),
  /** A client that joins by an external commit, from a GroupInfo. */
  EXTERNAL_JOINER("external joiner"),
  /** A client that would send it, or found such a group: what others would refuse is not made. */
  SENDER("sender");

  static final Set<Checkpoint> EVERYONE = only(values());
  static final Set<Checkpoint> RECEIVERS = only(MEMBER, SERVER, JOINER, EXTERNAL_JOINER);
  static final Set<Checkpoint> FOLLOWERS = only(MEMBER, SERVER);
  static final Set<Checkpoint> SENDER_AND_FOLLOWERS = only(SENDER, MEMBER, SERVER);
  static final Set<Checkpoint> NEWCOMERS = only(SERVER, JOINER, EXTERNAL_JOINER);
  static final Set<Checkpoint> JOINERS = only(JOINER, EXTERNAL_JOINER);

  private final String title;

  Checkpoint(String title) {
    this.title = title;
  }

  /** For a table or a sentence, such as {@code external joiner}. */
  public String title() {
    return title;
  }

  static Set<Checkpoint> only(Checkpoint... checkpoints) {
    return Collections.unmodifiableSet(EnumSet.copyOf(List.of(checkpoints)));
  }
}
