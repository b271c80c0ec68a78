package dev.hornbeam.benchmarks.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.pkcs11.ObservedModule;
import dev.hornbeam.testing.FaultModule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What groups have a token do, counted at the module, call by call. */
@Timeout(120)
class TokenCallsTest {
  private static final int AHEAD = 2;
  private static final int SESSIONS = 4;

  @BeforeAll
  static void thereIsAModule() {
    FaultModule.leftOut().ifPresent(why -> abort("the fault module was not built: " + why));
  }

  /** No key pair is made, none is looked for, and none is given another label. */
  @Test
  void aCommitSignsTwiceAndDoesNothingElse() throws Exception {
    CountedCalls calls = new CountedCalls();
    try (BenchToken token = BenchToken.open(SESSIONS, calls);
        TokenGroup group = TokenGroup.onToken(token, 5, 2, AHEAD);
        Callers callers = new Callers(2)) {
      Set<String> called = new TreeSet<>();
      for (int i = 0; i < 5; i++) {
        List<Callable<Map<String, Integer>>> commits =
            group.members().stream().map(member -> callsOfCommit(member, calls)).toList();
        for (Map<String, Integer> each : callers.atOnce(commits)) {
          assertEquals(0, each.getOrDefault("C_GenerateKeyPair", 0));
          assertEquals(2, each.get("C_Sign"));
          called.addAll(each.keySet());
        }
        group.awaitKeysAhead();
      }
      called.remove("C_OpenSession"); // The first time that so many are in use.
      assertEquals(Set.of("C_SignInit", "C_Sign"), called);
    }
  }

  private static Callable<Map<String, Integer>> callsOfCommit(Group member, CountedCalls calls) {
    return () -> {
      calls.take();
      OutgoingCommit commit = member.commit().stage();
      Map<String, Integer> counts = calls.take();
      member.discard(commit);
      return counts;
    };
  }

  /** The counter sees what it is to see: with none made ahead, the commit makes its key. */
  @Test
  void aCommitMakesItsKeyIfNoneIsMadeAhead() throws Exception {
    CountedCalls calls = new CountedCalls();
    try (BenchToken token = BenchToken.open(SESSIONS, calls);
        TokenGroup group = TokenGroup.onToken(token, 5, 1, 0)) {
      calls.take();
      group.members().get(0).commit().stage();
      Map<String, Integer> counts = calls.take();
      assertEquals(1, counts.get("C_GenerateKeyPair"));
      assertEquals(2, counts.get("C_Sign"));
    }
  }

  @Test
  void aMessageIsOneSignatureAndReadingItIsNone() throws Exception {
    CountedCalls calls = new CountedCalls();
    try (BenchToken token = BenchToken.open(SESSIONS, calls);
        TokenGroup group = TokenGroup.onToken(token, 5, 2, AHEAD)) {
      calls.take();
      Bytes message = group.members().get(0).protect(Bytes.utf8("hello"));
      assertEquals(Map.of("C_SignInit", 1, "C_Sign", 1), calls.take());
      assertTrue(group.members().get(1).receive(message) instanceof Received.ApplicationData);
      assertEquals(Map.of(), calls.take());
    }
  }

  /** The neighbour encrypts to the member's leaf key, of which the handle is known by then. */
  @Test
  void aCommitOfTheNeighboursIsOneAgreement() throws Exception {
    CountedCalls calls = new CountedCalls();
    try (BenchToken token = BenchToken.open(SESSIONS, calls);
        TokenGroup group = TokenGroup.onToken(token, 4, 1, AHEAD)) {
      Group member = group.members().get(0);
      Bytes commit = group.neighbour().commit().stage().message();
      member.discard(((Received.CommitReceived) member.receive(commit)).commit());
      calls.take();
      member.discard(((Received.CommitReceived) member.receive(commit)).commit());
      assertEquals(
          Map.of("C_DeriveKey", 1, "C_GetAttributeValue", 1, "C_DestroyObject", 1), calls.take());
    }
  }

  /** Each signature waits within the module until there are two. */
  private static final class Meeting implements ObservedModule.Observer {
    private volatile CountDownLatch absent = new CountDownLatch(0);

    void arrange(int signers) {
      absent = new CountDownLatch(signers);
    }

    @Override
    public Runnable entering(String function) {
      if (function.equals("C_Sign")) {
        CountDownLatch others = absent;
        others.countDown();
        try {
          assertTrue(others.await(60, TimeUnit.SECONDS), "nobody else signs meanwhile");
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      return () -> {};
    }
  }

  @Test
  void membersOnOneTokenAreInTheModuleAtOnce() throws Exception {
    Meeting meeting = new Meeting();
    try (BenchToken token = BenchToken.open(SESSIONS, meeting);
        TokenGroup group = TokenGroup.onToken(token, 5, 2, 2 * AHEAD);
        Callers callers = new Callers(2)) {
      meeting.arrange(2);
      List<Callable<OutgoingCommit>> commits =
          List.of(
              () -> group.members().get(0).commit().stage(),
              () -> group.members().get(1).commit().stage());
      assertEquals(2, callers.atOnce(commits).size());
    }
  }
}
