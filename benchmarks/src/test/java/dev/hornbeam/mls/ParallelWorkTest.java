package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoOperation;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialValidator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The work that a join or a commit has for each member is shared with the executor given. */
class ParallelWorkTest {
  private static final int MEMBERS = 64;
  private static final int THREADS = 3;

  private static LargeGroup large;

  private final ExecutorService pool = Executors.newFixedThreadPool(THREADS - 1);
  private final Meeting meeting = new Meeting();

  @BeforeAll
  static void fullTree() throws MlsException {
    large = LargeGroup.of(LargeGroup.Shape.FULL, MEMBERS);
  }

  @AfterEach
  void shutDown() {
    pool.shutdownNow();
  }

  /**
   * Where threads wait for one another: whoever comes is held until as many as work together are
   * there, so that work on one thread alone would never end.
   */
  private static final class Meeting {
    private final Set<Thread> met = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch missing = new CountDownLatch(0);
    private volatile CryptoOperation awaited = CryptoOperation.HASH;
    private volatile int skipped;

    /** From now on threads wait for one another. */
    void begin() {
      met.clear();
      missing = new CountDownLatch(THREADS);
    }

    /** From now on the operation is a meeting, but for the first few. */
    void expect(CryptoOperation operation, int first) {
      awaited = operation;
      skipped = first;
      begin();
    }

    void observed(CryptoOperation operation) {
      if (operation == awaited) {
        synchronized (this) {
          if (skipped > 0) {
            skipped--;
            return;
          }
        }
        attend();
      }
    }

