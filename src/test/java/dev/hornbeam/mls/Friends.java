package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.ProposalRef;
import dev.hornbeam.mls.schedule.RatchetStep;
import dev.hornbeam.mls.schedule.RatchetType;
import dev.hornbeam.mls.testing.Forge;
import dev.hornbeam.mls.testing.ForgedCommit;
import dev.hornbeam.mls.testing.ForgedPrivateMessage;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ExternalSender;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Clients of one suite, and the group that they are in: the first made it and added the others. */
public final class Friends {
  public static final CipherSuite SUITE = CipherSuite.X25519_AES128GCM_SHA256_ED25519;

  private final List<MlsClient> clients = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();

  private Friends() {}

  /** A group whose handshake is in the clear. */
  public static Friends of(String... names) throws MlsException {
    return of(builder -> builder.framing(HandshakeFraming.PUBLIC), names);
  }

  public static Friends of(UnaryOperator<MlsClientBuilder> settings, String... names)
      throws MlsException {
    return of(Extensions.NONE, settings, names);
  }

  public static Friends of(
      Extensions extensions, UnaryOperator<MlsClientBuilder> settings, String... names)
      throws MlsException {
    List<MlsClient> clients = new ArrayList<>();
    for (String name : names) {
      clients.add(client(name, settings));
    }
    return of(extensions, clients);
  }

  /** A group of clients that differ. */
  public static Friends of(Extensions extensions, List<MlsClient> clients) throws MlsException {
    Friends friends = new Friends();
    Group first = clients.get(0).createGroup(GroupId.random(), extensions);
    friends.clients.addAll(clients);
    friends.groups.add(first);
    if (clients.size() > 1) {
      CommitBuilder commit = first.commit();
      for (MlsClient client : clients.subList(1, clients.size())) {
        commit.add(client.newKeyPackage());
      }
      OutgoingCommit staged = commit.stage();
      first.merge(staged);
      for (MlsClient client : clients.subList(1, clients.size())) {
        friends.groups.add(client.join(staged.welcome().orElseThrow()));
      }
    }
    return friends;
  }

  public static MlsClient client(String name) throws MlsException {
    return client(name, builder -> builder.framing(HandshakeFraming.PUBLIC));
  }

  public static MlsClient client(String name, UnaryOperator<MlsClientBuilder> settings)
      throws MlsException {
    return settings.apply(MlsClient.builder(SUITE).credential(Credential.basic(name))).build();
  }

  /** The extension of a group context that lets clients outside of the group propose, in order. */
  public static Extension externalSenders(MlsClient... clients) {
    return ExternalSender.toExtension(
        Stream.of(clients)
            .map(MlsClient::identity)
            .map(each -> new ExternalSender(each.signatureKey().publicKey(), each.credential()))
            .toList());
  }

  public static KeyPackage decoded(Bytes keyPackage) throws MlsException {
    return Messages.keyPackage(keyPackage);
  }

  public MlsClient client(int i) {
    return clients.get(i);
  }

  public Group group(int i) {
    return groups.get(i);
  }

  public List<Group> groups() {
    return List.copyOf(groups);
  }

  /** All that a member's client stores. */
  public Map<StoreKey, Bytes> stored(int i) throws MlsException {
    return stored(store(i));
  }

  public Store store(int i) {
    return group(i).core().settings().store();
  }

  /** All that is in a store. */
  public static Map<StoreKey, Bytes> stored(Store store) throws MlsException {
    Map<StoreKey, Bytes> rows = new TreeMap<>();
    for (StoreKey.Kind kind : StoreKey.Kind.values()) {
      for (StoreKey key : store.keys(kind)) {
        try (Secret value = store.read(key).orElseThrow()) {
          rows.put(key, Bytes.copyOf(value.expose()));
        }
      }
    }
    return rows;
  }

  /** What is stored of a group makes the same group again. */
  public static void assertLoads(Group group) throws MlsException {
    ClientSettings settings = group.core().settings();
    GroupCore loaded = new GroupLoader(settings, settings.store(), group.id()).load().orElseThrow();
    assertEquals(group.epoch(), loaded.state().shared().epoch());
    assertEquals(group.treeHash(), loaded.state().shared().context().treeHash());
  }

  /** What a member knows, for forging; it stays the group's. */
  public GroupState state(int i) {
    return group(i).core().state();
  }

  public Forge forge(int i) {
    return new Forge(state(i));
  }

  public ForgedCommit forgeCommit(int i) {
    return ForgedCommit.by(state(i));
  }

