package dev.hornbeam.mls;

import static dev.hornbeam.mls.Refusals.assertBreaks;
import static dev.hornbeam.mls.Refusals.assertUndecryptable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.ForgedWelcome;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.tree.ParentNode;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.Lifetime;
import dev.hornbeam.mls.types.Store;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a joiner takes (RFC 9420 s.12.4.3), of groups that someone made up. What it refuses is in
 * the catalogue of forged messages.
 */
class JoiningTest {
  private static final SuiteCrypto CRYPTO =
      SuiteCrypto.of(Friends.SUITE, CryptoProfile.fastest(), new SecureRandom());

  private MlsClient bob;
  private Bytes message;
  private KeyPackage keyPackage;

  @BeforeEach
  void publishKeyPackage() throws MlsException {
    bob = Friends.client("bob");
    message = bob.newKeyPackage();
    keyPackage = Friends.decoded(message);
  }

  /** A group of a founder, Bob and someone else. */
  private ForgedWelcome welcome() throws MlsException {
    return welcome(keyPackage.leafNode());
  }

  private static ForgedWelcome welcome(LeafNode joiner) throws MlsException {
    return new ForgedWelcome(CRYPTO, "founder").member(joiner).member(other().make().leafNode());
  }

  private static ForgedKeyPackage other() {
    return new ForgedKeyPackage(CRYPTO, Credential.basic("other"));
  }

  private void accepted(ForgedWelcome welcome) throws MlsException {
    Group group = bob.join(welcome.welcome(keyPackage));
    assertTrue(group.isActive());
    publishKeyPackage();
  }

  @Test
  void madeUpGroupIsAsGoodAsAny() throws Exception {
    accepted(welcome());
    MlsClient carol = Friends.client("carol");
    Group group = carol.merge(carol.joinExternally(welcome().info()).stage());
    assertEquals(4, group.members().size());
  }

  /** Else a group could not be joined any more as its members grow old (s.7.2). */
  @Test
  void expiredLeavesOfMembersDoNotLockJoinersOut() throws Exception {
    LeafNode expired =
        other()
            .leaf(leaf -> leaf.with(new LeafNodeSource.KeyPackage(new Lifetime(1000, 2000))))
            .make()
            .leafNode();
    accepted(welcome().member(expired));
  }

  /**
   * An absent path secret is absent, not empty; then the joiner has its leaf key alone, as fits a
   * commit without a path. One that is withheld would leave the joiner unable to follow.
   */
  @Test
  void absentPathSecretIsAbsent() throws Exception {
    Friends friends = Friends.of("alice", "carol", "dave");
    OutgoingCommit commit =
        friends.group(0).commit().add(message).path(CommitBuilder.PathChoice.WHEN_REQUIRED).stage();
    friends.commit(0, commit);
    friends.joined(bob, bob.join(commit.welcome().orElseThrow()));
    friends.assertAgreed();
    for (int i = 0; i < 4; i++) {
      friends.commit(i, friends.group(i).commit().stage());
      friends.assertAgreed();
    }
  }

  /**
   * Who sends the tree apart sends it along with the Welcome, before its own commit is accepted.
   */
  @Test
  void commitTellsTheTreeToSendApart() throws Exception {
    Friends friends = Friends.of("alice", "carol", "dave");
    OutgoingCommit commit =
        friends.group(0).commit().add(message).tree(TreeDelivery.OUT_OF_BAND).stage();
    Bytes tree = commit.ratchetTree();
    Bytes welcome = commit.welcome().orElseThrow();
    friends.commit(0, commit);
    assertEquals(friends.group(1).ratchetTree(), tree);
    friends.joined(bob, bob.join(welcome, tree));
    friends.assertAgreed();
  }

  @Test
  void treeComesByOtherMeans() throws Exception {
    Bytes[] tree = new Bytes[1];
    Bytes withoutTree =
        welcome()
            .sentTree(
                right -> {
                  tree[0] = right.encoded();
                  return Optional.empty();
                })
            .welcome(keyPackage);
    assertThrows(MalformedMessage.class, () -> bob.join(withoutTree, Bytes.EMPTY));
    assertEquals(3, bob.join(withoutTree, tree[0]).members().size());
  }

