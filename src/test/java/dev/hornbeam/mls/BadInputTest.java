package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.testing.FaultyStore;
import dev.hornbeam.mls.testing.Mutations;
import dev.hornbeam.mls.testing.RepeatableRandom;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever comes instead of a genuine message is refused with one of the engine's own exceptions,
 * nothing is changed by it, and the genuine message is taken afterwards. {@code
 * -Dhornbeam.mutations.seed=N} has the same input again.
 */
class BadInputTest {
  private static final String SEED = "hornbeam.mutations.seed";
  private static final CipherSuite SUITE = CipherSuite.X25519_AES128GCM_SHA256_ED25519;
  private static final Bytes TEXT = Bytes.utf8("text");

  private final long seed = RepeatableRandom.seed(SEED);
  private final Random random = new Random(seed);
  private final FaultyStore store = new FaultyStore();
  private MlsClient alice;
  private MlsClient bob;
  private MlsClient carol;

  /** Alice's group, and Bob's, who receives. */
  private Group a;

  private Group b;

  @BeforeEach
  void setUp() throws MlsException {
    alice = client("alice", new InMemoryStore(), SUITE);
    bob = client("bob", store, SUITE);
    carol = client("carol", new InMemoryStore(), SUITE);
    a = alice.createGroup(GroupId.random());
    OutgoingCommit add = a.commit().add(bob.newKeyPackage()).add(carol.newKeyPackage()).stage();
    a.merge(add);
    b = bob.join(add.welcome().orElseThrow());
  }

  private static MlsClient client(String name, Store store, CipherSuite suite) throws MlsException {
    return MlsClient.builder(suite).credential(Credential.basic(name)).store(store).build();
  }

  /** Something that is done with input. */
  private interface Use {
    void take(Bytes input) throws MlsException;
  }

  /** All input is refused, and changes nothing that Bob has. */
  private void assertRefused(Iterable<Bytes> inputs, Use use) throws MlsException {
    Map<StoreKey, Bytes> before = store.dump();
    for (Bytes input : inputs) {
      try {
        use.take(input);
      } catch (MlsException refused) {
        assertEquals(before, store.dump(), () -> again(input));
        continue;
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(again(input), e);
      }
      throw new AssertionError("taken: " + again(input));
    }
  }

  private String again(Bytes input) {
    return "-D" + SEED + "=" + seed + " " + input.hex();
  }

  private void assertRefused(Bytes genuine, Use use) throws MlsException {
    assertRefused(Mutations.all(genuine, random), use);
  }

  private void merge(Bytes commit) throws MlsException {
    b.merge(assertInstanceOf(Received.CommitReceived.class, b.receive(commit)).commit());
  }

  @Test
  void applicationMessages() throws MlsException {
    Bytes first = a.protect(TEXT, Bytes.utf8("in the clear"));
    Bytes second = a.protect(Bytes.utf8("another"));
    assertRefused(second, b::receive);
    assertRefused(first, b::receive);
    for (Bytes genuine : List.of(second, first)) {
      assertInstanceOf(Received.ApplicationData.class, b.receive(genuine));
      assertRefused(List.of(genuine), b::receive);
    }
  }

  @ParameterizedTest
  @EnumSource(HandshakeFraming.class)
  void proposals(HandshakeFraming framing) throws MlsException {
    Bytes genuine = a.propose().framing(framing).authenticatedData(TEXT).update();
    assertRefused(genuine, b::receive);
    assertFalse(b.commitRequired());
    assertInstanceOf(Received.ProposalReceived.class, b.receive(genuine));
  }

  @ParameterizedTest
  @EnumSource(HandshakeFraming.class)
  void commits(HandshakeFraming framing) throws MlsException {
    OutgoingCommit genuine =
        a.commit()
            .framing(framing)
            .add(client("dave", new InMemoryStore(), SUITE).newKeyPackage())
            .stage();
    assertRefused(genuine.message(), b::receive);
    merge(genuine.message());
    a.merge(genuine);
    assertEquals(a.treeHash(), b.treeHash());
    assertRefused(List.of(genuine.message()), b::receive);
  }

  @Test
  void messagesFromOutside() throws MlsException {
    MlsClient dave = client("dave", new InMemoryStore(), SUITE);
    Bytes proposal = dave.proposeToJoin(b.id(), b.epoch());
    assertRefused(proposal, b::receive);
    assertInstanceOf(Received.ProposalReceived.class, b.receive(proposal));
    Bytes commit = dave.joinExternally(a.groupInfo()).stage().message();
    assertRefused(commit, b::receive);
    merge(commit);
  }