  /** A message of a member's, encrypted as if it were one that keeps to the rules. */
  public Bytes privately(int i, AuthenticatedContent content) throws MlsException {
    GroupCore core = group(i).core();
    return core.locked(
        () -> new GroupSender(core).send(content, HandshakeFraming.PRIVATE, new ChangeSet()));
  }

  /** A forged message, encrypted with the next key of the member's own. */
  public Bytes privately(int i, ForgedPrivateMessage message, RatchetType type)
      throws MlsException {
    GroupCore core = group(i).core();
    return core.locked(
        () -> {
          EpochKeys keys = core.current();
          try (RatchetStep step = keys.tree().next(core.state().own().index(), type)) {
            Bytes made = message.make(crypto(), keys.senderDataSecret(), step);
            core.consume(keys, step);
            return made;
          }
        });
  }

  /** A forged message, encrypted by a member with a key that is another's to use. */
  public Bytes privatelyAs(
      LeafIndex other, long generation, int i, ForgedPrivateMessage message, RatchetType type)
      throws MlsException {
    GroupCore core = group(i).core();
    return core.locked(
        () -> {
          EpochKeys keys = core.current();
          try (RatchetStep step = keys.tree().open(other, type, generation)) {
            return message.make(crypto(), keys.senderDataSecret(), step);
          }
        });
  }

  /** A proposal in the clear that all others take, for a commit to refer to. */
  public ProposalRef propose(int proposer, Bytes message) throws MlsException {
    receiveProposal(message, proposer);
    return reference(message);
  }

  public static ProposalRef reference(Bytes message) throws MlsException {
    MlsMessage.Public decoded =
        assertInstanceOf(MlsMessage.Public.class, MlsMessage.decode(message));
    SuiteCrypto crypto = SuiteCrypto.of(SUITE, CryptoProfile.fastest(), new SecureRandom());
    return ProposalRef.of(crypto, decoded.body().authenticatedContent());
  }

  public SuiteCrypto crypto() {
    return group(0).core().settings().crypto();
  }

  /** Another client joins by a Welcome of the first's. */
  public Group add(MlsClient client) throws MlsException {
    OutgoingCommit commit = group(0).commit().add(client.newKeyPackage()).stage();
    commit(0, commit);
    return joined(client, client.join(commit.welcome().orElseThrow()));
  }

  /** Another client has joined. */
  public Group joined(MlsClient client, Group group) {
    clients.add(client);
    groups.add(group);
    return group;
  }

  /** A member's state was loaded anew. */
  public void replace(int i, MlsClient client, Group group) {
    clients.set(i, client);
    groups.set(i, group);
  }

  /** All process the commit of one, and merge it. */
  public void commit(int committer, OutgoingCommit commit) throws MlsException {
    receiveAndMerge(commit.message(), committer);
    group(committer).merge(commit);
  }

  /** All but one, or a negative number for none, process a commit and merge it. */
  public void receiveAndMerge(Bytes commit, int except) throws MlsException {
    for (int i = 0; i < groups.size(); i++) {
      if (i != except && group(i).isActive()) {
        receiveAndMerge(group(i), commit);
      }
    }
  }

  public static void receiveAndMerge(Group group, Bytes commit) throws MlsException {
    Received received = group.receive(commit);
    group.merge(
        received instanceof Received.RemovalReceived removal
            ? removal.commit()
            : assertInstanceOf(Received.CommitReceived.class, received).commit());
  }

  /** All but the sender take a proposal. */
  public void receiveProposal(Bytes proposal, int except) throws MlsException {
    for (int i = 0; i < groups.size(); i++) {
      if (i != except && group(i).isActive()) {
        assertInstanceOf(Received.ProposalReceived.class, group(i).receive(proposal));
      }
    }
  }

  /** All who are in the group have one view of it, and read what the others send. */
  public void assertAgreed() throws MlsException {
    List<Group> active = groups.stream().filter(Group::isActive).toList();
    Group first = active.get(0);
    try (Secret expected = first.epochAuthenticator()) {
      for (Group group : active) {
        try (Secret actual = group.epochAuthenticator()) {
          assertEquals(first.epoch(), group.epoch());
          assertEquals(first.treeHash(), group.treeHash());
          assertTrue(expected.matches(actual));
        }
      }
    }
    for (Group sender : active) {
      Bytes message = sender.protect(Bytes.utf8("hello"));
      for (Group receiver : active) {
        if (receiver != sender) {
          Received.ApplicationData data =
              assertInstanceOf(Received.ApplicationData.class, receiver.receive(message));
          assertEquals(sender.ownLeaf(), data.sender().leaf());
          receiver.acknowledge(data.inboxId());
        }
      }
    }
  }
}
