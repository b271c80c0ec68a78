package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.StaleCommit;
import dev.hornbeam.mls.error.StoreFailed;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import java.security.ProviderException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the application brings fails, or calls back, when it does most harm. */
class WorstMomentTest {
  private static final CipherSuite SUITE = CipherSuite.X25519_AES128GCM_SHA256_ED25519;

  /** A token whose provider throws what it likes. */
  private static final class Token implements KeySource {
    private final KeySource keys = KeySources.software();
    private final Set<KeyRef> there = new HashSet<>();
    private boolean failing;

    @Override
    public KeyHandle create(Purpose purpose, CipherSuite suite, String label)
        throws KeyUnavailable {
      KeyHandle key = keys.create(purpose, suite, label);
      there.add(key.ref());
      return key;
    }

    @Override
    public KeyHandle open(KeyRef ref) throws KeyUnavailable {
      return keys.open(ref);
    }

    @Override
    public void destroy(KeyRef ref) throws KeyUnavailable {
      if (failing) {
        throw new ProviderException("the token was pulled out");
      }
      keys.destroy(ref);
      there.remove(ref);
    }
  }

  private final Token token = new Token();

  private static MlsClientBuilder builder(String name) {
    return MlsClient.builder(SUITE)
        .credential(Credential.basic(name))
        .framing(HandshakeFraming.PUBLIC);
  }

  private static void assertUsable(Group group) throws MlsException {
    try (Secret authenticator = group.epochAuthenticator()) {
      assertEquals(32, authenticator.length());
    }
    assertFalse(group.protect(Bytes.utf8("hello")).isEmpty());
  }

  /** Once a change is in force, the key that it leaves over fails no one. */
  @Test
  void keyThatIsNotDestroyedFailsNothing() throws Exception {
    MlsClient bob = builder("bob").keys(token).build();
    Group alice = builder("alice").build().createGroup(GroupId.random());
    OutgoingCommit add = alice.commit().add(bob.newKeyPackage()).stage();
    token.failing = true;
    Group group = bob.join(add.welcome().orElseThrow());
    assertUsable(group);
    group.merge(group.commit().stage());
    assertEquals(2, group.epoch());
    assertUsable(group);
    OutgoingCommit discarded = group.commit().stage();
    group.discard(discarded);
    token.failing = false;
    bob.sweep();
    // The signature key and the leaf key.
    assertEquals(2, token.there.size());
  }

  /** A store in which something else happens right after each change. */
  private static final class WatchedStore implements Store {
    private final InMemoryStore store = new InMemoryStore();
    private Runnable afterwards = () -> {};

    @Override
    public void apply(ChangeSet changes) throws StoreFailed {
      store.apply(changes);
      Runnable now = afterwards;
      afterwards = () -> {};
      now.run();
    }

    @Override
    public Optional<Secret> read(StoreKey key) {
      return store.read(key);
    }

    @Override
    public List<StoreKey> keys(StoreKey.Kind kind) {
      return store.keys(kind);
    }

    @Override
    public List<StoreKey> keys(StoreKey.Kind kind, Bytes scope) {
      return store.keys(kind, scope);
    }
  }

  /** Another thread that merges a commit; the test goes on if it has to wait. */
  private static final class Merging extends Thread {
    private final Group group;
    private final StagedCommit commit;
    private Optional<Exception> thrown = Optional.empty();

    Merging(Group group, StagedCommit commit) {
      this.group = group;
      this.commit = commit;
    }

    @Override
    public void run() {
      try {
        group.merge(commit);
      } catch (MlsException | RuntimeException e) {
        thrown = Optional.of(e);
      }
    }

