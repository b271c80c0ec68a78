package dev.hornbeam.mls;

import static dev.hornbeam.mls.Refusals.assertBreaks;
import static dev.hornbeam.mls.Refusals.assertUndecryptable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.testing.ForgedWelcome;
import dev.hornbeam.mls.testing.OpaqueKeySource;
import dev.hornbeam.mls.testing.StoredKeys;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.RequiredCapabilities;
import dev.hornbeam.mls.types.StoreKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A ReInit that gives the group's own id to the group after it (RFC 9420 s.11.2). */
class SameIdReInitTest {
  private static final Extensions EXTENSIONS =
      Extensions.of(new RequiredCapabilities(List.of(), List.of(), List.of()).toExtension());
  private static final Bytes TEXT = Bytes.utf8("hello");

  private final OpaqueKeySource keys = new OpaqueKeySource();
  private Friends friends;
  private GroupId id;

  /** Alice's keys are seen to come and go. */
  @BeforeEach
  void makeFriends() throws MlsException {
    friends =
        Friends.of(
            Extensions.NONE,
            List.of(Friends.client("alice", builder -> builder.keys(keys)), Friends.client("bob")));
    id = friends.group(0).id();
  }

  private void reInit(CipherSuite suite) throws MlsException {
    friends.commit(1, friends.group(1).commit().reInit(id, suite, EXTENSIONS).stage());
  }

  private Bytes keyPackage(int client) throws MlsException {
    return friends.client(client).newKeyPackage();
  }

  private static Received.ApplicationData received(Group group, Bytes message) throws MlsException {
    return assertInstanceOf(Received.ApplicationData.class, group.receive(message));
  }

  private static void assertTalk(Group one, Group other) throws MlsException {
    assertEquals(TEXT, received(other, one.protect(TEXT)).data());
    OutgoingCommit commit = other.commit().stage();
    Friends.receiveAndMerge(one, commit.message());
    other.merge(commit);
    assertEquals(TEXT, received(one, other.protect(TEXT)).data());
  }

  private static void assertObsolete(Group old, Bytes late) {
    assertFalse(old.isActive());
    assertEquals(Optional.empty(), old.successor());
    assertThrows(IllegalStateException.class, () -> old.protect(TEXT));
    assertThrows(IllegalStateException.class, () -> old.receive(late));
    assertThrows(IllegalStateException.class, () -> old.commit().stage());
    assertThrows(IllegalStateException.class, old::epochAuthenticator);
  }

  private void assertNoStrayKey(MlsClient... clients) throws MlsException {
    Set<KeyRef> wanted = new HashSet<>(StoredKeys.in(friends.store(0)));
    for (MlsClient client : clients) {
      wanted.add(client.identity().signatureKey().ref());
    }
    assertEquals(wanted, keys.refs());
  }

  @Test
  void newGroupTakesThePlace() throws Exception {
    Bytes late = friends.group(0).protect(TEXT);
    friends.group(0).propose().update();
    reInit(Friends.SUITE);
    Group oldAlice = friends.group(0);
    Group oldBob = friends.group(1);
    NewGroup next = friends.client(0).reinitialize(id, List.of(keyPackage(1)));
    Group bob = friends.client(1).join(next.welcome().orElseThrow());
    assertEquals(id, bob.id());
    assertEquals(1, bob.epoch());
    assertEquals(EXTENSIONS, bob.extensions());
    assertEquals(Optional.of(bob), friends.client(1).group(id));
    assertEquals(List.of(id), friends.client(0).groups());
    assertObsolete(oldAlice, late);
    assertObsolete(oldBob, late);
    assertNoStrayKey(friends.client(0));
    assertTalk(next.group(), bob);
    Friends.assertLoads(next.group());
    Friends.assertLoads(bob);
    assertTalk(bob, next.group());
  }

  /** The group that joins is replaced too; it can be done again. */
  @Test
  void placeIsTakenAgain() throws Exception {
    for (int i = 0; i < 3; i++) {
      reInit(Friends.SUITE);
      NewGroup next = friends.client(1).reinitialize(id, List.of(keyPackage(0)));
      friends.replace(1, friends.client(1), next.group());
      friends.replace(0, friends.client(0), friends.client(0).join(next.welcome().orElseThrow()));
      assertNoStrayKey(friends.client(0));
      assertTalk(friends.group(0), friends.group(1));
    }
  }

