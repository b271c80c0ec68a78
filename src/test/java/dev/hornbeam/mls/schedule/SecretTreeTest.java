package dev.hornbeam.mls.schedule;

import static dev.hornbeam.mls.schedule.RatchetType.APPLICATION;
import static dev.hornbeam.mls.schedule.RatchetType.HANDSHAKE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.error.UndecryptableMessage.Reason;
import dev.hornbeam.mls.schedule.SecretTreeChange.RatchetState;
import dev.hornbeam.mls.tree.LeafCount;
import dev.hornbeam.mls.tree.NodeIndex;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.RatchetPolicy;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SecretTreeTest {
  private static final SuiteCrypto CRYPTO =
      SuiteCrypto.of(
          CipherSuite.X25519_AES128GCM_SHA256_ED25519, CryptoProfile.fastest(), new SecureRandom());
  private static final LeafCount WIDTH = new LeafCount(8);
  private static final RatchetPolicy POLICY = new RatchetPolicy(3, 10);
  private static final long LAST_GENERATION = 0xffff_ffffL;

  private static final Set<Reason> EXPECTED = EnumSet.of(Reason.KEY_CONSUMED, Reason.TOO_FAR_AHEAD);

  private static final LeafIndex A = new LeafIndex(0);
  private static final LeafIndex D = new LeafIndex(3);

  private final Secret encryptionSecret = Secret.own(CRYPTO.random(32));
  private final SecretTree tree = tree(POLICY);

  private SecretTree tree(RatchetPolicy policy) {
    return SecretTree.of(CRYPTO, policy, WIDTH, encryptionSecret.copy());
  }

  /** Opens the key and takes it out of the tree. */
  private static Bytes take(SecretTree tree, LeafIndex leaf, RatchetType type, long generation)
      throws UndecryptableMessage {
    RatchetStep step = tree.open(leaf, type, generation);
    Bytes key = key(step);
    step.accept();
    return key;
  }

  private static Bytes key(RatchetStep step) {
    return new TlsWriter().opaque(step.key().key()).opaque(step.key().nonce()).toBytes();
  }

  private static void refused(
      Reason reason, SecretTree tree, LeafIndex leaf, RatchetType type, long generation) {
    SecretTreeRows before = SecretTreeRows.of(tree);
    UndecryptableMessage e =
        assertThrows(UndecryptableMessage.class, () -> tree.open(leaf, type, generation));
    assertEquals(reason, e.reason());
    assertEquals(before, SecretTreeRows.of(tree));
  }

  @Test
  void everyKeyIsAnother() throws Exception {
    Set<Bytes> keys = new TreeSet<>();
    for (int leaf = 0; leaf < WIDTH.value(); leaf++) {
      for (RatchetType type : RatchetType.values()) {
        for (int generation = 0; generation < 5; generation++) {
          assertTrue(keys.add(take(tree, new LeafIndex(leaf), type, generation)));
        }
      }
    }
  }

  @Test
  void orderOfUseDoesNotChangeKeys() throws Exception {
    SecretTree other = tree(POLICY);
    Bytes first = take(tree, D, APPLICATION, 0);
    Bytes second = take(tree, D, APPLICATION, 1);
    Bytes third = take(tree, D, APPLICATION, 2);
    take(other, A, HANDSHAKE, 0);
    assertEquals(third, take(other, D, APPLICATION, 2));
    assertEquals(first, take(other, D, APPLICATION, 0));
    assertEquals(second, take(other, D, APPLICATION, 1));
  }

  @Test
  void keyIsGivenOnce() throws Exception {
    take(tree, D, HANDSHAKE, 0);
    refused(Reason.KEY_CONSUMED, tree, D, HANDSHAKE, 0);
    take(tree, D, HANDSHAKE, 3);
    take(tree, D, HANDSHAKE, 1);
    refused(Reason.KEY_CONSUMED, tree, D, HANDSHAKE, 1);
    take(tree, D, HANDSHAKE, 2);
    take(tree, D, APPLICATION, 0);
  }

  @Test
  void skippedKeyIsKeptAsLongAsThePolicySays() throws Exception {
    take(tree, D, APPLICATION, 1);
    take(tree, D, APPLICATION, 2);
    try (RatchetStep kept = tree.open(D, APPLICATION, 0)) {
      assertEquals(0, kept.generation());
    }
    take(tree, D, APPLICATION, 3);
    refused(Reason.KEY_CONSUMED, tree, D, APPLICATION, 0);
  }

  @Test
  void onlyTheNewestOfALongGapAreKept() throws Exception {
    take(tree, D, APPLICATION, 10);
    for (long dropped = 0; dropped < 8; dropped++) {
      refused(Reason.KEY_CONSUMED, tree, D, APPLICATION, dropped);
    }
    for (long kept : List.of(8L, 9L)) {
      take(tree, D, APPLICATION, kept);
    }
  }

  @Test
  void policyOfNoneKeepsAndSkipsNothing() throws Exception {
    SecretTree strict = tree(new RatchetPolicy(0, 0));
    refused(Reason.TOO_FAR_AHEAD, strict, D, APPLICATION, 1);
    take(strict, D, APPLICATION, 0);
    refused(Reason.TOO_FAR_AHEAD, strict, D, APPLICATION, 2);
    take(strict, D, APPLICATION, 1);
  }

  @Test
  void forwardLimitBoundsTheGap() throws Exception {
    refused(Reason.TOO_FAR_AHEAD, tree, D, APPLICATION, 11);
    refused(Reason.TOO_FAR_AHEAD, tree, D, APPLICATION, LAST_GENERATION);
    take(tree, D, APPLICATION, 10);
    refused(Reason.TOO_FAR_AHEAD, tree, D, APPLICATION, 22);
    refused(Reason.TOO_FAR_AHEAD, tree, D, APPLICATION, LAST_GENERATION);
    take(tree, D, APPLICATION, 21);
  }

  @Test
  void noNodeSecretOutlivesThoseOfItsChildren() throws Exception {
    assertEquals(List.of(WIDTH.root()), SecretTreeRows.of(tree).nodes());
    take(tree, D, APPLICATION, 0);
    assertEquals(nodes(1, 4, 11), SecretTreeRows.of(tree).nodes());
    take(tree, A, HANDSHAKE, 2);
    assertEquals(nodes(2, 4, 11), SecretTreeRows.of(tree).nodes());
    for (int leaf = 0; leaf < WIDTH.value(); leaf++) {
      take(tree, new LeafIndex(leaf), HANDSHAKE, 5);
    }
    assertEquals(List.of(), SecretTreeRows.of(tree).nodes());
  }

  private static List<NodeIndex> nodes(int... values) {
    return Arrays.stream(values).mapToObj(NodeIndex::new).toList();
  }

  @Test
  void stepThatIsClosedChangesNothing() throws Exception {
    take(tree, D, APPLICATION, 2);
    SecretTreeRows before = SecretTreeRows.of(tree);
    for (long generation : List.of(0L, 1L, 3L, 7L)) {
      Bytes key;
      try (RatchetStep step = tree.open(D, APPLICATION, generation);
          SecretTreeChanges changes = step.changes()) {
        key = key(step);
        assertFalse(changes.list().isEmpty());
      }
      assertEquals(before, SecretTreeRows.of(tree));
      try (RatchetStep again = tree.open(D, APPLICATION, generation)) {
        assertEquals(key, key(again));
      }
    }
  }

  @Test
  void closedStepWipesItsKey() throws Exception {
    RatchetStep step = tree.open(D, APPLICATION, 0);
    wipes(step, step::close);
  }

  @Test
  void acceptedStepWipesItsKey() throws Exception {
    RatchetStep step = tree.open(D, APPLICATION, 0);
    wipes(step, step::accept);
  }

  private static void wipes(RatchetStep step, Runnable end) {
    KeyAndNonce key = step.key();
    SecretTreeChanges changes = step.changes();
    end.run();
    assertTrue(key.key().isClosed());
    assertTrue(key.nonce().isClosed());
    assertThrows(IllegalStateException.class, step::key);
    assertThrows(IllegalStateException.class, step::changes);
    assertThrows(IllegalStateException.class, step::accept);
    step.close();
    new SecretTreeRows().apply(changes);
  }

  @Test
  void stepsOpenSideBySideAccountForEachOther() throws Exception {
    SecretTreeRows stored = SecretTreeRows.of(tree);
    RatchetStep ofD = tree.open(D, APPLICATION, 1);
    RatchetStep ofA = tree.open(A, HANDSHAKE, 0);
    RatchetStep laterOfD = tree.open(D, APPLICATION, 3);
    Bytes key = key(ofD);
    for (RatchetStep step : List.of(laterOfD, ofA, ofD)) {
      stored.apply(step.changes());
      step.accept();
      assertEquals(stored, SecretTreeRows.of(tree));
    }
    assertEquals(key, take(tree(POLICY), D, APPLICATION, 1));
    refused(Reason.KEY_CONSUMED, tree, D, APPLICATION, 1);
    refused(Reason.KEY_CONSUMED, tree, D, APPLICATION, 3);
    refused(Reason.KEY_CONSUMED, tree, A, HANDSHAKE, 0);
  }

  @Test
  void keyOpenedTwiceIsUsedOnce() throws Exception {
    RatchetStep first = tree.open(D, APPLICATION, 0);
    RatchetStep second = tree.open(D, APPLICATION, 0);
    RatchetStep third = tree.open(D, APPLICATION, 0);
    first.accept();
    nothingIsLeftOf(second);
    third.accept();
    refused(Reason.KEY_CONSUMED, tree, D, APPLICATION, 0);
  }

  @Test
  void openStepHoldsAKeyThatTheWindowDrops() throws Exception {
    RatchetStep step = tree.open(D, APPLICATION, 0);
    Bytes key = key(step);
    take(tree, D, APPLICATION, 9);
    assertEquals(key, key(step));
    nothingIsLeftOf(step);
  }

  private void nothingIsLeftOf(RatchetStep step) {
    SecretTreeRows before = SecretTreeRows.of(tree);
    KeyAndNonce key = step.key();
    assertEquals(List.of(), step.changes().list());
    step.accept();
    assertTrue(key.key().isClosed());
    assertEquals(before, SecretTreeRows.of(tree));
  }

  @Test
  void changesListedBeforeAnotherStepAreListedAgain() throws Exception {
    SecretTreeRows stored = SecretTreeRows.of(tree);
    RatchetStep stale = tree.open(D, APPLICATION, 0);
    stale.changes().close();
    RatchetStep other = tree.open(A, APPLICATION, 0);
    stored.apply(other.changes());
    other.accept();
    assertThrows(IllegalStateException.class, stale::accept);
    stored.apply(stale.changes());
    stale.accept();
    assertEquals(stored, SecretTreeRows.of(tree));
  }

  @Test
  void sendingUsesOneGenerationAfterTheOther() throws Exception {
    SecretTree receiver = tree(POLICY);
    for (long generation = 0; generation < 5; generation++) {
      RatchetStep step = tree.next(D, HANDSHAKE);
      assertEquals(generation, step.generation());
      assertEquals(D, step.leaf());
      assertEquals(HANDSHAKE, step.type());
      assertEquals(take(receiver, D, HANDSHAKE, generation), key(step));
      step.accept();
      refused(Reason.KEY_CONSUMED, tree, D, HANDSHAKE, generation);
    }
    try (RatchetStep step = tree.next(D, APPLICATION)) {
      assertEquals(0, step.generation());
    }
  }

  @Test
  void sendingStepIsEndedBeforeTheNext() {
    RatchetStep step = tree.next(D, HANDSHAKE);
    assertThrows(IllegalStateException.class, () -> tree.next(D, HANDSHAKE));
    assertThrows(IllegalStateException.class, () -> tree.next(D, APPLICATION));
    step.close();
    RatchetStep again = tree.next(D, HANDSHAKE);
    assertEquals(0, again.generation());
    again.accept();
    try (RatchetStep next = tree.next(D, HANDSHAKE)) {
      assertEquals(1, next.generation());
    }
  }

  @Test
  void lastGenerationIsUsedAndNoneFollows() throws Exception {
    try (SecretTreeChanges rows = rowsWith(stateAt(LAST_GENERATION - 1))) {
      SecretTree sender = SecretTree.load(CRYPTO, POLICY, WIDTH, rows.list());
      SecretTree receiver = SecretTree.load(CRYPTO, POLICY, WIDTH, rows.list());
      Bytes last = take(receiver, D, HANDSHAKE, LAST_GENERATION);
      sender.next(D, HANDSHAKE).accept();
      RatchetStep step = sender.next(D, HANDSHAKE);
      assertEquals(LAST_GENERATION, step.generation());
      assertEquals(last, key(step));
      step.accept();
      assertThrows(IllegalStateException.class, () -> sender.next(D, HANDSHAKE));
      refused(Reason.KEY_CONSUMED, receiver, D, HANDSHAKE, LAST_GENERATION);
      take(receiver, D, HANDSHAKE, LAST_GENERATION - 1);
    }
  }

  /** All rows of a tree in which this is the state of D's handshake ratchet. */
  private SecretTreeChanges rowsWith(RatchetState state) {
    tree.next(D, HANDSHAKE).accept();
    List<SecretTreeChange> rows = new ArrayList<>(tree.rows().list());
    rows.removeIf(
        row -> row instanceof RatchetState r && r.leaf().equals(D) && r.type() == HANDSHAKE);
    rows.add(state);
    return new SecretTreeChanges(rows);
  }

  private static RatchetState stateAt(long next) {
    Secret chain = Secret.zeros(CRYPTO.hashLength());
    return new RatchetState(
        D, HANDSHAKE, new TlsWriter().u64(next).opaque(chain).opaque(Bytes.EMPTY).toSecret());
  }

  @Test
  void closedTreeGivesNoKeys() throws Exception {
    RatchetStep open = tree.open(D, APPLICATION, 0);
    tree.close();
    tree.close();
    assertThrows(IllegalStateException.class, () -> tree.open(D, APPLICATION, 0));
    assertThrows(IllegalStateException.class, () -> tree.next(D, APPLICATION));
    assertThrows(IllegalStateException.class, tree::rows);
    assertEquals(List.of(), open.changes().list());
    KeyAndNonce key = open.key();
    open.accept();
    assertTrue(key.key().isClosed());
  }

  @Test
  void treeOwnsTheEncryptionSecret() throws Exception {
    SecretTree other = SecretTree.of(CRYPTO, POLICY, WIDTH, encryptionSecret);
    try (RatchetStep step = other.open(D, APPLICATION, 0)) {
      assertFalse(encryptionSecret.isClosed());
      step.accept();
    }
    assertTrue(encryptionSecret.isClosed());
  }

  @Test
  void leafOutsideOfTheTreeIsMisuse() {
    LeafIndex beyond = new LeafIndex(WIDTH.value());
    assertThrows(IllegalArgumentException.class, () -> tree.open(beyond, APPLICATION, 0));
  }

  @Test
  void damagedRowIsRefused() {
    try (SecretTreeChanges rows = rowsWith(new RatchetState(D, HANDSHAKE, Secret.zeros(3)))) {
      assertThrows(
          MalformedMessage.class, () -> SecretTree.load(CRYPTO, POLICY, WIDTH, rows.list()));
    }
  }

  @Test
  void missingRowIsRefused() {
    tree.next(D, HANDSHAKE).accept();
    try (SecretTreeChanges rows = tree.rows()) {
      for (SecretTreeChange missing : rows.list()) {
        List<SecretTreeChange> others = new ArrayList<>(rows.list());
        others.remove(missing);
        assertThrows(MalformedMessage.class, () -> SecretTree.load(CRYPTO, POLICY, WIDTH, others));
      }
    }
  }

  @Test
  void rowsFollowRandomOperations() throws Exception {
    long seed = new SecureRandom().nextLong();
    System.out.println("SecretTreeTest.rowsFollowRandomOperations: seed " + seed);
    Random random = new Random(seed);
    SecretTreeRows stored = SecretTreeRows.of(tree);
    SecretTree live = tree;
    for (int i = 0; i < 400; i++) {
      try (RatchetStep step = randomStep(live, random)) {
        if (random.nextInt(4) > 0) {
          stored.apply(step.changes());
          step.accept();
        }
      } catch (UndecryptableMessage refused) {
        assertTrue(EXPECTED.contains(refused.reason()), () -> seed + ": " + refused);
      }
      assertEquals(stored, SecretTreeRows.of(live));
      if (random.nextInt(20) == 0) {
        live.close();
        try (SecretTreeChanges rows = stored.toChanges()) {
          live = SecretTree.load(CRYPTO, POLICY, WIDTH, rows.list());
        }
      }
    }
  }

  private static RatchetStep randomStep(SecretTree tree, Random random)
      throws UndecryptableMessage {
    RatchetType type = random.nextBoolean() ? HANDSHAKE : APPLICATION;
    int leaf = random.nextInt(WIDTH.value());
    return leaf == 0
        ? tree.next(A, type)
        : tree.open(new LeafIndex(leaf), type, random.nextInt(25));
  }
}
