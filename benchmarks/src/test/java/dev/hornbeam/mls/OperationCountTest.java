package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.CryptoOperation;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the operations of a group of 1,024 members cost, when no node of its tree is blank: one
 * path, whatever the size of the group.
 */
class OperationCountTest {
  private static final int MEMBERS = 1024;

  /** Parents between a leaf and above the root: log2 of the members. */
  private static final int DEPTH = 10;

  /** Node visits that count as a few descents, and never as a scan. */
  private static final int FEW_DESCENTS = 20 * DEPTH;

  private static LargeGroup large;

  private final Probe alice = new Probe();
  private final Probe bob = new Probe();

  @BeforeAll
  static void fullTree() throws MlsException {
    large = LargeGroup.of(LargeGroup.Shape.FULL, MEMBERS);
  }

  /** The operations that are not symmetric; all others are absent. */
  private static Map<CryptoOperation, Integer> publicKeyOperations(Probe.Cost cost) {
    Map<CryptoOperation, Integer> counts = new TreeMap<>(cost.operations());
    counts
        .keySet()
        .removeAll(
            List.of(
                CryptoOperation.HASH,
                CryptoOperation.MAC,
                CryptoOperation.AEAD_SEAL,
                CryptoOperation.AEAD_OPEN));
    return counts;
  }

  private static void assertAtMost(long bound, long actual, String what) {
    assertTrue(actual <= bound, () -> what + ": " + actual + " is over " + bound);
  }

  private static IncomingCommit commit(Received received) {
    return assertInstanceOf(Received.CommitReceived.class, received).commit();
  }

