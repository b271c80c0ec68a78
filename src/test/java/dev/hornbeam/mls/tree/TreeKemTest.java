package dev.hornbeam.mls.tree;

import static dev.hornbeam.mls.tree.TreeFixtures.CRYPTO;
import static dev.hornbeam.mls.tree.TreeFixtures.assertBreaks;
import static dev.hornbeam.mls.tree.TreeFixtures.leaf;
import static dev.hornbeam.mls.tree.TreeFixtures.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.HpkeCiphertext;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.tree.SimulatedGroup.Proposals;
import dev.hornbeam.mls.tree.TreeFixtures.Client;
import dev.hornbeam.mls.types.LeafIndex;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeKemTest {
  private static final Bytes CONTEXT = Bytes.utf8("context");
  private static final Workers PARALLEL = Workers.on(ForkJoinPool.commonPool(), 3);

  @ParameterizedTest
  @ValueSource(ints = {4, 12})
  void allComeToTheSameSecrets(int size) throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    SimulatedGroup group = SimulatedGroup.of(1);
    try {
      for (int round = 0; round < 40; round++) {
        List<LeafIndex> members = group.members();
        LeafIndex sender = members.get(random.nextInt(members.size()));
        Proposals proposals = proposals(random, members, sender, size);
        switch (random.nextInt(5)) {
          case 0 -> group.apply(proposals);
          case 1 -> group.join();
          case 2 -> group.commit(sender, proposals, PARALLEL);
          default -> group.commit(sender, proposals, Workers.direct());
        }
        group.validate();
      }
    } catch (Exception | AssertionError e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private static Proposals proposals(
      Random random, List<LeafIndex> members, LeafIndex sender, int size) {
    Set<LeafIndex> updates = new HashSet<>();
    Set<LeafIndex> removes = new HashSet<>();
    for (LeafIndex member : members) {
      int dice = random.nextInt(members.size() > size ? 4 : 10);
      if (!member.equals(sender) && dice == 0) {
        removes.add(member);
      } else if (!member.equals(sender) && dice == 1) {
        updates.add(member);
      }
    }
    return new Proposals(updates, removes, random.nextInt(4));
  }

  /** An added member reads its path secret in the Welcome, and costs no encryption here. */
  @Test
  void nothingIsEncryptedToAddedMembers() throws Exception {
    SimulatedGroup group = SimulatedGroup.of(3);
    group.commit(leaf(0), Proposals.NONE, Workers.direct());
    Set<LeafIndex> added = group.apply(Proposals.adding(1));
    assertEquals(Set.of(leaf(3)), added);
    UpdatePath path = group.pathBy(0, added);
    // Leaves 2 and 3 are below the root, off the path; leaf 3 is the newcomer.
    assertEquals(List.of(1, 1), ciphertexts(path));
    assertEquals(List.of(1, 2), ciphertexts(group.pathBy(0, Set.of())));
    // A node over nobody but a newcomer is set all the same, and encrypted to no one.
    assertEquals(List.of(0, 1), ciphertexts(group.pathBy(2, added)));
  }

  private static List<Integer> ciphertexts(UpdatePath path) {
    return path.nodes().stream().map(n -> n.encryptedPathSecret().size()).toList();
  }

  @Test
  void aGroupOfOneHasAnEmptyPath() throws Exception {
    SimulatedGroup group = SimulatedGroup.of(1);
    UpdatePath path = group.pathBy(0, Set.of());
    assertEquals(List.of(), path.nodes());
    assertEquals(new LeafNodeSource.Commit(Bytes.EMPTY), path.leafNode().source());
    assertEquals(1, TreeKem.apply(group.tree(), leaf(0), path, Set.of()).tree().memberCount());
  }

  @Test
  void thePathFitsTheTree() throws Exception {
    SimulatedGroup group = SimulatedGroup.of(5);
    UpdatePath path = group.pathBy(0, Set.of());
    assertEquals(3, path.nodes().size());
    assertAccepted(group, path);
    List<UpdatePathNode> shorter = path.nodes().subList(0, 2);
    assertRefused(Rule.PATH_LENGTH, group, new UpdatePath(path.leafNode(), shorter));
    List<UpdatePathNode> longer = new ArrayList<>(path.nodes());
    longer.add(new UpdatePathNode(CRYPTO.generateHpkeKey().publicKey(), List.of()));
    assertRefused(Rule.PATH_LENGTH, group, new UpdatePath(path.leafNode(), longer));
  }

  @Test
  void eachRecipientHasOneCiphertext() throws Exception {
    SimulatedGroup group = SimulatedGroup.of(5);
    UpdatePath path = group.pathBy(0, Set.of());
    for (int i = 0; i < path.nodes().size(); i++) {
      UpdatePathNode node = path.nodes().get(i);
      List<HpkeCiphertext> sealed = new ArrayList<>(node.encryptedPathSecret());
      sealed.add(sealed.get(0));
      UpdatePathNode more = new UpdatePathNode(node.encryptionKey(), sealed);
      assertRefused(Rule.PATH_CIPHERTEXTS, group, with(path, i, more));
      UpdatePathNode fewer =
          new UpdatePathNode(node.encryptionKey(), sealed.subList(2, sealed.size()));
      assertRefused(Rule.PATH_CIPHERTEXTS, group, with(path, i, fewer));
    }
    assertAccepted(group, path);
  }

  @Test
  void keysOfThePathAreValid() throws Exception {
    SimulatedGroup group = SimulatedGroup.of(4);
    UpdatePath path = group.pathBy(0, Set.of());
    assertRefused(Rule.PARENT_KEY_INVALID, group, withKey(path, 1, Bytes.utf8("short")));
    assertAccepted(group, path);
  }

  /** Neither the keys that the path replaces nor any others come again (s.12.4.2). */
  @Test
  void keysOfThePathAreNew() throws Exception {
    SimulatedGroup group = SimulatedGroup.of(4);
    group.commit(leaf(0), Proposals.NONE, Workers.direct());
    group.commit(leaf(2), Proposals.NONE, Workers.direct());
    UpdatePath path = group.pathBy(0, Set.of());
    for (int taken : List.of(1, 3, 5, 0, 6)) {
      Bytes key = group.tree().node(node(taken)).orElseThrow().encryptionKey();
      assertRefused(Rule.PATH_KEY_NOT_UNIQUE, group, withKey(path, 1, key));
    }
    Bytes first = path.nodes().get(0).encryptionKey();
    assertRefused(Rule.PATH_KEY_NOT_UNIQUE, group, withKey(path, 1, first));
    assertRefused(
        Rule.PATH_KEY_NOT_UNIQUE, group, withKey(path, 1, path.leafNode().encryptionKey()));
    LeafNode unchanged = client(group).signer(leaf(0)).sign(Bytes.EMPTY);
    assertRefused(Rule.PATH_KEY_NOT_UNIQUE, group, new UpdatePath(unchanged, path.nodes()));
    assertAccepted(group, path);
  }

  private static Client client(SimulatedGroup group) {
    return group.client(0);
  }

  @Test
  void theLeafHasTheParentHashOfThePath() throws Exception {
    SimulatedGroup group = SimulatedGroup.of(4);
    UpdatePath path = group.pathBy(0, Set.of());
    LeafNode other = client(group).renewed().signer(leaf(0)).sign(Bytes.utf8("other"));
    assertRefused(Rule.PATH_PARENT_HASH, group, new UpdatePath(other, path.nodes()));
    LeafNode update = client(group).renewed().update(leaf(0));
    assertRefused(Rule.PATH_PARENT_HASH, group, new UpdatePath(update, path.nodes()));
    Bytes key = CRYPTO.generateHpkeKey().publicKey();
    assertRefused(Rule.PATH_PARENT_HASH, group, withKey(path, 1, key));
    assertAccepted(group, path);
  }

  @Test
  void aSignatureKeyOfAnotherIsRefused() throws Exception {
    SimulatedGroup group = SimulatedGroup.of(4);
    TreeKem.LeafSigner thief =
        new Client(group.client(1).signature(), CRYPTO.generateHpkeKey()).signer(leaf(0));
    assertBreaks(
        Rule.SIGNATURE_KEY_NOT_UNIQUE,
        () -> TreeKem.create(group.tree(), leaf(0), Set.of(), Workers.direct(), thief).close());
  }

  private static void assertRefused(Rule rule, SimulatedGroup group, UpdatePath path) {
    assertBreaks(rule, () -> TreeKem.apply(group.tree(), leaf(0), path, Set.of()));
  }

  private static void assertAccepted(SimulatedGroup group, UpdatePath path) throws Exception {
    RatchetTree before = group.tree();
    assertNotEquals(
        before.treeHash(), TreeKem.apply(before, leaf(0), path, Set.of()).tree().treeHash());
  }

  private static UpdatePath with(UpdatePath path, int i, UpdatePathNode node) {
    List<UpdatePathNode> nodes = new ArrayList<>(path.nodes());
    nodes.set(i, node);
    return new UpdatePath(path.leafNode(), nodes);
  }

  private static UpdatePath withKey(UpdatePath path, int i, Bytes key) {
    UpdatePathNode node = path.nodes().get(i);
    return with(path, i, new UpdatePathNode(key, node.encryptedPathSecret()));
  }

  @Test
  void aCiphertextForAnotherContextIsUnreadable() throws Exception {
    SimulatedGroup group = SimulatedGroup.of(4);
    IncomingPath path = TreeKem.apply(group.tree(), leaf(0), group.pathBy(0, Set.of()), Set.of());
    for (int member : List.of(1, 2, 3)) {
      path.open(group.state(member), CONTEXT, Workers.direct()).close();
      assertBreaks(
          Rule.PATH_SECRET_UNREADABLE,
          () -> path.open(group.state(member), Bytes.utf8("other context"), Workers.direct()));
    }
  }

  /** The sender encrypts a secret that is not the one it derived its public keys from. */
  @Test
  void theSecretDerivesThePublicKeys() throws Exception {
    SimulatedGroup group = SimulatedGroup.of(4);
    UpdatePath path = group.pathBy(0, Set.of());
    Bytes recipient = group.tree().leaf(leaf(1)).orElseThrow().encryptionKey();
    try (Secret wrong = Secret.own(CRYPTO.random(32))) {
      HpkeCiphertext sealed = CRYPTO.encryptWithLabel(recipient, "UpdatePathNode", CONTEXT, wrong);
      UpdatePathNode node =
          new UpdatePathNode(path.nodes().get(0).encryptionKey(), List.of(sealed));
      IncomingPath forged = TreeKem.apply(group.tree(), leaf(0), with(path, 0, node), Set.of());
      assertBreaks(
          Rule.PATH_SECRET_MISMATCH, () -> forged.open(group.state(1), CONTEXT, Workers.direct()));
      forged.open(group.state(2), CONTEXT, Workers.direct()).close();
    }
  }

  @Test
  void onlyOtherMembersOpenAPath() throws Exception {
    SimulatedGroup group = SimulatedGroup.of(4);
    UpdatePath update = group.pathBy(0, Set.of(leaf(3)));
    IncomingPath path = TreeKem.apply(group.tree(), leaf(0), update, Set.of(leaf(3)));
    assertThrows(
        IllegalArgumentException.class, () -> path.open(group.state(0), CONTEXT, Workers.direct()));
    assertThrows(
        IllegalArgumentException.class, () -> path.open(group.state(3), CONTEXT, Workers.direct()));
    path.open(group.state(2), CONTEXT, Workers.direct()).close();
  }

  @Test
  void onlyMembersAndTheNextOneSend() throws Exception {
    SimulatedGroup group = SimulatedGroup.of(4);
    for (long index : List.of(5L, 1L << 31, 0xffff_ffffL)) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              TreeKem.create(
                  group.tree(),
                  leaf(index),
                  Set.of(),
                  Workers.direct(),
                  Client.fresh().signer(leaf(index))));
    }
    assertEquals(leaf(4), group.join());
    assertEquals(new LeafCount(8), group.tree().width());
  }

  /** A token that is away: the same path opens when it is back. */
  @Test
  void anAbsentLeafKeyIsNotAnInvalidPath() throws Exception {
    SimulatedGroup group = SimulatedGroup.of(2);
    IncomingPath path = TreeKem.apply(group.tree(), leaf(0), group.pathBy(0, Set.of()), Set.of());
    HpkeKey absent = new HpkeKey(new NoKey(), group.state(1).leafKey().publicKey());
    try (TreePrivate away = new TreePrivate(leaf(1), absent, Map.of())) {
      assertThrows(KeyUnavailable.class, () -> path.open(away, CONTEXT, Workers.direct()));
    }
    path.open(group.state(1), CONTEXT, Workers.direct()).close();
  }

  @SuppressWarnings("NullAway") // the JCA's contract for a key without an encoding
  private static final class NoKey implements PrivateKey {
    private static final long serialVersionUID = 1L;

    @Override
    public String getAlgorithm() {
      return "XDH";
    }

    @Override
    public String getFormat() {
      return null;
    }

    @Override
    public byte[] getEncoded() {
      return null;
    }
  }

  @Test
  void aSignerThatFailsLeavesNothing() throws Exception {
    SimulatedGroup group = SimulatedGroup.of(2);
    KeyUnavailable away = new KeyUnavailable("away");
    assertEquals(
        away,
        assertThrows(
            KeyUnavailable.class,
            () ->
                TreeKem.create(
                    group.tree(),
                    leaf(0),
                    Set.of(),
                    Workers.direct(),
                    parentHash -> {
                      throw away;
                    })));
  }

  @Test
  void aWelcomesPathSecretDerivesTheKeysOfTheTree() throws Exception {
    SimulatedGroup group = SimulatedGroup.of(4);
    group.commit(leaf(0), Proposals.removing(leaf(1)), Workers.direct());
    RatchetTree tree = group.tree();
    HpkeKey leafKey = group.state(2).leafKey();
    try (Secret wrong = Secret.own(CRYPTO.random(32))) {
      // The node above both is set, but from another secret.
      assertBreaks(
          Rule.PATH_SECRET_MISMATCH,
          () -> TreePrivate.joined(tree, leaf(2), leafKey, leaf(0), wrong));
      // The node above both is blank.
      assertBreaks(
          Rule.PATH_SECRET_MISMATCH,
          () -> TreePrivate.joined(tree, leaf(2), leafKey, leaf(3), wrong));
      for (long sender : List.of(2L, 1L, 4L, 0xffff_ffffL)) {
        assertBreaks(
            Rule.PATH_SECRET_MISMATCH,
            () -> TreePrivate.joined(tree, leaf(2), leafKey, leaf(sender), wrong));
      }
      assertThrows(
          IllegalArgumentException.class,
          () -> TreePrivate.joined(tree, leaf(3), leafKey, leaf(0), wrong));
    }
    group.commit(leaf(0), Proposals.adding(1), Workers.direct());
  }

  @Test
  void closingWipesWhatIsInSoftware() throws Exception {
    SimulatedGroup group = SimulatedGroup.of(4);
    group.commit(leaf(0), Proposals.NONE, Workers.direct());
    TreePrivate own = group.state(1);
    TreePrivate next = own.in(group.tree());
    HpkeKey key = own.key(node(1)).orElseThrow();
    own.close();
    assertThrows(IllegalStateException.class, key::copy);
    assertThrows(IllegalStateException.class, () -> own.leafKey().copy());
    next.key(node(1)).orElseThrow().copy().close();
    next.leafKey().copy().close();
    assertFalse(next.toString().contains("SoftwarePrivateKey"));
    OutgoingPath path =
        TreeKem.create(
            group.tree(),
            leaf(0),
            Set.of(),
            Workers.direct(),
            group.client(0).renewed().signer(leaf(0)));
    Secret commitSecret = path.commitSecret();
    path.close();
    assertTrue(commitSecret.isClosed());
    assertTrue(path.pathSecrets().values().stream().allMatch(Secret::isClosed));
  }
}
