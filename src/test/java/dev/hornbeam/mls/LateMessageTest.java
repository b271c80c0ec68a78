package dev.hornbeam.mls;

import static dev.hornbeam.mls.Refusals.assertUndecryptable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.StoreKey;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Application messages that come after their epoch has ended (RFC 9420 s.9.2, s.15.3). */
class LateMessageTest {
  private static final LeafIndex CAROL = new LeafIndex(2);

  private static Friends friends(int pastEpochs) throws MlsException {
    return Friends.of(
        builder -> builder.framing(HandshakeFraming.PUBLIC).pastEpochs(pastEpochs),
        "alice",
        "bob",
        "carol",
        "dave");
  }

  private static Identity fresh(String name) throws MlsException {
    return new Identity(
        Credential.basic(name),
        KeySources.software().create(KeySource.Purpose.SIGNATURE, Friends.SUITE, "new"));
  }

  private static MlsClient reload(MlsClient client, InMemoryStore store, int pastEpochs)
      throws MlsException {
    return Friends.client(
        "again",
        builder ->
            builder
                .store(store)
                .pastEpochs(pastEpochs)
                .framing(HandshakeFraming.PUBLIC)
                .signatureKey(client.identity().signatureKey()));
  }

  private static void assertFrom(String name, long epoch, Bytes text, Group receiver, Bytes message)
      throws MlsException {
    Received.ApplicationData data =
        assertInstanceOf(Received.ApplicationData.class, receiver.receive(message));
    assertEquals(Credential.basic(name), data.sender().credential());
    assertEquals(epoch, data.epoch());
    assertEquals(text, data.data());
    assertEquals(1, receiver.inbox().size());
    assertEquals(data, receiver.inbox().get(0));
    receiver.acknowledge(data.inboxId());
    assertUndecryptable(UndecryptableMessage.Reason.KEY_CONSUMED, () -> receiver.receive(message));
  }

  /** The sender renews its key and name, is removed, and its place is taken by another. */
  @Test
  void lateMessageIsCheckedAgainstTheCredentialsOfItsEpoch() throws Exception {
    InMemoryStore store = new InMemoryStore();
    Friends friends = friends(5);
    MlsClient erin =
        Friends.client(
            "erin", builder -> builder.store(store).pastEpochs(5).framing(HandshakeFraming.PUBLIC));
    friends.add(erin);
    Bytes text = Bytes.utf8("late");
    long epoch = friends.group(0).epoch();
    Bytes asCarol = friends.group(2).protect(text);
    Bytes asCarolAgain = friends.group(2).protect(text);
    friends.commit(2, friends.group(2).commit().identity(fresh("caroline")).stage());
    Bytes asCaroline = friends.group(2).protect(text);
    Bytes asCarolineAgain = friends.group(2).protect(text);
    friends.commit(0, friends.group(0).commit().remove(CAROL).stage());
    friends.add(Friends.client("frank"));
    assertEquals(CAROL, friends.group(5).ownLeaf());
    Bytes asFrank = friends.group(5).protect(text);
    friends.commit(0, friends.group(0).commit().remove(new LeafIndex(3)).stage());
    friends.assertAgreed();

    Group loaded = reload(erin, store, 5).group(friends.group(0).id()).orElseThrow();
    assertFrom("carol", epoch, text, loaded, asCarolAgain);
    assertFrom("caroline", epoch + 1, text, loaded, asCarolineAgain);
    for (Group group : List.of(friends.group(0), loaded)) {
      assertFrom("carol", epoch, text, group, asCarol);
      assertFrom("caroline", epoch + 1, text, group, asCaroline);
      assertFrom("frank", epoch + 3, text, group, asFrank);
    }
  }

  @Test
  void pastEpochsHaveABoundedLife() throws Exception {
    Friends friends = friends(2);
    Bytes text = Bytes.utf8("late");
    Bytes first = friends.group(1).protect(text);
    friends.commit(0, friends.group(0).commit().stage());
    Bytes second = friends.group(1).protect(text);
    friends.commit(0, friends.group(0).commit().stage());
    assertFrom("bob", 1, text, friends.group(2), first);
    friends.commit(0, friends.group(0).commit().stage());
    assertUndecryptable(
        UndecryptableMessage.Reason.EPOCH_EXPIRED, () -> friends.group(0).receive(first));
    assertFrom("bob", 2, text, friends.group(0), second);
    assertEquals(Set.of(2L, 3L, 4L), epochs(friends.client(0), friends.group(0)));
  }

