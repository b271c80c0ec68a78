package dev.hornbeam.mls;

import static dev.hornbeam.mls.Refusals.assertBreaks;
import static dev.hornbeam.mls.Refusals.assertRefused;
import static dev.hornbeam.mls.Refusals.assertUndecryptable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.ForgedWelcome;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.RequiredCapabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Groups that follow from others (RFC 9420 s.11.2, s.11.3). What a joiner refuses is in the
 * catalogue of forged messages.
 */
class ReInitBranchTest {
  private static final GroupId NEXT = GroupId.of("next");
  private static final Extensions EXTENSIONS =
      Extensions.of(new RequiredCapabilities(List.of(), List.of(), List.of()).toExtension());

  private Friends friends;

  @BeforeEach
  void makeFriends() throws MlsException {
    friends = Friends.of("alice", "bob", "carol");
  }

  private void reInit(CipherSuite suite) throws MlsException {
    friends.commit(1, friends.group(1).commit().reInit(NEXT, suite, EXTENSIONS).stage());
  }

  private List<Bytes> keyPackages(int... clients) throws MlsException {
    List<Bytes> keyPackages = new ArrayList<>();
    for (int client : clients) {
      keyPackages.add(friends.client(client).newKeyPackage());
    }
    return keyPackages;
  }

  // What an honest founder does.

  @Test
  void reInitEndsTheGroup() throws Exception {
    Bytes before = friends.group(0).protect(Bytes.utf8("just before"));
    OutgoingCommit late = friends.group(2).commit().stage();
    reInit(Friends.SUITE);
    Group alice = friends.group(0);
    assertEquals(
        Optional.of(new Change.ReInit(NEXT, Friends.SUITE.code(), EXTENSIONS)), alice.successor());
    assertFalse(alice.isActive());
    assertThrows(IllegalStateException.class, () -> alice.protect(Bytes.EMPTY));
    assertThrows(IllegalStateException.class, () -> alice.commit().stage());
    assertThrows(IllegalStateException.class, () -> alice.propose().update());
    assertThrows(IllegalStateException.class, alice::groupInfo);
    assertInstanceOf(Received.ApplicationData.class, friends.group(1).receive(before));
    assertUndecryptable(
        UndecryptableMessage.Reason.EPOCH_EXPIRED, () -> friends.group(1).receive(late.message()));
  }

  @Test
  void nothingIsReceivedInAnEpochThatHasEnded() throws Exception {
    reInit(Friends.SUITE);
    assertRefused(
        Rule.GROUP_ENDED,
        friends,
        friends.forge(0).publicly(friends.forgeCommit(0).make(WireFormat.PUBLIC_MESSAGE)));
    assertRefused(
        Rule.GROUP_ENDED,
        friends,
        friends.privately(0, friends.forgeCommit(0).make(WireFormat.PRIVATE_MESSAGE)));
  }

  @Test
  void endedGroupIsEndedAfterLoading() throws Exception {
    reInit(Friends.SUITE);
    try (Secret archive = friends.client(0).exportGroup(friends.group(0).id())) {
      MlsClient again =
          Friends.client(
              "alice",
              builder -> builder.signatureKey(friends.client(0).identity().signatureKey()));
      Group group = again.importGroup(archive);
      assertFalse(group.isActive());
      assertEquals(friends.group(1).successor(), group.successor());
    }
  }

  @Test
  void groupGoesOnAsReInitSays() throws Exception {
    reInit(Friends.SUITE);
    NewGroup next = friends.client(2).reinitialize(friends.group(0).id(), keyPackages(0, 1));
    Group alice = friends.client(0).join(next.welcome().orElseThrow());
    Group bob = friends.client(1).join(next.welcome().orElseThrow());
    assertEquals(NEXT, alice.id());
    assertEquals(1, bob.epoch());
    assertEquals(EXTENSIONS, bob.extensions());
    bob.receive(alice.protect(Bytes.utf8("hello")));
  }

