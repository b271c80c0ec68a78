package dev.hornbeam.mls;

import static dev.hornbeam.mls.Refusals.assertRefused;
import static dev.hornbeam.mls.Refusals.assertUndecryptable;
import static dev.hornbeam.mls.Refusals.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.PrivateMessage;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.PaddingPolicy;
import dev.hornbeam.mls.types.RatchetPolicy;
import dev.hornbeam.mls.types.StoreKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a message when it comes, or comes back. */
class ReceiveTest {
  private static final LeafIndex CAROL = new LeafIndex(2);

  private Friends friends;
  private Group alice;
  private Group bob;

  @BeforeEach
  void makeFriends() throws MlsException {
    make(Friends.of("alice", "bob", "carol"));
  }

  private void make(Friends made) {
    friends = made;
    alice = made.group(0);
    bob = made.group(1);
  }

  private void usePrivate() throws MlsException {
    make(Friends.of(builder -> builder, "alice", "bob", "carol"));
  }

  // Own messages.

  private static void assertOwn(Group group, Bytes message) throws MlsException {
    assertInstanceOf(Received.OwnMessage.class, group.receive(message));
  }

  @Test
  void ownMessagesThatComeBackAreRecognised() throws Exception {
    for (HandshakeFraming framing : HandshakeFraming.values()) {
      make(Friends.of(builder -> builder.framing(framing).pastEpochs(0), "alice", "bob", "carol"));
      assertOwn(alice, alice.protect(Bytes.utf8("hello")));
      assertOwn(alice, alice.propose().remove(CAROL));
      assertTrue(alice.commitRequired());
      OutgoingCommit discarded = alice.commit().stage();
      assertOwn(alice, discarded.message());
      alice.discard(discarded);
      OutgoingCommit merged = alice.commit().stage();
      assertOwn(alice, merged.message());
      assertOwn(alice, merged.message());
      alice.merge(merged);
      assertOwn(alice, merged.message());
      assertEquals(2, alice.epoch());
    }
  }

  @Test
  void ownCommitIsRecognisedAfterLoading() throws Exception {
    InMemoryStore store = new InMemoryStore();
    MlsClient dave = Friends.client("dave", builder -> builder.store(store));
    Group group = dave.createGroup(GroupId.random());
    OutgoingCommit commit = group.commit().stage();
    group.merge(commit);
    MlsClient again =
        Friends.client(
            "dave", builder -> builder.store(store).signatureKey(dave.identity().signatureKey()));
    assertOwn(again.group(group.id()).orElseThrow(), commit.message());
  }

  @Test
  void ownMessageOfAPastEpochIsRecognised() throws Exception {
    Bytes application = alice.protect(Bytes.utf8("hello"));
    alice.merge(alice.commit().stage());
    assertOwn(alice, application);
  }

  // Messages that are no use.

  @Test
  void messagesOfTheGroupAreNothingElse() throws Exception {
    OutgoingCommit add = alice.commit().add(Friends.client("dave").newKeyPackage()).stage();
    MlsClient erin = Friends.client("erin");
    Refusals.assertBreaks(Rule.MESSAGE_KIND, () -> erin.join(add.message()));
    Refusals.assertBreaks(Rule.MESSAGE_KIND, () -> erin.joinExternally(add.message()));
    Refusals.assertBreaks(Rule.MESSAGE_KIND, () -> alice.commit().add(add.message()));
    friends.commit(0, add);
  }

  @Test
  void epochIsTheCurrentOne() throws Exception {
    OutgoingCommit first = alice.commit().stage();
    alice.merge(first);
    Bytes proposal = alice.propose().remove(CAROL);
    Bytes data = friends.group(2).protect(Bytes.utf8("early"));
    for (Bytes early : List.of(proposal, alice.commit().stage().message())) {
      assertUndecryptable(UndecryptableMessage.Reason.EPOCH_AHEAD, () -> bob.receive(early));
    }
    friends.receiveAndMerge(first.message(), 0);
    friends.commit(2, friends.group(2).commit().stage());
    for (Bytes late : List.of(proposal, first.message())) {
      assertUndecryptable(UndecryptableMessage.Reason.EPOCH_EXPIRED, () -> bob.receive(late));
    }
    assertUndecryptable(UndecryptableMessage.Reason.EPOCH_EXPIRED, () -> bob.receive(data));
  }

  @Test
  void damagedMessageUsesNothingUp() throws Exception {
    usePrivate();
    for (Bytes genuine :
        List.of(alice.protect(Bytes.utf8("hello")), alice.commit().stage().message())) {
      PrivateMessage message = ((MlsMessage.Private) MlsMessage.decode(genuine)).body();
      Map<?, ?> before = rows(friends.client(1), bob.id());
      assertRefused(
          Rule.CONTENT_ENCRYPTION, friends, with(message, Leaves.damaged(message.ciphertext())));
      assertRefused(Rule.SENDER_DATA_ENCRYPTION, friends, with(message, Bytes.utf8("nonsense")));
      assertEquals(before, rows(friends.client(1), bob.id()));
      Received received = bob.receive(genuine);
      assertFalse(received instanceof Received.OwnMessage);
    }
    for (Bytes nonsense : List.of(Bytes.EMPTY, Bytes.utf8("hello"), Bytes.own(new byte[9]))) {
      assertThrows(MalformedMessage.class, () -> bob.receive(nonsense));
    }
  }

  private static Bytes with(PrivateMessage message, Bytes ciphertext) {
    return new MlsMessage.Private(
            new PrivateMessage(
                message.groupId(),
                message.epoch(),
                message.contentType(),
                message.authenticatedData(),
                message.encryptedSenderData(),
                ciphertext))
        .encoded();
  }

