package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.Friends;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.Store;
import java.util.List;
import java.util.Optional;

/**
 * A client with a key package, who gets a Welcome for it.
 *
 * @param tree that the client has by other means, if it does
 */
record JoinerVictim(MlsClient client, Store store, Optional<Bytes> tree) implements Victim {
  @Override
  public State state() throws MlsException {
    return new State(Friends.stored(store), List.of(client.groups()));
  }

  @Override
  public void take(Bytes message) throws MlsException {
    Friends.assertLoads(tree.isPresent() ? client.join(message, tree.get()) : client.join(message));
  }
}