  /**
   * Else whoever has a key package could pass off any group as the one that comes next (s.11.2).
   */
  @Test
  void successorIsLinkedToTheGroupThatEnded() throws Exception {
    GroupId id = friends.group(0).id();
    MlsClient bob = friends.client(1);
    MlsClient carol = friends.client(2);
    NewGroup branch = friends.client(0).branch(id, GroupId.of("branch"), keyPackages(2));
    reInit(Friends.SUITE);
    NewGroup next = friends.client(0).reinitialize(id, keyPackages(1, 2));
    Bytes welcome = next.welcome().orElseThrow();
    Group unlinked = Friends.client("mallory").createGroup(NEXT);
    OutgoingCommit add = unlinked.commit().addAll(keyPackages(1)).stage();
    Bytes other = add.welcome().orElseThrow();

    assertBreaks(Rule.REINIT_MISMATCH, () -> bob.joinSuccessor(id, other, Optional.empty()));
    assertBreaks(
        Rule.REINIT_MISMATCH,
        () -> bob.joinSuccessor(GroupId.of("none"), welcome, Optional.empty()));
    assertBreaks(Rule.BRANCH_MISMATCH, () -> bob.joinBranch(id, welcome, Optional.empty()));
    Bytes aside = branch.welcome().orElseThrow();
    assertBreaks(Rule.REINIT_MISMATCH, () -> carol.joinSuccessor(id, aside, Optional.empty()));

    assertEquals(NEXT, bob.joinSuccessor(id, welcome, Optional.empty()).id());
    Group inBranch = carol.joinBranch(id, aside, Optional.of(branch.group().ratchetTree()));
    assertEquals(branch.group().id(), inBranch.id());
  }

  @Test
  void suiteChangesByReInit() throws Exception {
    InMemoryStore[] stores = {new InMemoryStore(), new InMemoryStore()};
    CipherSuite other = CipherSuite.P256_AES128GCM_SHA256_P256;
    MlsClient[] old = new MlsClient[2];
    MlsClient[] young = new MlsClient[2];
    for (int i = 0; i < 2; i++) {
      InMemoryStore store = stores[i];
      old[i] = Friends.client("client " + i, builder -> builder.store(store));
      young[i] =
          MlsClient.builder(other).credential(Credential.basic("client " + i)).store(store).build();
    }
    friends = Friends.of(Extensions.NONE, List.of(old[0], old[1]));
    friends.commit(0, friends.group(0).commit().reInit(NEXT, other, EXTENSIONS).stage());
    GroupId id = friends.group(0).id();
    MlsClient wrong = old[1];
    List<Bytes> keyPackages = List.of(young[0].newKeyPackage());
    assertThrows(IllegalArgumentException.class, () -> wrong.reinitialize(id, keyPackages));
    NewGroup next = young[1].reinitialize(id, keyPackages);
    Group joined = young[0].join(next.welcome().orElseThrow());
    assertEquals(other, joined.cipherSuite());
    next.group().receive(joined.protect(Bytes.utf8("hello")));
  }

  @Test
  void founderTakesTheMembersThatItShould() throws Exception {
    GroupId id = friends.group(0).id();
    MlsClient alice = friends.client(0);
    List<Bytes> stranger = List.of(Friends.client("dave").newKeyPackage());
    assertThrows(IllegalArgumentException.class, () -> alice.reinitialize(id, keyPackages(1, 2)));
    assertThrows(
        IllegalArgumentException.class,
        () -> alice.branch(GroupId.of("none"), NEXT, keyPackages(1)));
    assertBreaks(Rule.BRANCH_MISMATCH, () -> alice.branch(id, NEXT, stranger));
    assertBreaks(Rule.GROUP_ID_IN_USE, () -> alice.branch(id, id, keyPackages(1)));
    alice.branch(id, GroupId.of("branch"), keyPackages(2));
    reInit(Friends.SUITE);
    assertBreaks(Rule.REINIT_MISMATCH, () -> alice.reinitialize(id, keyPackages(1)));
    assertEquals(2, alice.groups().size());
    alice.reinitialize(id, keyPackages(1, 2));
    assertEquals(3, alice.groups().size());
  }