    void begin() {
      start();
      try {
        join(500);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    void assertRefused() throws InterruptedException {
      join();
      assertInstanceOf(IllegalStateException.class, thrown.orElseThrow());
    }
  }

  private final WatchedStore store = new WatchedStore();

  /** The merge would put back a part of what was deleted. */
  @Test
  void deletedGroupIsNotMerged() throws Exception {
    MlsClient alice = builder("alice").store(store).build();
    Group group = alice.createGroup(GroupId.random());
    Merging merging = new Merging(group, group.commit().stage());
    store.afterwards = merging::begin;
    alice.deleteGroup(group.id());
    merging.assertRefused();
    for (StoreKey.Kind kind : StoreKey.Kind.values()) {
      assertEquals(List.of(), store.keys(kind, group.id().value()));
    }
  }

  /** The merge would mix its state with the one that the client joined anew. */
  @Test
  void groupThatIsJoinedAnewIsNotMerged() throws Exception {
    MlsClient bob = builder("bob").store(store).build();
    Group alice = builder("alice").build().createGroup(GroupId.random());
    OutgoingCommit add = alice.commit().add(bob.newKeyPackage()).stage();
    alice.merge(add);
    Group old = bob.join(add.welcome().orElseThrow());
    Merging merging = new Merging(old, old.commit().stage());
    ExternalJoin join = bob.joinExternally(alice.groupInfo()).removing(old.ownLeaf()).stage();
    store.afterwards = merging::begin;
    Group renewed = bob.merge(join);
    merging.assertRefused();
    alice.merge(
        assertInstanceOf(Received.CommitReceived.class, alice.receive(join.message())).commit());
    try (Secret expected = alice.epochAuthenticator();
        Secret actual =
            builder("bob")
                .store(store)
                .build()
                .group(old.id())
                .orElseThrow()
                .epochAuthenticator()) {
      assertTrue(expected.matches(actual));
    }
    assertUsable(renewed);
  }

  /** Something that a validator does, once, when it is asked. */
  private interface Interruption {
    void run() throws MlsException;
  }

  private static final class Interrupting implements CredentialValidator {
    private Optional<Interruption> next = Optional.empty();

    @Override
    public Verdict validate(Occasion occasion, Presented shown, Optional<Presented> replaced) {
      interrupt();
      return Verdict.ACCEPTED;
    }

    @Override
    public Verdict sameClient(Presented one, Presented other) {
      interrupt();
      return CredentialValidator.super.sameClient(one, other);
    }

    private void interrupt() {
      Optional<Interruption> now = next;
      next = Optional.empty();
      if (now.isPresent()) {
        try {
          now.get().run();
        } catch (MlsException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private final Interrupting validator = new Interrupting();

  /** Two groups with one leaf key: the first to renew it would take it from the other. */
  @Test
  void keyPackageIsNotUsedTwiceAtOnce() throws Exception {
    MlsClient bob = builder("bob").credentialValidator(validator).build();
    Bytes keyPackage = bob.newKeyPackage();
    List<Bytes> welcomes = new ArrayList<>();
    for (String name : List.of("alice", "mallory")) {
      Group group = builder(name).build().createGroup(GroupId.random());
      welcomes.add(group.commit().add(keyPackage).stage().welcome().orElseThrow());
    }
    validator.next = Optional.of(() -> bob.join(welcomes.get(0)));
    UndecryptableMessage e =
        assertThrows(UndecryptableMessage.class, () -> bob.join(welcomes.get(1)));
    assertEquals(UndecryptableMessage.Reason.NOT_FOR_THIS_CLIENT, e.reason());
    assertEquals(1, bob.groups().size());
    assertUsable(bob.group(bob.groups().get(0)).orElseThrow());
  }

  @Test
  void keyPackageThatIsDeletedMeanwhileIsNotUsed() throws Exception {
    MlsClient bob = builder("bob").credentialValidator(validator).build();
    Bytes keyPackage = bob.newKeyPackage(KeyPackageUse.LAST_RESORT);
    Group alice = builder("alice").build().createGroup(GroupId.random());
    Bytes welcome = alice.commit().add(keyPackage).stage().welcome().orElseThrow();
    validator.next = Optional.of(() -> bob.deleteKeyPackage(keyPackage));
    assertThrows(UndecryptableMessage.class, () -> bob.join(welcome));
    assertEquals(List.of(), bob.groups());
  }

  @Test
  void validatorThatThrowsLeavesNoKeyOver() throws Exception {
    MlsClient alice = builder("alice").keys(token).credentialValidator(validator).build();
    Group group = alice.createGroup(GroupId.random());
    int before = token.there.size();
    validator.next =
        Optional.of(
            () -> {
              throw new IllegalStateException();
            });
    assertThrows(
        IllegalStateException.class, () -> alice.branch(group.id(), GroupId.random(), List.of()));
    assertEquals(before, token.there.size());
  }

  private static Group join(MlsClient client, Group group) throws MlsException {
    OutgoingCommit add = group.commit().add(client.newKeyPackage()).stage();
    group.merge(add);
    return client.join(add.welcome().orElseThrow());
  }

  /** A later commit would refer to a proposal of an epoch that has ended. */
  @ParameterizedTest
  @EnumSource(HandshakeFraming.class)
  void proposalDoesNotWaitPastItsEpoch(HandshakeFraming framing) throws Exception {
    Group alice = builder("alice").build().createGroup(GroupId.random());
    Group bob = join(builder("bob").credentialValidator(validator).build(), alice);
    Bytes carol = builder("carol").build().newKeyPackage();
    Bytes proposal = alice.propose().framing(framing).add(carol);
    OutgoingCommit commit = bob.commit().stage();
    validator.next = Optional.of(() -> bob.merge(commit));
    UndecryptableMessage e = assertThrows(UndecryptableMessage.class, () -> bob.receive(proposal));
    assertEquals(UndecryptableMessage.Reason.EPOCH_EXPIRED, e.reason());
    assertFalse(bob.commitRequired());
    assertUsable(bob);
  }

  /** Or it waits for a thread that waits for the group: for ever. */
  @ParameterizedTest
  @EnumSource(HandshakeFraming.class)
  void validatorIsAskedOutsideOfTheLock(HandshakeFraming framing) throws Exception {
    Group alice = builder("alice").build().createGroup(GroupId.random());
    Group bob = join(builder("bob").credentialValidator(validator).build(), alice);
    Bytes carol = builder("carol").build().newKeyPackage();
    Bytes proposal = alice.propose().framing(framing).add(carol);
    AtomicBoolean answered = new AtomicBoolean();
    validator.next =
        Optional.of(
            () -> {
              Thread other =
                  new Thread(
                      () -> {
                        try {
                          answered.set(!bob.commitRequired());
                        } catch (MlsException e) {
                          throw new AssertionError(e);
                        }
                      });
              other.start();
              try {
                other.join(10_000);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    assertInstanceOf(Received.ProposalReceived.class, bob.receive(proposal));
    assertTrue(answered.get());
    assertTrue(bob.commitRequired());
  }

  private static PublicCommit observed(PublicGroup server, Bytes commit) throws MlsException {
    return assertInstanceOf(PublicGroup.Observed.CommitObserved.class, server.receive(commit))
        .commit();
  }

  /** The server would take the group back to where it was. */
  @Test
  void followerDoesNotGoBack() throws Exception {
    Group alice = builder("alice").build().createGroup(GroupId.random());
    Group bob = join(builder("bob").build(), alice);
    Bytes carol = builder("carol").build().newKeyPackage();
    Bytes info = alice.groupInfo();
    Bytes losing = alice.commit().add(carol).stage().message();
    Bytes proposal = alice.propose().add(carol);
    Bytes winning = bob.commit().stage().message();

    PublicGroup server = PublicGroup.follow(info, Optional.empty(), validator);
    PublicCommit winner = observed(server, winning);
    validator.next = Optional.of(() -> server.merge(winner));
    PublicCommit loser = observed(server, losing);
    assertEquals(2, server.epoch());
    assertThrows(StaleCommit.class, () -> server.merge(loser));

    PublicGroup other = PublicGroup.follow(info, Optional.empty(), validator);
    PublicCommit again = observed(other, winning);
    validator.next = Optional.of(() -> other.merge(again));
    assertThrows(UndecryptableMessage.class, () -> other.receive(proposal));
  }
}
