package dev.hornbeam.mls.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.IncomingCommit;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.testing.FaultyStore;
import dev.hornbeam.mls.testing.OpaqueKeySource;
import dev.hornbeam.mls.testing.SentGenerations;
import dev.hornbeam.mls.testing.StoredKeys;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Alice, whose store and token may fail, and Bob, with whom she has to do. */
final class FaultWorld {
  static final CipherSuite SUITE = CipherSuite.X25519_AES128GCM_SHA256_ED25519;
  static final GroupId ID = GroupId.of("group");
  static final Bytes PSK = Bytes.utf8("psk");

  final FaultyStore store = new FaultyStore();
  final OpaqueKeySource keys = new OpaqueKeySource();
  final MlsClient bob;
  MlsClient alice;

  /** Alice's group, and Bob's. */
  Group a;

  Group b;

  private final HandshakeFraming framing;
  private final Set<KeyRef> signatureKeys = new HashSet<>();
  private final KeyHandle signature;
  private final SentGenerations generations = new SentGenerations();

  /** Both are members of a group. */
  FaultWorld(HandshakeFraming framing) throws MlsException {
    this.framing = framing;
    signature = newSignatureKey();
    alice = newAlice();
    bob = newClient("bob");
    putPsk(alice);
    putPsk(bob);
    b = bob.createGroup(ID);
    OutgoingCommit add = b.commit().add(alice.newKeyPackage()).stage();
    b.merge(add);
    a = alice.join(add.welcome().orElseThrow());
    commitByBob(b.commit().stage());
  }

  /** Another client, whose store and keys do not fail. */
  MlsClient newClient(String name) throws MlsException {
    return MlsClient.builder(SUITE).credential(Credential.basic(name)).framing(framing).build();
  }

  KeyHandle newSignatureKey() throws MlsException {
    return newSignatureKey(SUITE);
  }

  private KeyHandle newSignatureKey(CipherSuite suite) throws MlsException {
    KeyHandle key = keys.create(KeySource.Purpose.SIGNATURE, suite, "alice");
    signatureKeys.add(key.ref());
    return key;
  }

  private MlsClient newAlice() throws MlsException {
    return newAlice(SUITE, signature);
  }

  /** A client of Alice's for another suite, over the same store. */
  MlsClient aliceOf(CipherSuite suite) throws MlsException {
    return newAlice(suite, newSignatureKey(suite));
  }

  private MlsClient newAlice(CipherSuite suite, KeyHandle signatureKey) throws MlsException {
    return MlsClient.builder(suite)
        .credential(Credential.basic("alice"))
        .signatureKey(signatureKey)
        .keys(keys)
        .store(store)
        .framing(framing)
        .build();
  }

  /** Alice's process is gone, and another one begins; her group may be there. */
  void restart() throws MlsException {
    alice = newAlice();
    alice.sweep();
    Optional<Group> loaded = alice.group(ID);
    if (loaded.isPresent()) {
      a = loaded.get();
    }
  }

  /** A client of Alice's that has loaded no group yet. */
  MlsClient anotherAlice() throws MlsException {
    return newAlice();
  }

  /** Forgets all rows, as on another machine; the keys stay. */
  void clearStore() {
    store.clear();
  }

  private static void putPsk(MlsClient client) throws MlsException {
    try (Secret value = Secret.copyOf(new byte[] {1, 2, 3})) {
      client.putPsk(PSK, value);
    }
  }

  /** Takes note of a message of Alice's that leaves: its key must be fresh. */
  Bytes sent(Bytes message) throws MlsException {
    generations.record(SUITE, store, message);
    return message;
  }

  /** Bob takes Alice's commit, and then she does. */
  void accept(OutgoingCommit commit) throws MlsException {
    sent(commit.message());
    merge(b, commit.message());
    a.merge(commit);
  }

  /** Alice takes Bob's commit, and then he does. */
  void commitByBob(OutgoingCommit commit) throws MlsException {
    merge(a, commit.message());
    b.merge(commit);
  }

  static void merge(Group group, Bytes message) throws MlsException {
    group.merge(commit(group.receive(message)));
  }

  static IncomingCommit commit(Received received) {
    return received instanceof Received.RemovalReceived removal
        ? removal.commit()
        : assertInstanceOf(Received.CommitReceived.class, received).commit();
  }

  static void assertAgreed(Group... groups) throws MlsException {
    try (Secret expected = groups[0].epochAuthenticator()) {
      for (Group group : groups) {
        assertEquals(groups[0].epoch(), group.epoch());
        assertEquals(groups[0].treeHash(), group.treeHash());
        try (Secret actual = group.epochAuthenticator()) {
          assertTrue(expected.matches(actual), group.toString());
        }
      }
    }
  }

  /** The group goes on: both read each other, commit, and no key is left over. */
  void goOn() throws MlsException {
    goOnWithStrayKeys();
    assertEquals(wantedKeys(), keys.refs());
  }

  /** As {@link #goOn}, but there may be keys that nothing refers to. */
  void goOnWithStrayKeys() throws MlsException {
    assertAgreed(a, b);
    talk();
    accept(a.commit().stage());
    commitByBob(b.commit().stage());
    assertAgreed(a, b);
    talk();
    alice.sweep();
    assertTrue(keys.refs().containsAll(wantedKeys()));
  }

  private void talk() throws MlsException {
    Bytes text = Bytes.utf8("text");
    Bytes fromAlice = sent(a.protect(text));
    assertEquals(
        text, assertInstanceOf(Received.ApplicationData.class, b.receive(fromAlice)).data());
    Bytes fromBob = b.protect(text);
    Received.ApplicationData read =
        assertInstanceOf(Received.ApplicationData.class, a.receive(fromBob));
    assertEquals(text, read.data());
    a.acknowledge(read.inboxId());
  }

  /** Nothing staged is around: the keys that live are those that the store refers to. */
  void assertKeysMatch() throws MlsException {
    alice.sweep();
    assertEquals(wantedKeys(), keys.refs());
  }

  private Set<KeyRef> wantedKeys() throws MlsException {
    Set<KeyRef> wanted = new HashSet<>(StoredKeys.in(store));
    wanted.addAll(signatureKeys);
    return wanted;
  }
}