  // What a joiner looks at.

  private static Bytes nonce() {
    return Bytes.own(new byte[32]);
  }

  private ForgedWelcome welcome(KeyPackage bob, String... others) throws MlsException {
    ForgedWelcome welcome = new ForgedWelcome(friends.crypto(), "alice").groupId(NEXT);
    welcome.member(bob.leafNode());
    for (String other : others) {
      welcome.member(
          new ForgedKeyPackage(friends.crypto(), Credential.basic(other)).make().leafNode());
    }
    return welcome;
  }

  /** The same, linked to the old group by its latest resumption PSK. */
  private ForgedWelcome linked(Psk.Usage usage, ForgedWelcome welcome) {
    Psk psk = new Psk.Resumption(usage, friends.group(1).id(), friends.group(1).epoch());
    Secret value = friends.state(1).secrets().resumptionPsk();
    return welcome.psk(new PreSharedKeyId(psk, nonce()), value);
  }

  private Group accepted(Psk.Usage usage, LinkedWelcome forged) throws MlsException {
    KeyPackage keyPackage = Friends.decoded(friends.client(1).newKeyPackage());
    return friends.client(1).join(linked(usage, forged.make(keyPackage)).welcome(keyPackage));
  }

  private interface LinkedWelcome {
    ForgedWelcome make(KeyPackage bob) throws MlsException;
  }

  @Test
  void branchHasSomeOfTheMembers() throws Exception {
    accepted(Psk.Usage.BRANCH, bob -> welcome(bob));
    accepted(Psk.Usage.BRANCH, bob -> welcome(bob, "carol").groupId(GroupId.of("more")));
  }

  @Test
  void linkToAnUnknownGroupIsUndecryptable() throws Exception {
    MlsClient bob = friends.client(1);
    KeyPackage keyPackage = Friends.decoded(bob.newKeyPackage());
    Psk psk = new Psk.Resumption(Psk.Usage.BRANCH, GroupId.of("unknown"), 1);
    try (Secret value = Secret.zeros(32)) {
      Bytes welcome =
          welcome(keyPackage).psk(new PreSharedKeyId(psk, nonce()), value).welcome(keyPackage);
      assertUndecryptable(UndecryptableMessage.Reason.UNKNOWN_PSK, () -> bob.join(welcome));
    }
  }

  /** The application decides which credentials are of the same client. */
  @Test
  void applicationSaysWhoIsTheSameClient() throws Exception {
    CredentialValidator anyone =
        new CredentialValidator() {
          @Override
          public Verdict validate(
              Occasion occasion, Presented presented, Optional<Presented> replaced) {
            return Verdict.ACCEPTED;
          }

          @Override
          public Verdict sameClient(Presented one, Presented other) {
            return other.credential().equals(Credential.basic("carol"))
                    || one.equals(other)
                    || one.credential().equals(other.credential())
                ? Verdict.ACCEPTED
                : Verdict.REFUSED;
          }
        };
    friends =
        Friends.of(
            builder -> builder.framing(HandshakeFraming.PUBLIC).credentialValidator(anyone),
            "alice",
            "bob",
            "carol");
    accepted(Psk.Usage.BRANCH, bob -> welcome(bob, "carol's new phone"));
  }

  @Test
  void removedMemberCannotBranch() throws Exception {
    friends.commit(0, friends.group(0).commit().remove(new LeafIndex(1)).stage());
    MlsClient bob = friends.client(1);
    GroupId id = friends.group(0).id();
    assertThrows(IllegalArgumentException.class, () -> bob.branch(id, NEXT, keyPackages(2)));
  }
}