  @Test
  void messageIsReceivedOnce() throws Exception {
    usePrivate();
    Bytes data = alice.protect(Bytes.utf8("hello"));
    bob.receive(data);
    assertUndecryptable(UndecryptableMessage.Reason.KEY_CONSUMED, () -> bob.receive(data));
    Bytes proposal = alice.propose().remove(CAROL);
    bob.receive(proposal);
    assertUndecryptable(UndecryptableMessage.Reason.KEY_CONSUMED, () -> bob.receive(proposal));
  }

  @Test
  void orderAndGapsAreBounded() throws Exception {
    make(
        Friends.of(builder -> builder.ratchets(new RatchetPolicy(3, 10)), "alice", "bob", "carol"));
    List<Bytes> sent = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      sent.add(alice.protect(Bytes.utf8("number " + i)));
    }
    bob.receive(sent.get(4));
    bob.receive(sent.get(3));
    bob.receive(sent.get(2));
    assertUndecryptable(UndecryptableMessage.Reason.KEY_CONSUMED, () -> bob.receive(sent.get(1)));
    Map<?, ?> before = rows(friends.client(2), bob.id());
    assertUndecryptable(
        UndecryptableMessage.Reason.TOO_FAR_AHEAD, () -> friends.group(2).receive(sent.get(15)));
    assertEquals(before, rows(friends.client(2), bob.id()));
    bob.receive(sent.get(15));
    bob.receive(sent.get(13));
  }

  @Test
  void senderKeepsNoMessageKeys() throws Exception {
    usePrivate();
    for (int i = 0; i < 3; i++) {
      assertOwn(alice, alice.protect(Bytes.utf8("hello")));
    }
    Bytes last = alice.protect(Bytes.utf8("last"));
    int leaf = 2 * (int) alice.ownLeaf().value() + 1;
    Bytes ratchet =
        rows(friends.client(0), alice.id()).entrySet().stream()
            .filter(
                row ->
                    row.getKey().kind() == StoreKey.Kind.RATCHET
                        && row.getKey().epoch() == alice.epoch()
                        && row.getKey().index() == leaf)
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseThrow();
    // The next generation, one secret, and no skipped keys.
    assertEquals(8 + 1 + 32 + 1, ratchet.length());
    bob.receive(last);
  }

  // Sending.

  @Test
  void stagingAgainNeverUsesAKeyTwice() throws Exception {
    usePrivate();
    Set<Bytes> senderData = new HashSet<>();
    List<Bytes> commits = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      OutgoingCommit commit = alice.commit().stage();
      commits.add(commit.message());
      PrivateMessage message = ((MlsMessage.Private) MlsMessage.decode(commit.message())).body();
      assertTrue(senderData.add(message.encryptedSenderData()));
      alice.discard(commit);
    }
    OutgoingCommit last = alice.commit().stage();
    // Had two used one generation, only one of them could be opened.
    for (Bytes each : commits) {
      Refusals.discard(bob, bob.receive(each));
    }
    friends.commit(0, last);
    friends.assertAgreed();
    for (Bytes each : commits) {
      assertUndecryptable(UndecryptableMessage.Reason.EPOCH_EXPIRED, () -> bob.receive(each));
    }
  }

  @Test
  void paddingHidesLengths() throws Exception {
    make(Friends.of(builder -> builder.padding(PaddingPolicy.toMultipleOf(256)), "alice", "bob"));
    int shortest = alice.protect(Bytes.EMPTY).length();
    assertEquals(shortest, alice.protect(Bytes.utf8("a longer text")).length());
    assertNotEquals(shortest, alice.protect(Bytes.own(new byte[300])).length());
    friends.assertAgreed();
    friends.commit(1, bob.commit().stage());
    make(Friends.of(builder -> builder.padding(PaddingPolicy.toSteps()), "alice", "bob"));
    friends.assertAgreed();
    Bytes message = alice.protect(Bytes.utf8("hello"));
    assertEquals(
        Bytes.utf8("hello"),
        assertInstanceOf(Received.ApplicationData.class, bob.receive(message)).data());
  }

  @Test
  void authenticatedDataGoesAlong() throws Exception {
    usePrivate();
    Bytes extra = Bytes.utf8("in the clear");
    Received.ApplicationData data =
        assertInstanceOf(
            Received.ApplicationData.class,
            bob.receive(alice.protect(Bytes.utf8("secret"), extra)));
    assertEquals(extra, data.authenticatedData());
    Received.ProposalReceived proposal =
        assertInstanceOf(
            Received.ProposalReceived.class,
            bob.receive(alice.propose().authenticatedData(extra).remove(CAROL)));
    assertEquals(extra, proposal.authenticatedData());
    assertEquals(Optional.of(new LeafIndex(0)), proposal.proposer().map(Member::leaf));
  }

  @Test
  void whatOthersWouldRefuseIsNotSent() throws Exception {
    Bytes expired =
        new ForgedKeyPackage(friends.crypto(), Credential.basic("x")).version(7).message();
    Refusals.assertBreaks(Rule.KEY_PACKAGE_VERSION, () -> alice.propose().add(expired));
    Refusals.assertBreaks(Rule.REMOVE_OF_BLANK, () -> alice.propose().remove(new LeafIndex(9)));
    Refusals.assertBreaks(
        Rule.REMOVE_OF_COMMITTER, () -> alice.commit().remove(alice.ownLeaf()).stage());
    assertFalse(alice.commitRequired());
    assertEquals(1, alice.epoch());
  }
}
