package dev.hornbeam.mls;

import static dev.hornbeam.mls.Refusals.assertBreaks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.StaleCommit;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.RatchetPolicy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Several groups and several threads at once. */
class ConcurrencyTest {
  private interface Task {
    void run() throws Exception;
  }

  /** Runs the tasks at the same time; what one throws, this throws. */
  private static void together(Task... tasks) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(tasks.length);
    CyclicBarrier start = new CyclicBarrier(tasks.length);
    try {
      List<Callable<Task>> calls = new ArrayList<>();
      for (Task task : tasks) {
        calls.add(
            () -> {
              start.await();
              task.run();
              return task;
            });
      }
      for (Future<Task> each : executor.invokeAll(calls)) {
        each.get();
      }
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void groupsOfOneClientDoNotDisturbOneAnother() throws Exception {
    MlsClient alice = Friends.client("alice");
    Friends one = Friends.of(Extensions.NONE, List.of(alice, Friends.client("bob")));
    Friends two = Friends.of(Extensions.NONE, List.of(alice, Friends.client("carol")));
    together(() -> live(one), () -> live(two));
    assertEquals(2, alice.groups().size());
  }

  private static void live(Friends friends) throws MlsException {
    for (int i = 0; i < 8; i++) {
      friends.assertAgreed();
      friends.commit(i % 2, friends.group(i % 2).commit().stage());
      Bytes update = friends.group(i % 2).propose().update();
      friends.receiveProposal(update, i % 2);
      friends.commit((i + 1) % 2, friends.group((i + 1) % 2).commit().stage());
    }
    friends.assertAgreed();
  }

  @Test
  void oneGroupSendsReceivesAndMergesAtOnce() throws Exception {
    int messages = 40;
    // While one thread rests between sending and handing on, the other may send all of its
    // messages.
    RatchetPolicy ratchets = new RatchetPolicy(2 * messages, 1000);
    Friends friends =
        Friends.of(
            builder -> builder.framing(HandshakeFraming.PRIVATE).pastEpochs(10).ratchets(ratchets),
            "alice",
            "bob");
    Group alice = friends.group(0);
    Group bob = friends.group(1);
    List<Bytes> fromBob = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      fromBob.add(bob.protect(Bytes.utf8("from bob " + i)));
    }
    List<Bytes> fromAlice = Collections.synchronizedList(new ArrayList<>());
    List<Bytes> commits = new ArrayList<>();
    together(
        () -> {
          for (int i = 0; i < messages; i++) {
            fromAlice.add(alice.protect(Bytes.utf8("one " + i)));
          }
        },
        () -> {
          for (int i = 0; i < messages; i++) {
            fromAlice.add(alice.protect(Bytes.utf8("two " + i)));
          }
        },
        () -> {
          for (int i = 0; i < 6; i++) {
            OutgoingCommit commit = alice.commit().stage();
            commits.add(commit.message());
            alice.merge(commit);
          }
        },
        () -> {
          for (Bytes each : fromBob) {
            assertInstanceOf(Received.ApplicationData.class, alice.receive(each));
          }
        });
    assertEquals(messages, alice.inbox().size());
    for (Bytes commit : commits) {
      Friends.receiveAndMerge(bob, commit);
    }
    Set<Object> seen = new HashSet<>();
    for (Bytes each : fromAlice) {
      Received.ApplicationData data =
          assertInstanceOf(Received.ApplicationData.class, bob.receive(each));
      assertTrue(seen.add(data.inboxId()));
      assertTrue(seen.add(data.data()));
    }
    assertEquals(2 * 2 * messages, seen.size());
    bob.inbox().forEach(message -> acknowledge(bob, message));
    friends.assertAgreed();
  }

  private static void acknowledge(Group group, Received.ApplicationData message) {
    try {
      group.acknowledge(message.inboxId());
    } catch (MlsException e) {
      throw new AssertionError(e);
    }
  }

  /** Of two commits from one state one is merged, and the other is stale. */
  @Test
  void oneOfTwoCommitsWins() throws Exception {
    Friends friends = Friends.of("alice", "bob");
    Group alice = friends.group(0);
    OutgoingCommit own = alice.commit().stage();
    IncomingCommit incoming =
        assertInstanceOf(
                Received.CommitReceived.class,
                alice.receive(friends.group(1).commit().stage().message()))
            .commit();
    List<StagedCommit> stale = Collections.synchronizedList(new ArrayList<>());
    together(() -> merge(alice, own, stale), () -> merge(alice, incoming, stale));
    assertEquals(1, stale.size());
    assertEquals(2, alice.epoch());
    alice.discard(stale.get(0));
  }

  private static void merge(Group group, StagedCommit commit, List<StagedCommit> stale)
      throws MlsException {
    try {
      group.merge(commit);
    } catch (StaleCommit e) {
      stale.add(commit);
    }
  }

  @Test
  void groupIsEnteredOnce() throws Exception {
    MlsClient alice = Friends.client("alice");
    GroupId id = GroupId.random();
    List<Group> made = Collections.synchronizedList(new ArrayList<>());
    Task create =
        () -> {
          try {
            made.add(alice.createGroup(id));
          } catch (InvalidMessage e) {
            assertEquals(Rule.GROUP_ID_IN_USE, e.rule());
          }
        };
    together(create, create, create);
    assertEquals(1, made.size());
    assertBreaks(Rule.GROUP_ID_IN_USE, () -> alice.createGroup(id));
  }

  @Test
  void welcomeIsUsedOnce() throws Exception {
    MlsClient bob = Friends.client("bob");
    Group group = Friends.client("alice").createGroup(GroupId.random());
    OutgoingCommit commit = group.commit().add(bob.newKeyPackage()).stage();
    group.merge(commit);
    Bytes welcome = commit.welcome().orElseThrow();
    List<Group> joined = Collections.synchronizedList(new ArrayList<>());
    Task join =
        () -> {
          try {
            joined.add(bob.join(welcome));
          } catch (MlsException e) {
            // The key package is used, or the group entered, already.
          }
        };
    together(join, join);
    assertEquals(1, joined.size());
    group.receive(joined.get(0).protect(Bytes.utf8("hello")));
  }
}