  @Test
  void welcomes() throws MlsException {
    Bytes keyPackage = bob.newKeyPackage();
    Group other = alice.createGroup(GroupId.random());
    OutgoingCommit add = other.commit().add(keyPackage).stage();
    Bytes welcome = add.welcome().orElseThrow();
    assertRefused(welcome, bob::join);
    assertEquals(other.id(), bob.join(welcome).id());
    assertRefused(List.of(welcome), bob::join);
  }

  @Test
  void treesFromElsewhere() throws MlsException {
    Group other = alice.createGroup(GroupId.random());
    OutgoingCommit add =
        other.commit().add(bob.newKeyPackage()).tree(TreeDelivery.OUT_OF_BAND).stage();
    Bytes welcome = add.welcome().orElseThrow();
    other.merge(add);
    Bytes tree = other.ratchetTree();
    assertRefused(tree, mutant -> bob.join(welcome, mutant));
    assertRefused(List.of(welcome), bob::join);
    Bytes groupInfo = a.groupInfo(TreeDelivery.OUT_OF_BAND);
    assertRefused(a.ratchetTree(), mutant -> carol.joinExternally(groupInfo).tree(mutant).stage());
    assertEquals(other.treeHash(), bob.join(welcome, tree).treeHash());
  }

  @Test
  void groupInfos() throws MlsException {
    Bytes genuine = alice.createGroup(GroupId.random()).groupInfo();
    assertRefused(genuine, mutant -> bob.joinExternally(mutant).stage());
    assertRefused(
        genuine,
        mutant -> PublicGroup.follow(mutant, Optional.empty(), CredentialValidator.acceptAll()));
    bob.discard(bob.joinExternally(genuine).stage());
  }

  @Test
  void keyPackages() throws MlsException {
    Bytes genuine = client("dave", new InMemoryStore(), SUITE).newKeyPackage();
    assertRefused(genuine, mutant -> b.propose().add(mutant));
    assertRefused(genuine, mutant -> b.commit().add(mutant).stage());
    b.discard(b.commit().add(genuine).stage());
  }

  @Test
  void archives() throws MlsException {
    a.propose().update();
    MlsClient elsewhere = client("alice", store, SUITE);
    try (Secret archive = alice.exportGroup(a.id())) {
      Bytes genuine = Bytes.copyOf(archive.expose());
      bob.deleteGroup(b.id());
      assertRefused(genuine, mutant -> importTo(elsewhere, mutant));
      importTo(elsewhere, genuine);
      assertRefused(List.of(genuine), again -> importTo(elsewhere, again));
    }
  }

  private static void importTo(MlsClient client, Bytes archive) throws MlsException {
    try (Secret secret = Secret.copyOf(archive.view())) {
      client.importGroup(secret);
    }
  }

  @Test
  void messagesOfAnotherKind() throws MlsException {
    OutgoingCommit commit = a.commit().framing(HandshakeFraming.PUBLIC).stage();
    Bytes keyPackage = carol.newKeyPackage();
    Bytes welcome =
        a.commit()
            .add(client("dave", new InMemoryStore(), SUITE).newKeyPackage())
            .stage()
            .welcome()
            .orElseThrow();
    Bytes data = a.protect(TEXT);
    assertRefused(List.of(keyPackage, welcome, a.groupInfo()), b::receive);
    assertRefused(List.of(keyPackage, commit.message(), data, a.groupInfo()), bob::join);
    assertRefused(
        List.of(keyPackage, commit.message(), data, welcome),
        input -> bob.joinExternally(input).stage());
    assertRefused(
        List.of(welcome, commit.message(), data, a.groupInfo()), input -> b.commit().add(input));
    assertRefused(List.of(welcome, commit.message(), data, a.groupInfo()), bob::deleteKeyPackage);
  }

  @Test
  void messagesOfOtherGroupsAndEpochs() throws MlsException {
    Group other = alice.createGroup(GroupId.random());
    Bytes foreign = other.propose().framing(HandshakeFraming.PUBLIC).update();
    assertRefused(
        List.of(
            foreign,
            alice.createGroup(GroupId.random()).protect(TEXT),
            other.commit().stage().message()),
        b::receive);
    Bytes early = a.propose().framing(HandshakeFraming.PUBLIC).psk(TEXT);
    Bytes earlyInPrivate = a.propose().psk(TEXT);
    OutgoingCommit commit = a.commit().pending(CommitBuilder.PendingChoice.NONE).stage();
    a.merge(commit);
    List<Bytes> ahead =
        List.of(
            a.protect(TEXT),
            a.propose().framing(HandshakeFraming.PUBLIC).update(),
            a.propose().update(),
            a.commit().framing(HandshakeFraming.PUBLIC).stage().message());
    assertRefused(ahead, b::receive);
    merge(commit.message());
    assertRefused(List.of(early, earlyInPrivate, commit.message()), b::receive);
    for (Bytes message : ahead) {
      b.receive(message);
    }
  }