  /** Both groups have an epoch 1, in which the same leaf sends its first message. */
  @Test
  void inboxKeepsTheMessagesOfBoth() throws Exception {
    Received.ApplicationData before =
        received(friends.group(1), friends.group(0).protect(Bytes.utf8("before")));
    reInit(Friends.SUITE);
    NewGroup next = friends.client(0).reinitialize(id, List.of(keyPackage(1)));
    Group bob = friends.client(1).join(next.welcome().orElseThrow());
    assertEquals(List.of(before), bob.inbox());
    Received.ApplicationData after = received(bob, next.group().protect(Bytes.utf8("after")));
    assertEquals(before.epoch(), after.epoch());
    assertEquals(before.inboxId().generation(), after.inboxId().generation());
    assertNotEquals(before.inboxId(), after.inboxId());
    assertEquals(Set.of(before, after), Set.copyOf(bob.inbox()));
    bob.acknowledge(before.inboxId());
    assertEquals(List.of(after), bob.inbox());
    bob.acknowledge(after.inboxId());
    assertEquals(List.of(), bob.inbox());
  }

  /** Nothing is written any more for the epochs before: the rows are soon another group's. */
  @Test
  void lateMessagesAreNotReadOnceTheIdIsGivenOn() throws Exception {
    friends.commit(0, friends.group(0).commit().stage());
    Bytes late = friends.group(0).protect(TEXT);
    friends.commit(0, friends.group(0).commit().stage());
    Bytes latest = friends.group(0).protect(TEXT);
    reInit(Friends.SUITE);
    Map<StoreKey, Bytes> before = friends.stored(1);
    for (Bytes message : List.of(late, latest)) {
      assertUndecryptable(
          UndecryptableMessage.Reason.EPOCH_EXPIRED, () -> friends.group(1).receive(message));
    }
    assertEquals(before, friends.stored(1));
    assertTrue(before.keySet().stream().noneMatch(key -> key.kind() == StoreKey.Kind.PAST_EPOCH));
    Friends.assertLoads(friends.group(1));
  }

  // Clients of two suites over one store, whose hashes differ too.

  private static MlsClient ofOtherSuite(String name, Friends friends, int old, OpaqueKeySource keys)
      throws MlsException {
    return MlsClient.builder(CipherSuite.P521_AES256GCM_SHA512_P521)
        .credential(Credential.basic(name))
        .keys(keys)
        .store(friends.store(old))
        .build();
  }

  @Test
  void suiteChangesAndTheIdStays() throws Exception {
    friends.group(0).propose().update();
    Bytes late = friends.group(1).protect(TEXT);
    reInit(CipherSuite.P521_AES256GCM_SHA512_P521);
    MlsClient alice = ofOtherSuite("alice", friends, 0, keys);
    MlsClient bob = ofOtherSuite("bob", friends, 1, new OpaqueKeySource());
    NewGroup next = alice.reinitialize(id, List.of(bob.newKeyPackage()));
    Group joined = bob.join(next.welcome().orElseThrow());
    assertNoStrayKey(friends.client(0), alice);
    for (int i = 0; i < 2; i++) {
      assertEquals(Set.of(true), ownSuites(i), "a row of a key that was destroyed is left");
    }
    Map<StoreKey, Bytes> before = friends.stored(0);
    assertOldClientIsHarmless(friends.client(0), friends.group(0), late);
    assertEquals(before, friends.stored(0));
    assertTalk(next.group(), joined);
    friends.client(0).sweep();
    assertNoStrayKey(friends.client(0), alice);
    assertTalk(joined, next.group());
    Friends.assertLoads(next.group());
  }

  /** Whether the rows of keys in a store are of the new suite. */
  private Set<Boolean> ownSuites(int client) throws MlsException {
    Set<Boolean> suites = new HashSet<>();
    for (Map.Entry<StoreKey, Bytes> row : friends.stored(client).entrySet()) {
      if (row.getKey().kind() == StoreKey.Kind.KEY) {
        int code = CipherSuite.P521_AES256GCM_SHA512_P521.code();
        suites.add(row.getValue().slice(0, 2).equals(Bytes.own(new byte[] {0, (byte) code})));
      }
    }
    return suites;
  }

  /** The object of the group that has ended stays so, and its client lets the new group be. */
  private void assertOldClientIsHarmless(MlsClient client, Group old, Bytes late)
      throws MlsException {
    assertFalse(old.isActive());
    assertEquals(id, old.successor().orElseThrow().newGroup());
    assertThrows(IllegalStateException.class, () -> old.protect(TEXT));
    assertThrows(IllegalStateException.class, () -> old.propose().update());
    assertThrows(IllegalStateException.class, () -> old.commit().stage());
    assertUndecryptable(UndecryptableMessage.Reason.EPOCH_EXPIRED, () -> old.receive(late));
    assertEquals(List.of(), client.groups());
    assertThrows(IllegalArgumentException.class, () -> client.deleteGroup(id));
    assertThrows(IllegalArgumentException.class, () -> client.exportGroup(id));
    assertThrows(IllegalArgumentException.class, () -> client.reinitialize(id).found());
    assertBreaks(Rule.GROUP_ID_IN_USE, () -> client.createGroup(id));
    assertBreaks(
        Rule.GROUP_ID_IN_USE,
        () -> client.joinExternally(stranger().groupInfo()).removing(new LeafIndex(0)).stage());
  }