  @Test
  void presharedKeyComesLater() throws Exception {
    Psk.External id = new Psk.External(Bytes.utf8("psk"));
    try (Secret psk = Secret.copyOf(new byte[] {1, 2, 3})) {
      Bytes nonce = Bytes.own(new byte[CRYPTO.hashLength()]);
      Bytes welcome = welcome().psk(new PreSharedKeyId(id, nonce), psk).welcome(keyPackage);
      assertUndecryptable(UndecryptableMessage.Reason.UNKNOWN_PSK, () -> bob.join(welcome));
      bob.putPsk(id.id(), psk);
      bob.join(welcome);
    }
  }

  @Test
  void welcomeForOthersIsNotForThisClient() throws Exception {
    KeyPackage others = other().make();
    Bytes welcome = welcome(others.leafNode()).welcome(others);
    assertUndecryptable(UndecryptableMessage.Reason.NOT_FOR_THIS_CLIENT, () -> bob.join(welcome));
  }

  /** A client of another suite may keep its key packages in the same store. */
  @Test
  void welcomeForAnotherSuiteOfTheStoreIsNotForThisClient() throws Exception {
    InMemoryStore store = new InMemoryStore();
    MlsClient one = Friends.client("one", builder -> builder.store(store));
    MlsClient two =
        MlsClient.builder(CipherSuite.P256_AES128GCM_SHA256_P256)
            .credential(Credential.basic("two"))
            .store(store)
            .build();
    MlsClient founder =
        MlsClient.builder(CipherSuite.P256_AES128GCM_SHA256_P256)
            .credential(Credential.basic("founder"))
            .build();
    Group group = founder.createGroup(GroupId.random());
    OutgoingCommit commit = group.commit().add(two.newKeyPackage()).stage();
    group.merge(commit);
    Bytes welcome = commit.welcome().orElseThrow();
    assertUndecryptable(UndecryptableMessage.Reason.NOT_FOR_THIS_CLIENT, () -> one.join(welcome));
    two.join(welcome);
  }

  @Test
  void groupIdIsNew() throws Exception {
    GroupId id = GroupId.of("taken");
    Group group = bob.createGroup(id);
    Bytes welcome = welcome().groupId(id).welcome(keyPackage);
    assertBreaks(Rule.GROUP_ID_IN_USE, () -> bob.join(welcome));
    assertBreaks(Rule.GROUP_ID_IN_USE, () -> bob.createGroup(id));
    assertEquals(0, group.epoch());
    group.merge(group.commit().stage());
    bob.deleteGroup(id);
    bob.join(welcome);
  }

  @Test
  void memberCanBeAddedAgainAfterItsRemoval() throws Exception {
    Friends friends = Friends.of("alice", "bob", "carol");
    friends.commit(0, friends.group(0).commit().remove(new LeafIndex(1)).stage());
    friends.add(friends.client(1));
    friends.assertAgreed();
    assertEquals(1, friends.client(1).groups().size());
  }

  /** In the store, the empty name stands for the client itself. */
  @Test
  void groupHasAName() throws Exception {
    GroupId nameless = new GroupId(Bytes.EMPTY);
    assertBreaks(Rule.GROUP_ID_IN_USE, () -> bob.createGroup(nameless));
  }

  /**
   * One who was added without a path may still be told a path secret from before. It keeps no key
   * of a node in which it is unmerged, and finds all that it has again when it is loaded.
   */
  @Test
  void secretOfANodeInWhichTheJoinerIsUnmerged() throws Exception {
    Store store = new InMemoryStore();
    MlsClient carol = Friends.client("carol", builder -> builder.store(store));
    KeyPackage late = Friends.decoded(carol.newKeyPackage());
    LeafIndex last = new LeafIndex(3);
    Bytes welcome =
        welcome()
            .tree(
                tree -> {
                  tree.set(6, late.leafNode());
                  tree.changeParent(
                      3,
                      root ->
                          new ParentNode(root.encryptionKey(), root.parentHash(), List.of(last)));
                })
            .pathSecretOf(new LeafIndex(2))
            .welcome(late);
    Group joined = carol.join(welcome);
    assertEquals(last, joined.ownLeaf());
    assertEquals(Map.of(), joined.core().state().own().tree().nodeKeys());
    MlsClient again =
        Friends.client(
            "carol", builder -> builder.store(store).signatureKey(carol.identity().signatureKey()));
    assertEquals(joined.epoch(), again.group(joined.id()).orElseThrow().epoch());
  }
}
