package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.Friends;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import java.util.List;

/**
 * Alice, whose application asks her to send what breaks a rule. The message that she "gets" only
 * says which of two wishes it is.
 */
record SenderVictim(Friends friends, Wish forged, Wish genuine) implements Victim {
  static final Bytes FORGED = Bytes.utf8("forged");
  static final Bytes GENUINE = Bytes.utf8("genuine");

  /** What an application wants to be sent. */
  interface Wish {
    void make(Friends friends, Group group) throws MlsException;
  }

  /** A commit; it is made, and not sent. */
  interface CommitWish {
    OutgoingCommit stage(Friends friends, Group group) throws MlsException;
  }

  static Wish commit(CommitWish wish) {
    return (friends, group) -> group.discard(wish.stage(friends, group));
  }

  @Override
  public State state() throws MlsException {
    Group group = friends.group(Stage.ALICE);
    return new State(
        friends.stored(Stage.ALICE),
        List.of(group.epoch(), group.treeHash(), group.commitRequired()));
  }

  @Override
  public void take(Bytes message) throws MlsException {
    Wish wish = message.equals(FORGED) ? forged : genuine;
    wish.make(friends, friends.group(Stage.ALICE));
  }

  /** She can still send, and the others read it. */
  @Override
  public void goOn() throws MlsException {
    Bytes message = friends.group(Stage.ALICE).protect(Bytes.utf8("hello"));
    friends.group(Stage.BOB).receive(message);
  }
}
