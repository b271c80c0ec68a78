package dev.hornbeam.mls.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.GreasePolicy;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.Identity;
import dev.hornbeam.mls.InMemoryStore;
import dev.hornbeam.mls.InboxId;
import dev.hornbeam.mls.KeyPackageUse;
import dev.hornbeam.mls.KeySources;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.testing.LedgerKeySource;
import dev.hornbeam.mls.testing.OpaqueKeySource;
import dev.hornbeam.mls.testing.RepeatableRandom;
import dev.hornbeam.mls.testing.StoredKeys;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.mls.types.PaddingPolicy;
import dev.hornbeam.mls.types.RatchetPolicy;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A client of the simulation, with its store and keys, and what is on its way to it. */
final class Peer {
  static final List<Bytes> PSKS = List.of(Bytes.utf8("first psk"), Bytes.utf8("second psk"));

  private final String name;
  private final Random random;
  private final LedgerKeySource keys;
  private final RatchetPolicy ratchets;
  private final int pastEpochs;
  private final HandshakeFraming framing;
  private final GreasePolicy grease;
  private final Set<KeyRef> signatureKeys = new HashSet<>();
  private final Map<InboxId, Bytes> unread = new HashMap<>();
  private final List<Bytes> spares = new ArrayList<>();
  private final Deque<Bytes> handshakes = new ArrayDeque<>();
  private final List<Mail> mail = new ArrayList<>();
  private CipherSuite suite;
  private KeyHandle signature;
  private Store store = new InMemoryStore();
  private MlsClient client;
  private Optional<Bytes> lastResort = Optional.empty();
  private Optional<Group> group = Optional.empty();
  private Readability readability;
  private Presence presence = Presence.ONLINE;

  /** Whether a member takes its messages as they come. */
  enum Presence {
    ONLINE,
    OFFLINE
  }

  Peer(String name, CipherSuite suite, Random random) throws MlsException {
    this.name = name;
    this.random = random;
    this.keys =
        new LedgerKeySource(random.nextInt(4) == 0 ? new OpaqueKeySource() : KeySources.software());
    this.ratchets = new RatchetPolicy(random.nextInt(5), 8 + random.nextInt(8));
    this.pastEpochs = random.nextInt(4);
    this.framing = random.nextBoolean() ? HandshakeFraming.PUBLIC : HandshakeFraming.PRIVATE;
    this.grease = random.nextBoolean() ? GreasePolicy.SENT : GreasePolicy.NOT_SENT;
    this.readability = new Readability(ratchets, pastEpochs, 0);
    this.suite = suite;
    this.signature = newSignatureKey();
    this.client = build();
  }

  String name() {
    return name;
  }

  CipherSuite suite() {
    return suite;
  }

  Store store() {
    return store;
  }

  MlsClient client() {
    return client;
  }

  boolean isMember() {
    return group.isPresent();
  }

  Group group() {
    return group.orElseThrow();
  }

  Deque<Bytes> handshakes() {
    return handshakes;
  }

  List<Mail> mail() {
    return mail;
  }

  boolean isOnline() {
    return presence == Presence.ONLINE;
  }

  void set(Presence value) {
    presence = value;
  }

  Readability readability() {
    return readability;
  }

  /** The process ends and another begins: all is in the store. */
  void restart() throws MlsException {
    client = build();
    client.sweep();
    if (group.isPresent()) {
      group = client.group(group().id());
      assertTrue(group.isPresent(), name + " does not find its group");
      checkInbox(client.inbox(group().id()));
    }
  }

  /** The group goes to another store; the keys stay where they are. */
  void migrate() throws MlsException {
    forgetKeyPackages();
    client.sweep();
    GroupId id = group().id();
    try (Secret archive = client.exportGroup(id)) {
      store = new InMemoryStore();
      client = build();
      group = Optional.of(client.importGroup(archive));
      try (Secret again = client.exportGroup(id)) {
        assertTrue(archive.matches(again), "an imported group is another");
      }
    }
    checkInbox(group().inbox());
  }

  /** Goes on in another suite, with the same store and sources. */
  void change(CipherSuite other) throws MlsException {
    forgetKeyPackages();
    client.sweep();
    unread.clear();
    suite = other;
    signature = newSignatureKey();
    client = build();
  }

  /** A key package of any kind, which is good until {@link #entered}. */
  Bytes keyPackage() throws MlsException {
    if (random.nextInt(5) == 0) {
      if (lastResort.isEmpty()) {
        lastResort = Optional.of(client.newKeyPackage(KeyPackageUse.LAST_RESORT));
      }
      return lastResort.get();
    }
    if (spares.isEmpty() || random.nextBoolean()) {
      spares.add(client.newKeyPackage());
    }
    return spares.get(random.nextInt(spares.size()));
  }

