package dev.hornbeam.mls;

import static dev.hornbeam.mls.Refusals.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.StoreFailed;
import dev.hornbeam.mls.testing.OpaqueKeySource;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Groups that are stored, loaded, and processed while a token or a store is away. */
class PersistenceTest {
  private final OpaqueKeySource keys = new OpaqueKeySource();
  private final SulkingStore store = new SulkingStore();

  /** A store in memory that can be made to fail. */
  private static final class SulkingStore implements Store {
    private final InMemoryStore inside = new InMemoryStore();
    private boolean sulks;

    private void check() throws StoreFailed {
      if (sulks) {
        throw new StoreFailed("the test asked for it");
      }
    }

    @Override
    public void apply(ChangeSet changes) throws StoreFailed {
      check();
      inside.apply(changes);
    }

    @Override
    public Optional<Secret> read(StoreKey key) throws StoreFailed {
      check();
      return inside.read(key);
    }

    @Override
    public List<StoreKey> keys(StoreKey.Kind kind) throws StoreFailed {
      check();
      return inside.keys(kind);
    }

    @Override
    public List<StoreKey> keys(StoreKey.Kind kind, Bytes scope) throws StoreFailed {
      check();
      return inside.keys(kind, scope);
    }
  }

  private MlsClient carol(Optional<KeyHandle> signatureKey) throws MlsException {
    return Friends.client(
        "carol",
        builder -> {
          signatureKey.ifPresent(builder::signatureKey);
          return builder.keys(keys).store(store).framing(HandshakeFraming.PRIVATE);
        });
  }

  /** The same client, as if its process had begun again. */
  private MlsClient reload(MlsClient client) throws MlsException {
    KeyHandle signatureKey = keys.open(client.identity().signatureKey().ref());
    MlsClient again = carol(Optional.of(signatureKey));
    again.sweep();
    return again;
  }

  private Friends friends(MlsClient carol) throws MlsException {
    Friends friends = Friends.of(builder -> builder, "alice", "bob");
    friends.add(carol);
    return friends;
  }

  @Test
  void groupGoesOnWhereItWasStored() throws Exception {
    MlsClient carol = carol(Optional.empty());
    Friends friends = friends(carol);
    GroupId id = friends.group(0).id();
    for (int i = 0; i < 3; i++) {
      friends.assertAgreed();
      friends.commit(i, friends.group(i).commit().stage());
      Map<StoreKey, Bytes> before = rows(carol, id);
      carol = reload(carol);
      assertEquals(List.of(id), carol.groups());
      Group loaded = carol.group(id).orElseThrow();
      assertEquals(before, rows(carol, id));
      assertEquals(Optional.of(loaded), carol.group(id));
      friends.replace(2, carol, loaded);
      friends.assertAgreed();
    }
  }

  /** The keys of an Update outlive the process that proposed it. */
  @Test
  void updateIsCommittedAfterLoading() throws Exception {
    MlsClient carol = carol(Optional.empty());
    Friends friends = friends(carol);
    Bytes update = friends.group(2).propose().update();
    friends.receiveProposal(update, 2);
    Group loaded = reload(carol).group(friends.group(0).id()).orElseThrow();
    OutgoingCommit commit = friends.group(0).commit().stage();
    assertEquals(1, commit.changes().size());
    friends.group(0).merge(commit);
    for (Group group : List.of(friends.group(1), loaded)) {
      Friends.receiveAndMerge(group, commit.message());
    }
    OutgoingCommit next = friends.group(1).commit().stage();
    friends.group(0).receive(next.message());
    Friends.receiveAndMerge(loaded, next.message());
    assertEquals(2, keys.refs().size());
  }

  @Test
  void proposalsWaitAfterLoading() throws Exception {
    MlsClient carol = carol(Optional.empty());
    Friends friends = friends(carol);
    friends.receiveProposal(friends.group(0).propose().remove(new LeafIndex(1)), 0);
    friends.receiveProposal(friends.group(0).propose().update(), 0);
    Group loaded = reload(carol).group(friends.group(0).id()).orElseThrow();
    assertTrue(loaded.commitRequired());
    OutgoingCommit commit = loaded.commit().stage();
    assertEquals(2, commit.changes().size());
    loaded.merge(commit);
    Friends.receiveAndMerge(friends.group(0), commit.message());
    Friends.receiveAndMerge(friends.group(1), commit.message());
    assertEquals(loaded.treeHash(), friends.group(0).treeHash());
  }

  /** A position is stored before its message leaves: what is loaded never sends with it again. */
  @Test
  void ratchetPositionIsDurableBeforeTheMessageLeaves() throws Exception {
    MlsClient carol = carol(Optional.empty());
    Friends friends = friends(carol);
    Group bob = friends.group(1);
    bob.receive(friends.group(2).protect(Bytes.utf8("before")));
    OutgoingCommit staged = friends.group(2).commit().stage();
    Group loaded = reload(carol).group(bob.id()).orElseThrow();
    bob.receive(loaded.protect(Bytes.utf8("after")));
    assertEquals(2, bob.inbox().size());
    Refusals.discard(bob, bob.receive(staged.message()));
    Refusals.discard(bob, bob.receive(loaded.commit().stage().message()));
    store.sulks = true;
    assertThrows(StoreFailed.class, () -> loaded.protect(Bytes.utf8("never leaves")));
    store.sulks = false;
    bob.receive(loaded.protect(Bytes.utf8("leaves")));
  }

