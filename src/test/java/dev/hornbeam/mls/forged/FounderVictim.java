package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.Friends;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.GroupId;
import java.util.List;

/** The second of some friends, who founds a group that follows from the old one. */
record FounderVictim(Friends friends, Founding founding) implements Victim {
  /** Founds a group with the owner of a key package. */
  interface Founding {
    void found(MlsClient client, GroupId old, Bytes keyPackage) throws MlsException;
  }

  @Override
  public State state() throws MlsException {
    return new State(friends.stored(1), List.of(friends.client(1).groups()));
  }

  @Override
  public void take(Bytes message) throws MlsException {
    founding.found(friends.client(1), friends.group(1).id(), message);
  }
}