  /** A proposal to be added, by this peer itself. */
  Bytes proposeToJoin(GroupId id, long epoch) throws MlsException {
    Bytes message = client.proposeToJoin(id, epoch);
    if (MlsMessage.decode(message) instanceof MlsMessage.Public proposal
        && proposal.body().content().content() instanceof Content.Proposed proposed
        && proposed.proposal() instanceof Proposal.Add add) {
      spares.add(new MlsMessage.ForAdding(add.keyPackage()).encoded());
    }
    return message;
  }

  Identity newIdentity() throws MlsException {
    return new Identity(Credential.basic(name), newSignatureKey());
  }

  void putPsks() throws MlsException {
    for (Bytes id : PSKS) {
      try (Secret value = Secret.copyOf(id.view())) {
        client.putPsk(id, value);
      }
    }
  }

  /** This peer is a member from now on. */
  void entered(Group joined) throws MlsException {
    group = Optional.of(joined);
    readability = new Readability(ratchets, pastEpochs, joined.epoch());
    handshakes.clear();
    mail.clear();
    forgetSpares();
  }

  /** Deletes the key packages that may have been used, but for the last resort. */
  void forgetSpares() throws MlsException {
    for (Bytes spare : spares) {
      client.deleteKeyPackage(spare);
    }
    spares.clear();
  }

  /** This peer is no member any more. */
  void left() throws MlsException {
    Group old = group();
    checkInbox(client.inbox(old.id()));
    for (InboxId id : List.copyOf(unread.keySet())) {
      old.acknowledge(id);
    }
    unread.clear();
    mail.clear();
    handshakes.clear();
    group = Optional.empty();
  }

  void read(Received.ApplicationData message) {
    unread.put(message.inboxId(), message.data());
  }

  void acknowledgeSome() throws MlsException {
    for (InboxId id : List.copyOf(unread.keySet())) {
      if (random.nextBoolean()) {
        group().acknowledge(id);
        unread.remove(id);
      }
    }
    checkInbox(group().inbox());
  }

  private void checkInbox(List<Received.ApplicationData> inbox) {
    Map<InboxId, Bytes> found = new HashMap<>();
    inbox.forEach(message -> found.put(message.inboxId(), message.data()));
    assertEquals(unread, found, () -> "the inbox of " + name);
  }

  /** Each key that is alive is referred to, and each that is referred to is alive. */
  void checkKeys() throws MlsException {
    client.sweep();
    Set<KeyRef> wanted = new HashSet<>(StoredKeys.in(store));
    wanted.addAll(signatureKeys);
    assertEquals(wanted, keys.refs(), () -> "the keys of " + name);
  }

  /** Nothing is left once all is deleted, but for pre-shared keys. */
  void checkLeavesNothing() throws MlsException {
    forgetKeyPackages();
    for (GroupId id : client.groups()) {
      client.deleteGroup(id);
    }
    client.sweep();
    assertEquals(signatureKeys, keys.refs(), () -> "the keys that " + name + " leaves");
    Map<StoreKey.Kind, Integer> rows = new TreeMap<>();
    for (StoreKey.Kind kind : StoreKey.Kind.values()) {
      int count = store.keys(kind).size();
      // The row of a group is what is left of one that this client was removed from.
      if (count > 0 && kind != StoreKey.Kind.PSK && kind != StoreKey.Kind.GROUP) {
        rows.put(kind, count);
      }
    }
    assertEquals(Map.of(), rows, () -> "the rows that " + name + " leaves");
  }

  private void forgetKeyPackages() throws MlsException {
    forgetSpares();
    if (lastResort.isPresent()) {
      client.deleteKeyPackage(lastResort.get());
      lastResort = Optional.empty();
    }
  }

  private KeyHandle newSignatureKey() throws MlsException {
    KeyHandle key = keys.create(KeySource.Purpose.SIGNATURE, suite, name);
    signatureKeys.add(key.ref());
    return key;
  }

  private MlsClient build() throws MlsException {
    return MlsClient.builder(suite)
        .credential(Credential.basic(name))
        .signatureKey(signature)
        .keys(keys)
        .store(store)
        .random(new RepeatableRandom(random.nextLong()))
        .ratchets(ratchets)
        .pastEpochs(pastEpochs)
        .framing(framing)
        .grease(grease)
        .padding(random.nextBoolean() ? PaddingPolicy.none() : PaddingPolicy.toSteps())
        .customProposal(Topic.WITHOUT_PATH)
        .customProposal(Topic.WITH_PATH)
        .supportedExtensions(Topic.EXTENSION)
        .build();
  }

  @Override
  public String toString() {
    return name;
  }
}