  @Test
  void noPastEpochIsKeptIfNoneIsWanted() throws Exception {
    Friends friends = friends(0);
    Bytes data = friends.group(1).protect(Bytes.utf8("late"));
    friends.commit(0, friends.group(0).commit().stage());
    assertUndecryptable(
        UndecryptableMessage.Reason.EPOCH_EXPIRED, () -> friends.group(0).receive(data));
    assertEquals(Set.of(2L), epochs(friends.client(0), friends.group(0)));
  }

  /** What was kept under another setting goes as if it had always been this one. */
  @Test
  void fewerPastEpochsAreKeptAfterTheSettingChanged() throws Exception {
    for (int kept : new int[] {0, 1}) {
      InMemoryStore store = new InMemoryStore();
      MlsClient alice = Friends.client("alice", builder -> builder.store(store).pastEpochs(4));
      Group group = alice.createGroup(GroupId.random());
      for (int i = 0; i < 4; i++) {
        group.merge(group.commit().stage());
      }
      assertEquals(Set.of(0L, 1L, 2L, 3L, 4L), epochs(alice, group));
      MlsClient again = reload(alice, store, kept);
      Group loaded = again.group(group.id()).orElseThrow();
      loaded.merge(loaded.commit().stage());
      Set<Long> expected = kept == 0 ? Set.of(5L) : Set.of(4L, 5L);
      assertEquals(expected, epochs(again, loaded));
    }
  }

  /** The epochs of which there are message keys in the store. */
  private static Set<Long> epochs(MlsClient client, Group group) throws MlsException {
    Set<Long> epochs = new TreeSet<>();
    for (StoreKey key : Refusals.rows(client, group.id()).keySet()) {
      switch (key.kind()) {
        case SECRET_TREE_NODE, RATCHET, PAST_EPOCH, PAST_LEAF -> epochs.add(key.epoch());
        default -> {}
      }
    }
    return epochs;
  }

  @Test
  void resumptionPsksHaveABoundedLife() throws Exception {
    Friends friends =
        Friends.of(
            builder -> builder.framing(HandshakeFraming.PUBLIC).resumptionPsks(2), "alice", "bob");
    GroupId id = friends.group(0).id();
    for (int i = 0; i < 3; i++) {
      friends.commit(0, friends.group(0).commit().stage());
    }
    assertUndecryptable(
        UndecryptableMessage.Reason.UNKNOWN_PSK,
        () -> friends.group(0).commit().resumptionPsk(id, 2).stage());
    friends.commit(0, friends.group(0).commit().resumptionPsk(id, 3).stage());
    friends.assertAgreed();
  }

  /** An encrypted proposal or commit of the past is of no use, and uses nothing up. */
  @Test
  void lateHandshakeIsNotProcessed() throws Exception {
    Friends friends = Friends.of(builder -> builder, "alice", "bob", "carol");
    Bytes proposal = friends.group(1).propose().remove(CAROL);
    Bytes commit = friends.group(1).commit().stage().message();
    friends.commit(2, friends.group(2).commit().stage());
    for (Bytes late : List.of(proposal, commit)) {
      assertUndecryptable(
          UndecryptableMessage.Reason.EPOCH_EXPIRED, () -> friends.group(0).receive(late));
    }
    friends.assertAgreed();
  }

  @Test
  void unacknowledgedMessagesOutliveARemoval() throws Exception {
    Friends friends = friends(1);
    Bytes text = Bytes.utf8("to carol");
    friends.group(2).receive(friends.group(1).protect(text));
    friends.commit(0, friends.group(0).commit().remove(CAROL).stage());
    List<Received.ApplicationData> inbox = friends.client(2).inbox(friends.group(0).id());
    assertEquals(1, inbox.size());
    assertEquals(text, inbox.get(0).data());
    try (Secret psk = Secret.zeros(1)) {
      friends.client(2).putPsk(text, psk);
    }
  }
}
