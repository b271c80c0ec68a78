package dev.hornbeam.mls.forged;

import dev.hornbeam.mls.ExternalJoin;
import dev.hornbeam.mls.ExternalJoinBuilder;
import dev.hornbeam.mls.Friends;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.Store;
import java.util.List;
import java.util.Optional;

/**
 * A client that would join by itself, from a GroupInfo.
 *
 * @param tree that the client has by other means, if it does
 */
record ExternalJoinerVictim(MlsClient client, Store store, Optional<Bytes> tree) implements Victim {
  @Override
  public State state() throws MlsException {
    return new State(Friends.stored(store), List.of(client.groups()));
  }

  @Override
  public void take(Bytes message) throws MlsException {
    ExternalJoinBuilder builder = client.joinExternally(message);
    tree.ifPresent(builder::tree);
    ExternalJoin join = builder.stage();
    Friends.assertLoads(client.merge(join));
  }
}
