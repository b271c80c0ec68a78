package dev.hornbeam.cli.demo;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.InMemoryStore;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.Store;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A member with a client, a store and a state of its own. What it knows of the others has come to
 * it in messages. Used by one thread at a time.
 */
final class Participant {
  /** Makes a client over a store. */
  interface Clients {
    MlsClient open(String name, Store store) throws MlsException;
  }

  private final String name;
  private final Clients clients;
  private final List<String> heard = new ArrayList<>();
  private Store store = new InMemoryStore();
  private MlsClient client;
  private Optional<Group> group = Optional.empty();
  private int position;

  Participant(String name, Clients clients) throws MlsException {
    this.name = name;
    this.clients = clients;
    this.client = clients.open(name, store);
  }

  String name() {
    return name;
  }

  Store store() {
    return store;
  }

  MlsClient client() {
    return client;
  }

  Group group() {
    return group.orElseThrow(() -> new IllegalStateException(name + " is in no group"));
  }

  /** Joins a group. */
  void join(Bytes welcome) throws DemoFailed {
    try {
      enter(client.join(welcome));
    } catch (MlsException e) {
      throw new DemoFailed(name + " cannot join: " + e.getMessage(), e);
    }
  }

  /** Is in a group now. */
  void enter(Group entered) {
    group = Optional.of(entered);
  }

  /** Needs the messages before a position no more. */
  void skipTo(int next) {
    position = next;
  }

  /** The program ends and starts again: only what is in the store is still there. */
  Group restart() throws DemoFailed, MlsException {
    GroupId id = group().id();
    client = clients.open(name, store);
    client.sweep();
    Group found =
        client
            .group(id)
            .orElseThrow(() -> new DemoFailed(name + " does not find the group in the store"));
    group = Optional.of(found);
    return found;
  }

  /**
   * The store is gone as well: only the identity is still there. Keys in hardware that the store
   * knew are swept, since they are of no use without it.
   */
  void loseState() throws MlsException {
    store = new InMemoryStore();
    client = clients.open(name, store);
    client.sweep();
    group = Optional.empty();
  }

  /** Forgets the groups that ended, with their keys. */
  void forgetOtherGroups() throws MlsException {
    for (GroupId id : client.groups()) {
      if (group.filter(current -> current.id().equals(id)).isEmpty()) {
        client.deleteGroup(id);
      }
    }
  }

  /** How many messages wait at the delivery service. */
  int waiting(DeliveryService service) {
    return service.size() - position;
  }

  /** Processes the messages that wait. */
  void catchUp(DeliveryService service) throws DemoFailed {
    while (position < service.size() && group().isActive()) {
      try {
        receive(service.message(position));
      } catch (MlsException e) {
        throw new DemoFailed(name + " cannot process a message: " + e.getMessage(), e);
      }
      position++;
    }
  }

  /** The texts that it has read since this was asked last. */
  List<String> heard() {
    List<String> texts = List.copyOf(heard);
    heard.clear();
    return texts;
  }

  private void receive(Bytes message) throws MlsException {
    Received received = group().receive(message);
    if (received instanceof Received.ApplicationData data) {
      heard.add(new String(data.data().toArray(), StandardCharsets.UTF_8));
      group().acknowledge(data.inboxId());
    } else if (received instanceof Received.CommitReceived commit) {
      group().merge(commit.commit());
    } else if (received instanceof Received.RemovalReceived removal) {
      group().merge(removal.commit());
    }
  }
}
