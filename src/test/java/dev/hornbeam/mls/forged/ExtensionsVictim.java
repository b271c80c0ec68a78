package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.CommitBuilder;
import dev.hornbeam.mls.Friends;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import java.util.List;

/** The first of some friends, who is told to give a group these extensions. */
record ExtensionsVictim(Friends friends, Way way) implements Victim {
  /** How a group gets extensions. */
  enum Way {
    PROPOSAL,
    COMMIT,
    CREATION
  }

  @Override
  public State state() throws MlsException {
    Group group = friends.group(0);
    return new State(
        friends.stored(0),
        List.of(friends.client(0).groups(), group.epoch(), group.commitRequired()));
  }

  /** The message is the encoding of the extensions. */
  @Override
  public void take(Bytes message) throws MlsException {
    Extensions extensions = TlsReader.decode(message, Extensions::decode);
    Group group = friends.group(0);
    switch (way) {
      case PROPOSAL -> group.propose().extensions(extensions);
      case COMMIT ->
          group.discard(
              group
                  .commit()
                  .pending(CommitBuilder.PendingChoice.NONE)
                  .extensions(extensions)
                  .stage());
      case CREATION -> friends.client(0).createGroup(GroupId.random(), extensions);
    }
  }
}