  /** A group with the same id, of somebody else. */
  private Group stranger() throws MlsException {
    return Friends.client("alice").createGroup(id);
  }

  // Who must not take the place.

  private void assertNotReplaced(Rule rule, ForgedWelcome welcome, KeyPackage keyPackage)
      throws MlsException {
    Map<StoreKey, Bytes> before = friends.stored(1);
    Bytes message = welcome.welcome(keyPackage);
    assertBreaks(rule, () -> friends.client(1).join(message));
    assertEquals(before, friends.stored(1));
    assertTrue(friends.group(1).isActive() || friends.group(1).successor().isPresent());
  }

  private ForgedWelcome forged(KeyPackage bob) throws MlsException {
    return new ForgedWelcome(friends.crypto(), "alice").groupId(id).member(bob.leafNode());
  }

  private ForgedWelcome linked(Psk.Usage usage, Group old, ForgedWelcome welcome) {
    Psk psk = new Psk.Resumption(usage, old.id(), old.epoch());
    Secret value = old.core().state().secrets().resumptionPsk();
    return welcome.psk(new PreSharedKeyId(psk, Bytes.own(new byte[32])), value);
  }

  private void assertNotReplacedByAny(Rule whenLinked) throws MlsException {
    KeyPackage keyPackage = Friends.decoded(keyPackage(1));
    Group old = friends.group(1);
    assertNotReplaced(Rule.GROUP_ID_IN_USE, forged(keyPackage), keyPackage);
    assertNotReplaced(
        Rule.GROUP_ID_IN_USE, linked(Psk.Usage.BRANCH, old, forged(keyPackage)), keyPackage);
    assertNotReplaced(whenLinked, linked(Psk.Usage.REINIT, old, forged(keyPackage)), keyPackage);
  }

  @Test
  void noWelcomeReplacesAGroupThatGoesOn() throws Exception {
    assertNotReplacedByAny(Rule.REINIT_MISMATCH);
    friends.assertAgreed();
  }

  @Test
  void noWelcomeReplacesAGroupThatEndedForAnotherId() throws Exception {
    friends.commit(
        1,
        friends
            .group(1)
            .commit()
            .reInit(GroupId.of("next"), Friends.SUITE, Extensions.NONE)
            .stage());
    assertNotReplacedByAny(Rule.REINIT_MISMATCH);
  }

  /** What the ReInit says is what the new group must be. */
  @Test
  void anotherThanTheReInitSaysDoesNotReplace() throws Exception {
    reInit(Friends.SUITE);
    assertNotReplacedByAny(Rule.REINIT_MISMATCH);
    assertBreaks(Rule.GROUP_ID_IN_USE, () -> friends.client(1).createGroup(id));
    Bytes info = stranger().groupInfo();
    assertBreaks(Rule.GROUP_ID_IN_USE, () -> friends.client(1).joinExternally(info).stage());
    NewGroup next = friends.client(0).reinitialize(id, List.of(keyPackage(1)));
    friends.client(1).join(next.welcome().orElseThrow());
  }

  /** A group that ended for the id of another does not take that one's place. */
  @Test
  void reInitToTheIdOfAnotherGroupDoesNotReplaceIt() throws Exception {
    GroupId other = GroupId.of("other");
    Group group = friends.client(0).createGroup(other);
    group.merge(group.commit().reInit(id, Friends.SUITE, Extensions.NONE).stage());
    Map<StoreKey, Bytes> before = friends.stored(0);
    assertBreaks(Rule.GROUP_ID_IN_USE, () -> friends.client(0).reinitialize(other, List.of()));
    assertEquals(before, friends.stored(0));
    friends.assertAgreed();
  }

  /** The first of two that two members found is the group; the other comes too late. */
  @Test
  void placeIsTakenOnce() throws Exception {
    reInit(Friends.SUITE);
    NewGroup first = friends.client(0).reinitialize(id, List.of(keyPackage(1)));
    List<Bytes> forAlice = List.of(keyPackage(0));
    NewGroup second = friends.client(1).reinitialize(id, forAlice);
    Map<StoreKey, Bytes> before = friends.stored(0);
    List<MlsException> refusals = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int client = i;
      Bytes welcome = (i == 0 ? second : first).welcome().orElseThrow();
      refusals.add(assertThrows(MlsException.class, () -> friends.client(client).join(welcome)));
    }
    assertEquals(before, friends.stored(0));
    assertTrue(
        refusals.stream()
            .allMatch(e -> e instanceof UndecryptableMessage || e instanceof InvalidMessage));
    assertTrue(first.group().isActive());
    assertTrue(second.group().isActive());
    assertBreaks(Rule.GROUP_ID_IN_USE, () -> friends.client(0).branch(id, id).found());
  }
}