  @Test
  void aCommitMakesAndSealsOnePath() throws MlsException {
    Group group = alice.member(large, 0);
    List<OutgoingCommit> commit = new ArrayList<>();
    Probe.Cost cost = alice.cost(() -> commit.add(group.commit().stage()));
    assertEquals(
        Map.of(
            // The leaf key, and an ephemeral key for each seal.
            CryptoOperation.DH_GENERATE, 1 + DEPTH,
            CryptoOperation.DH_PUBLIC_KEY, DEPTH,
            CryptoOperation.DH_AGREE, DEPTH,
            CryptoOperation.HPKE_SEAL, DEPTH,
            // The leaf node and the commit.
            CryptoOperation.SIGN, 2),
        publicKeyOperations(cost));
    // A tree hash for each node of the path, and a parent hash for each parent.
    assertEquals(2 * DEPTH + 1, cost.treeHashes());
    assertEquals(DEPTH + 2, cost.of(CryptoOperation.AEAD_SEAL));
    assertAtMost(FEW_DESCENTS, cost.visits(), "visits");
    assertAtMost(DEPTH + 10, cost.written(), "rows");

    Probe.Cost merge = alice.cost(() -> group.merge(commit.get(0)));
    assertMergesOnePath(merge);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 300, 512, 1023})
  void oneWhoReceivesACommitOpensOneSecret(int receiver) throws MlsException {
    OutgoingCommit commit = alice.member(large, 0).commit().stage();
    Group group = bob.member(large, receiver);
    List<IncomingCommit> staged = new ArrayList<>();
    Probe.Cost cost = bob.cost(() -> staged.add(commit(group.receive(commit.message()))));
    int common = Integer.SIZE - Integer.numberOfLeadingZeros(receiver);
    assertEquals(
        Map.of(
            // From the lowest common parent on.
            CryptoOperation.DH_PUBLIC_KEY, DEPTH - common + 1,
            CryptoOperation.DH_AGREE, 1,
            CryptoOperation.HPKE_OPEN, 1,
            // The commit and the leaf node.
            CryptoOperation.VERIFY, 2),
        publicKeyOperations(cost));
    assertEquals(2 * DEPTH + 1, cost.treeHashes());
    assertEquals(3, cost.of(CryptoOperation.AEAD_OPEN));
    assertAtMost(FEW_DESCENTS, cost.visits(), "visits");
    assertEquals(0, cost.written());

    Probe.Cost merge = bob.cost(() -> group.merge(staged.get(0)));
    assertMergesOnePath(merge);
  }

  private static void assertMergesOnePath(Probe.Cost merge) {
    assertEquals(Map.of(), publicKeyOperations(merge));
    assertEquals(0, merge.of(CryptoOperation.MAC));
    assertEquals(0, merge.treeHashes());
    assertAtMost(2 * DEPTH, merge.visits(), "visits");
    // The path's nodes, its keys, a first use of the sender's ratchets, and what there is once.
    assertAtMost(4 * DEPTH + 20, merge.written(), "rows");
    assertAtMost(2, merge.read(), "reads");
    assertEquals(0, merge.listed());
  }

  @Test
  void anUpdateThatIsCommittedCostsTwoPaths() throws MlsException {
    Group a = alice.member(large, 0);
    Group b = bob.member(large, 700);
    Bytes update = b.propose().update();
    Probe.Cost receipt = alice.cost(() -> a.receive(update));
    assertEquals(Map.of(CryptoOperation.VERIFY, 2), publicKeyOperations(receipt));
    assertAtMost(FEW_DESCENTS, receipt.visits(), "visits");

    List<OutgoingCommit> commit = new ArrayList<>();
    Probe.Cost cost = alice.cost(() -> commit.add(a.commit().stage()));
    assertEquals(0, cost.of(CryptoOperation.VERIFY));
    // The Update blanks its path but for the root, which the commit sets: nine siblings more.
    assertEquals(2 * DEPTH - 1, cost.of(CryptoOperation.HPKE_SEAL));
    assertAtMost(3 * DEPTH + 2, cost.treeHashes(), "hashes");
    assertAtMost(2 * FEW_DESCENTS, cost.visits(), "visits");

    List<IncomingCommit> staged = new ArrayList<>();
    Probe.Cost own = bob.cost(() -> staged.add(commit(b.receive(commit.get(0).message()))));
    assertEquals(2, own.of(CryptoOperation.VERIFY));
    assertEquals(1, own.of(CryptoOperation.HPKE_OPEN));
    assertAtMost(2 * FEW_DESCENTS, own.visits(), "visits");
    b.merge(staged.get(0));
    a.merge(commit.get(0));
    assertEquals(a.treeHash(), b.treeHash());
  }

  @Test
  void aMessageCostsAPathOnceAndAStepFromThenOn() throws MlsException {
    Group a = alice.member(large, 3);
    Group b = bob.member(large, 1000);
    Bytes text = Bytes.utf8("text");
    List<Bytes> sent = new ArrayList<>();
    // Two secrets for each level, the start of both ratchets, a step, and the sender data.
    int firstUse = 2 * DEPTH + 2 + 3 + 2;
    int step = 3 + 2;
    for (int i = 0; i < 3; i++) {
      int macs = i == 0 ? firstUse : step;
      int rows = i == 0 ? DEPTH + 1 + 2 : 1;
      Probe.Cost sending = alice.cost(() -> sent.add(a.protect(text)));
      assertEquals(macs, sending.of(CryptoOperation.MAC));
      assertEquals(Map.of(CryptoOperation.SIGN, 1), publicKeyOperations(sending));
      assertEquals(2, sending.of(CryptoOperation.AEAD_SEAL));
      assertEquals(rows, sending.written());
      assertEquals(0, sending.visits() + sending.read() + sending.listed());

      Probe.Cost receiving = bob.cost(() -> b.receive(sent.remove(0)));
      assertEquals(macs, receiving.of(CryptoOperation.MAC));
      assertEquals(Map.of(CryptoOperation.VERIFY, 1), publicKeyOperations(receiving));
      assertEquals(2, receiving.of(CryptoOperation.AEAD_OPEN));
      // With the inbox.
      assertEquals(rows + 1, receiving.written());
      assertAtMost(2 * (DEPTH + 1), receiving.visits(), "visits");
      assertEquals(0, receiving.treeHashes() + receiving.read() + receiving.listed());
    }
    Probe.Cost inbox = bob.cost(() -> assertEquals(3, b.inbox().size()));
    assertEquals(3, inbox.listed());
    assertEquals(3, inbox.read());
  }

  /** Each further sender starts below the nodes that were derived for those before. */
  @Test
  void furtherSendersShareWhatWasDerived() throws MlsException {
    Group b = bob.member(large, 1023);
    int macs = 0;
    int rows = 0;
    for (int sender = 0; sender < 16; sender++) {
      Bytes message = new Probe().member(large, sender).protect(Bytes.utf8("text"));
      Probe.Cost cost = bob.cost(() -> b.receive(message));
      macs += cost.of(CryptoOperation.MAC);
      rows += cost.written();
    }
    // A full subtree of 16 leaves has 30 secrets under its own; six levels lead there.
    assertEquals(2 * (DEPTH - 4) + 30 + 16 * 7, macs);
    assertAtMost((DEPTH - 4) + 30 + 16 * 4, rows, "rows");
  }

  @Test
  void thePastSharesItsTreeWithThePresent() throws MlsException {
    Group a = alice.member(large, 0);
    Group b = bob.member(large, 9);
    RatchetTree before = b.core().state().shared().tree();
    OutgoingCommit commit = a.commit().stage();
    b.merge(commit(b.receive(commit.message())));
    RatchetTree now = b.core().state().shared().tree();
    EpochKeys past = b.core().past().get(0);
    Set<LeafNode> present = Collections.newSetFromMap(new IdentityHashMap<>());
    now.members().forEach(member -> present.add(member.leaf()));
    int shared = 0;
    for (int i = 0; i < MEMBERS; i++) {
      LeafIndex leaf = new LeafIndex(i);
      LeafNode then = past.members().apply(leaf).orElseThrow();
      assertSame(before.leaf(leaf).orElseThrow(), then);
      shared += present.contains(then) ? 1 : 0;
    }
    assertEquals(MEMBERS - 1, shared);
    assertEquals(DEPTH + 1, now.changesSince(before).changed().size());
  }
}