  /** The message of an absent token or store is processed once they are back. */
  @Test
  void messageIsProcessedWhenTokenAndStoreAreBack() throws Exception {
    MlsClient carol = carol(Optional.empty());
    Friends friends = friends(carol);
    Group group = friends.group(2);
    Bytes data = friends.group(0).protect(Bytes.utf8("hello"));
    Bytes proposal = friends.group(0).propose().update();
    friends.group(1).receive(proposal);
    Map<StoreKey, Bytes> before = rows(carol, group.id());
    store.sulks = true;
    for (Bytes message : List.of(data, proposal)) {
      assertThrows(StoreFailed.class, () -> group.receive(message));
    }
    store.sulks = false;
    assertEquals(before, rows(carol, group.id()));
    group.receive(data);
    group.receive(proposal);
    // Carol is alone below the right child of the root, so her leaf key opens the path.
    OutgoingCommit commit = friends.group(1).commit().stage();
    before = rows(carol, group.id());
    keys.unplug();
    assertThrows(KeyUnavailable.class, () -> group.receive(commit.message()));
    keys.plugIn();
    assertEquals(before, rows(carol, group.id()));
    IncomingCommit incoming =
        assertInstanceOf(Received.CommitReceived.class, group.receive(commit.message())).commit();
    store.sulks = true;
    assertThrows(StoreFailed.class, () -> group.merge(incoming));
    store.sulks = false;
    assertEquals(before, rows(carol, group.id()));
    group.merge(incoming);
    friends.group(1).merge(commit);
    Friends.receiveAndMerge(friends.group(0), commit.message());
    friends.assertAgreed();
  }

  @Test
  void welcomeIsProcessedWhenTokenAndStoreAreBack() throws Exception {
    MlsClient carol = carol(Optional.empty());
    Friends friends = Friends.of("alice", "bob");
    OutgoingCommit commit = friends.group(0).commit().add(carol.newKeyPackage()).stage();
    friends.commit(0, commit);
    Bytes welcome = commit.welcome().orElseThrow();
    keys.unplug();
    assertThrows(KeyUnavailable.class, () -> carol.join(welcome));
    keys.plugIn();
    store.sulks = true;
    assertThrows(StoreFailed.class, () -> carol.join(welcome));
    store.sulks = false;
    friends.joined(carol, carol.join(welcome));
    friends.assertAgreed();
  }

  @Test
  void noKeyIsLeftOver() throws Exception {
    MlsClient carol = carol(Optional.empty());
    Set<?> none = keys.refs();
    Friends friends = friends(carol);
    Group group = friends.group(2);
    assertEquals(none.size() + 1, keys.refs().size());
    friends.receiveProposal(group.propose().update(), 2);
    group.discard(group.commit().stage());
    friends.commit(0, friends.group(0).commit().pending(CommitBuilder.PendingChoice.NONE).stage());
    assertEquals(none.size() + 1, keys.refs().size());
    friends.receiveProposal(group.propose().update(), 2);
    friends.commit(0, friends.group(0).commit().stage());
    friends.commit(2, group.commit().stage());
    assertEquals(none.size() + 1, keys.refs().size());
    group.propose().update();
    carol.deleteGroup(group.id());
    assertEquals(none, keys.refs());
  }

  @Test
  void stagedKeysAreSweptAfterACrash() throws Exception {
    MlsClient carol = carol(Optional.empty());
    Friends friends = friends(carol);
    int count = keys.refs().size();
    OutgoingCommit staged = friends.group(2).commit().stage();
    assertEquals(count + 1, keys.refs().size());
    reload(carol);
    assertEquals(count, keys.refs().size());
    assertThrows(IllegalArgumentException.class, () -> friends.group(0).merge(staged));
  }

  @Test
  void archiveIsTakenInByAnotherProcess() throws Exception {
    MlsClient carol = carol(Optional.empty());
    Friends friends = friends(carol);
    GroupId id = friends.group(0).id();
    Bytes waiting = friends.group(0).protect(Bytes.utf8("hello"));
    friends.group(2).receive(waiting);
    MlsClient again =
        Friends.client(
            "carol",
            builder ->
                builder
                    .keys(keys)
                    .framing(HandshakeFraming.PRIVATE)
                    .signatureKey(carol.identity().signatureKey()));
    try (Secret archive = carol.exportGroup(id)) {
      keys.unplug();
      assertThrows(KeyUnavailable.class, () -> again.importGroup(archive));
      keys.plugIn();
      assertEquals(List.of(), again.groups());
      Group group = again.importGroup(archive);
      assertEquals(1, group.inbox().size());
      assertThrows(MlsException.class, () -> again.importGroup(archive));
      friends.group(0).receive(group.protect(Bytes.utf8("from the other process")));
      try (Secret damaged = Secret.copyOf(Bytes.utf8("damaged").view())) {
        assertThrows(MlsException.class, () -> again.importGroup(damaged));
      }
      MlsClient other = Friends.client("other");
      assertThrows(IllegalArgumentException.class, () -> other.exportGroup(id));
    }
  }

  @Test
  void renewedIdentityIsStored() throws Exception {
    MlsClient carol = carol(Optional.empty());
    Friends friends = friends(carol);
    Identity fresh =
        new Identity(
            Credential.basic("caroline"),
            keys.create(KeySource.Purpose.SIGNATURE, Friends.SUITE, "fresh"));
    friends.commit(2, friends.group(2).commit().identity(fresh).stage());
    Group loaded = reload(carol).group(friends.group(0).id()).orElseThrow();
    Received.ApplicationData data =
        assertInstanceOf(
            Received.ApplicationData.class,
            friends.group(0).receive(loaded.protect(Bytes.utf8("hello"))));
    assertEquals(Credential.basic("caroline"), data.sender().credential());
    assertEquals(fresh.signatureKey().publicKey(), data.sender().signatureKey());
  }
}