    void attend() {
      if (met.add(Thread.currentThread())) {
        missing.countDown();
        try {
          assertTrue(missing.await(1, TimeUnit.MINUTES), "nobody else works");
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }

    void assertMet() {
      assertEquals(THREADS, met.size());
      missing = new CountDownLatch(0);
    }
  }

  private MlsClientBuilder client(Executor executor) {
    return new MlsClientBuilder(LargeGroup.SUITE)
        .profile(CryptoProfile.fastest().observed(meeting::observed))
        .executor(executor, THREADS);
  }

  private Group member(int leaf) throws MlsException {
    InMemoryStore store = new InMemoryStore();
    return large.member(leaf, client(pool).store(store), store);
  }

  private static void assertAgreed(Group one, Group other) throws MlsException {
    assertEquals(one.treeHash(), other.treeHash());
    try (Secret here = one.epochAuthenticator();
        Secret there = other.epochAuthenticator()) {
      assertTrue(here.matches(there));
    }
  }

  /** A commit that adds the client, merged by who made it. */
  private static Bytes welcome(Group group, MlsClient client) throws MlsException {
    OutgoingCommit commit = group.commit().add(client.newKeyPackage()).stage();
    group.merge(commit);
    return commit.welcome().orElseThrow();
  }

  @Test
  void theLeavesOfAGroupAreVerifiedTogether() throws MlsException {
    Group group = member(0);
    MlsClient carol = client(pool).credential(Credential.basic("carol")).build();
    Bytes welcome = welcome(group, carol);
    // The first signature is the GroupInfo's.
    meeting.expect(CryptoOperation.VERIFY, 1);
    Group joined = carol.join(welcome);
    meeting.assertMet();
    assertAgreed(group, joined);
  }

  @Test
  void theCredentialsOfAGroupAreValidatedTogether() throws MlsException {
    Group group = member(0);
    Meeting validation = new Meeting();
    validation.begin();
    MlsClient carol =
        client(pool)
            .credential(Credential.basic("carol"))
            .credentialValidator(
                (occasion, presented, replaced) -> {
                  assertEquals(CredentialValidator.Occasion.JOIN, occasion);
                  validation.attend();
                  return CredentialValidator.Verdict.ACCEPTED;
                })
            .build();
    Group joined = carol.join(welcome(group, carol));
    validation.assertMet();
    assertAgreed(group, joined);
  }

  @Test
  void aPathIsSealedTogether() throws MlsException {
    Group one = member(0);
    Group other = member(33);
    meeting.expect(CryptoOperation.HPKE_SEAL, 0);
    OutgoingCommit commit = one.commit().stage();
    meeting.assertMet();
    other.merge(
        assertInstanceOf(Received.CommitReceived.class, other.receive(commit.message())).commit());
    one.merge(commit);
    assertAgreed(one, other);
  }

  @Test
  void newMembersAreVerifiedAndWelcomedTogether() throws MlsException {
    Group group = member(0);
    List<Bytes> keyPackages = LargeGroup.keyPackages(20);
    MlsClient carol = client(pool).credential(Credential.basic("carol")).build();
    keyPackages.add(carol.newKeyPackage());
    meeting.expect(CryptoOperation.VERIFY, 0);
    group.discard(group.commit().addAll(keyPackages).stage());
    meeting.assertMet();

    // Without a path, all that is sealed is for the new members.
    meeting.expect(CryptoOperation.HPKE_SEAL, 0);
    OutgoingCommit commit =
        group.commit().addAll(keyPackages).path(CommitBuilder.PathChoice.WHEN_REQUIRED).stage();
    meeting.assertMet();
    group.merge(commit);
    assertAgreed(group, carol.join(commit.welcome().orElseThrow()));
  }

  /** Nothing depends on who does the work: not even which of several faults is reported. */
  @Test
  void aRefusalIsTheSameAndCanBeRepeated() throws MlsException {
    Group group = member(0);
    RuntimeException defect = new IllegalStateException("a defect of the application");
    CredentialValidator[] current = {CredentialValidator.acceptAll()};
    MlsClient carol =
        client(pool)
            .credential(Credential.basic("carol"))
            .credentialValidator(
                (occasion, presented, replaced) ->
                    current[0].validate(occasion, presented, replaced))
            .build();
    Bytes welcome = welcome(group, carol);
    current[0] =
        (occasion, presented, replaced) ->
            presented.credential().equals(Credential.basic("member 40"))
                ? CredentialValidator.Verdict.REFUSED
                : CredentialValidator.Verdict.ACCEPTED;
    InvalidMessage refused = assertThrows(InvalidMessage.class, () -> carol.join(welcome));
    assertEquals(Rule.CREDENTIAL_REFUSED, refused.rule());
    current[0] =
        (occasion, presented, replaced) -> {
          throw defect;
        };
    assertSame(defect, assertThrows(IllegalStateException.class, () -> carol.join(welcome)));
    current[0] = CredentialValidator.acceptAll();
    assertAgreed(group, carol.join(welcome));
  }

  @Test
  void anExecutorThatIsBusyOrRefusesIsDoneWithout() throws MlsException {
    Executor refusing =
        task -> {
          throw new RejectedExecutionException("full");
        };
    Executor neverBegins = task -> {};
    Executor onTheCaller = Runnable::run;
    for (Executor executor : List.of(refusing, neverBegins, onTheCaller)) {
      Group group = member(0);
      MlsClient carol = client(executor).credential(Credential.basic("carol")).build();
      Group joined = carol.join(welcome(group, carol));
      assertAgreed(group, joined);
      OutgoingCommit commit = joined.commit().stage();
      joined.merge(commit);
      group.merge(
          assertInstanceOf(Received.CommitReceived.class, group.receive(commit.message()))
              .commit());
      assertAgreed(group, joined);
    }
  }

  @Test
  void anInterruptOfTheCallerIsKeptAndChangesNothing() throws MlsException {
    Group group = member(0);
    MlsClient carol = client(pool).credential(Credential.basic("carol")).build();
    Bytes welcome = welcome(group, carol);
    Thread.currentThread().interrupt();
    Group joined = carol.join(welcome);
    OutgoingCommit commit = joined.commit().stage();
    assertTrue(Thread.interrupted());
    joined.merge(commit);
    group.merge(
        assertInstanceOf(Received.CommitReceived.class, group.receive(commit.message())).commit());
    assertAgreed(group, joined);
  }
}
