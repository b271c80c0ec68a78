package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.StaleCommit;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.RatchetPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several threads use one group at once. */
class GroupThreadsTest {
  private static final CipherSuite SUITE = CipherSuite.X25519_AES128GCM_SHA256_ED25519;
  private static final int EPOCHS = 30;
  private static final int SENDERS = 3;
  private static final int MESSAGES = 60;

  private Group a;
  private Group b;

  @BeforeEach
  void setUp() throws MlsException {
    a = client("alice").createGroup(GroupId.random());
    MlsClient bob = client("bob");
    OutgoingCommit add = a.commit().add(bob.newKeyPackage()).stage();
    a.merge(add);
    b = bob.join(add.welcome().orElseThrow());
  }

  private static MlsClient client(String name) throws MlsException {
    return MlsClient.builder(SUITE)
        .credential(Credential.basic(name))
        .pastEpochs(EPOCHS)
        .ratchets(new RatchetPolicy(SENDERS * MESSAGES, SENDERS * MESSAGES))
        .build();
  }

  private static void inParallel(List<Callable<Group>> tasks) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    try {
      List<Future<Group>> running = new ArrayList<>();
      tasks.forEach(task -> running.add(threads.submit(task)));
      for (Future<Group> each : running) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  private static void receiveCommit(Group group, Bytes message) throws MlsException {
    group.merge(assertInstanceOf(Received.CommitReceived.class, group.receive(message)).commit());
  }

  /** Each message is of one epoch, and is read once, also by threads that receive it twice. */
  @Test
  void sendAndReceiveWhileEpochsEnd() throws Exception {
    ConcurrentLinkedQueue<Bytes> messages = new ConcurrentLinkedQueue<>();
    List<Callable<Group>> tasks = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      int sender = i;
      tasks.add(
          () -> {
            for (int j = 0; j < MESSAGES; j++) {
              messages.add(a.protect(Bytes.utf8(sender + " " + j)));
            }
            return a;
          });
    }
    tasks.add(
        () -> {
          for (int i = 0; i < EPOCHS / 2; i++) {
            OutgoingCommit commit = a.commit().stage();
            receiveCommit(b, commit.message());
            a.merge(commit);
          }
          return a;
        });
    inParallel(tasks);
    Set<Bytes> read = ConcurrentHashMap.newKeySet();
    Callable<Group> reader =
        () -> {
          for (Bytes message : messages) {
            try {
              Received received = b.receive(message);
              assertTrue(
                  read.add(assertInstanceOf(Received.ApplicationData.class, received).data()));
            } catch (UndecryptableMessage e) {
              assertEquals(UndecryptableMessage.Reason.KEY_CONSUMED, e.reason());
            }
          }
          return b;
        };
    inParallel(
        List.of(
            reader,
            reader,
            () -> {
              Bytes commit = a.commit().stage().message();
              for (int i = 0; i < 5; i++) {
                b.discard(
                    assertInstanceOf(Received.CommitReceived.class, b.receive(commit)).commit());
              }
              return b;
            }));
    assertEquals(SENDERS * MESSAGES, read.size());
    assertEquals(a.treeHash(), b.treeHash());
  }

  /** Of commits that are staged at once one is merged; the others are stale. */
  @Test
  void mergeOneOfManyCommits() throws Exception {
    ConcurrentLinkedQueue<Bytes> merged = new ConcurrentLinkedQueue<>();
    Callable<Group> committer =
        () -> {
          for (int i = 0; i < 15; i++) {
            try {
              OutgoingCommit commit = a.commit().stage();
              try {
                synchronized (merged) {
                  a.merge(commit);
                  merged.add(commit.message());
                }
              } catch (StaleCommit e) {
                a.discard(commit);
              }
            } catch (StaleCommit e) {
              assertTrue(e.getMessage() != null);
            }
          }
          return a;
        };
    inParallel(List.of(committer, committer, committer));
    for (Bytes commit : merged) {
      receiveCommit(b, commit);
    }
    assertEquals(a.epoch(), b.epoch());
    assertEquals(a.treeHash(), b.treeHash());
    assertEquals(1 + merged.size(), a.epoch());
  }
}