  @Test
  void welcomesForOthers() throws MlsException {
    Group other = alice.createGroup(GroupId.random());
    Bytes forCarol = other.commit().add(carol.newKeyPackage()).stage().welcome().orElseThrow();
    assertRefused(List.of(forCarol), bob::join);
    CipherSuite suite = CipherSuite.P256_AES128GCM_SHA256_P256;
    MlsClient bobToo = client("bob", store, suite);
    Bytes forTheOther =
        client("dave", new InMemoryStore(), suite)
            .createGroup(GroupId.random())
            .commit()
            .add(bobToo.newKeyPackage())
            .stage()
            .welcome()
            .orElseThrow();
    assertRefused(List.of(forTheOther), bob::join);
    assertTrue(bobToo.join(forTheOther).isActive());
  }

  /** A group that this client is in already does not use a key package up. */
  @Test
  void welcomeToAGroupThatOneIsIn() throws MlsException {
    Bytes keyPackage = bob.newKeyPackage();
    MlsClient mallory = client("mallory", new InMemoryStore(), SUITE);
    Bytes welcome =
        mallory.createGroup(a.id()).commit().add(keyPackage).stage().welcome().orElseThrow();
    InvalidMessage refused = assertThrows(InvalidMessage.class, () -> bob.join(welcome));
    assertEquals(Rule.GROUP_ID_IN_USE, refused.rule());
    Bytes genuine =
        alice
            .createGroup(GroupId.random())
            .commit()
            .add(keyPackage)
            .stage()
            .welcome()
            .orElseThrow();
    assertTrue(bob.join(genuine).isActive());
  }

  /** A commit that refers to a proposal which has not come can be processed once it has. */
  @Test
  void commitBeforeItsProposal() throws MlsException {
    for (HandshakeFraming framing : HandshakeFraming.values()) {
      Bytes proposal = a.propose().framing(framing).psk(TEXT);
      for (MlsClient client : List.of(alice, bob)) {
        try (Secret psk = Secret.copyOf(TEXT.view())) {
          client.putPsk(TEXT, psk);
        }
      }
      OutgoingCommit commit = a.commit().framing(framing).stage();
      Map<StoreKey, Bytes> before = store.dump();
      UndecryptableMessage refused =
          assertThrows(UndecryptableMessage.class, () -> b.receive(commit.message()));
      assertEquals(UndecryptableMessage.Reason.UNKNOWN_PROPOSAL, refused.reason());
      assertEquals(before, store.dump());
      b.receive(proposal);
      merge(commit.message());
      a.merge(commit);
    }
  }

  @Test
  void messagesToAFollower() throws MlsException {
    PublicGroup follower =
        PublicGroup.follow(a.groupInfo(), Optional.empty(), CredentialValidator.acceptAll());
    Bytes proposal = a.propose().framing(HandshakeFraming.PUBLIC).update();
    OutgoingCommit commit = a.commit().framing(HandshakeFraming.PUBLIC).stage();
    assertRefused(
        List.of(a.propose().psk(TEXT), a.groupInfo(), carol.newKeyPackage()), follower::receive);
    for (Bytes genuine : List.of(proposal, commit.message())) {
      Bytes hash = follower.treeHash();
      int unseen = 0;
      for (Bytes mutant : Mutations.all(genuine, random)) {
        try {
          follower.receive(mutant);
          unseen++;
        } catch (MlsException refused) {
          assertFalse(refused.toString().isEmpty());
        } catch (RuntimeException | AssertionError e) {
          throw new AssertionError(again(mutant), e);
        }
      }
      // It can check neither membership tags nor confirmation tags, of 32 bytes each.
      assertTrue(unseen <= 2 * (32 + 1) + 20, () -> "too much was taken");
      assertEquals(hash, follower.treeHash());
    }
    follower.merge(
        assertInstanceOf(
                PublicGroup.Observed.CommitObserved.class, follower.receive(commit.message()))
            .commit());
    a.merge(commit);
    assertEquals(a.treeHash(), follower.treeHash());
  }
}
