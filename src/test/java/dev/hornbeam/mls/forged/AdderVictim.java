package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.Friends;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import java.util.List;

/** The first of some friends, who is given a key package to add. */
record AdderVictim(Friends friends, Way way) implements Victim {
  /** How it adds a client. */
  enum Way {
    PROPOSAL,
    COMMIT
  }

  @Override
  public State state() throws MlsException {
    Group group = friends.group(0);
    return new State(
        friends.stored(0), List.of(group.epoch(), group.treeHash(), group.commitRequired()));
  }

  @Override
  public void take(Bytes message) throws MlsException {
    Group group = friends.group(0);
    switch (way) {
      case PROPOSAL -> group.propose().add(message);
      case COMMIT -> group.discard(group.commit().add(message).stage());
    }
  }
}
