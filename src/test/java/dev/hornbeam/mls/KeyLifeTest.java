package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.testing.LedgerKeySource;
import dev.hornbeam.mls.testing.StoredKeys;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.mls.types.Store;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Private keys live exactly as long as something stored refers to them. */
class KeyLifeTest {
  private static final CipherSuite SUITE = CipherSuite.X25519_AES128GCM_SHA256_ED25519;

  private static final SuiteCrypto SUITE_CRYPTO =
      SuiteCrypto.of(SUITE, CryptoProfile.fastest(), new SecureRandom());

  private final LedgerKeySource keys = new LedgerKeySource(KeySources.software());
  private final Store store = new InMemoryStore();
  private KeyHandle signature;
  private MlsClient bob;
  private MlsClient alice;

  @BeforeEach
  void setUp() throws MlsException {
    signature = keys.create(KeySource.Purpose.SIGNATURE, SUITE, "bob");
    bob = newBob();
    alice = MlsClient.builder(SUITE).credential(Credential.basic("alice")).build();
  }

  private MlsClient newBob() throws MlsException {
    return MlsClient.builder(SUITE)
        .credential(Credential.basic("bob"))
        .signatureKey(signature)
        .keys(keys)
        .store(store)
        .build();
  }

  /** The process ends, and another begins. */
  private void restart() throws MlsException {
    bob = newBob();
    bob.sweep();
  }

  private void assertKeysMatch() throws MlsException {
    bob.sweep();
    Set<KeyRef> wanted = new HashSet<>(StoredKeys.in(store));
    wanted.add(signature.ref());
    assertEquals(wanted, keys.refs());
  }

  private Group groupWithBob(Bytes keyPackage) throws MlsException {
    Group group = alice.createGroup(GroupId.random());
    OutgoingCommit add = group.commit().add(keyPackage).stage();
    group.merge(add);
    bob.join(add.welcome().orElseThrow());
    return group;
  }

  private static void receiveCommit(Group group, Bytes message) throws MlsException {
    group.merge(assertInstanceOf(Received.CommitReceived.class, group.receive(message)).commit());
  }

  @Test
  void deletingALastResortLeavesTheLeafKeyOfItsGroups() throws MlsException {
    Bytes lastResort = bob.newKeyPackage(KeyPackageUse.LAST_RESORT);
    Group first = groupWithBob(lastResort);
    Group second = groupWithBob(lastResort);
    bob.deleteKeyPackage(lastResort);
    assertKeysMatch();
    for (Group group : new Group[] {first, second}) {
      restart();
      OutgoingCommit commit = group.commit().stage();
      receiveCommit(bob.group(group.id()).orElseThrow(), commit.message());
      group.merge(commit);
    }
    bob.deleteGroup(first.id());
    assertKeysMatch();
  }

  @Test
  void sharedLeafKeyGoesWithTheLastThatUsesIt() throws MlsException {
    Bytes lastResort = bob.newKeyPackage(KeyPackageUse.LAST_RESORT);
    Group first = groupWithBob(lastResort);
    Group second = groupWithBob(lastResort);
    bob.deleteGroup(first.id());
    assertKeysMatch();
    bob.deleteKeyPackage(lastResort);
    assertKeysMatch();
    Group ofBob = bob.group(second.id()).orElseThrow();
    OutgoingCommit commit = ofBob.commit().stage();
    ofBob.merge(commit);
    assertKeysMatch();
    bob.deleteGroup(second.id());
    assertEquals(Set.of(signature.ref()), keys.refs());
  }

  @Test
  void updateThatWaitsSurvivesARestart() throws MlsException {
    Group ofAlice = groupWithBob(bob.newKeyPackage());
    Bytes update = bob.group(ofAlice.id()).orElseThrow().propose().update();
    restart();
    Group ofBob = bob.group(ofAlice.id()).orElseThrow();
    assertInstanceOf(Received.ProposalReceived.class, ofAlice.receive(update));
    OutgoingCommit commit = ofAlice.commit().stage();
    receiveCommit(ofBob, commit.message());
    ofAlice.merge(commit);
    assertKeysMatch();
    assertEquals(ofAlice.treeHash(), ofBob.treeHash());
  }

  @Test
  void keysOfUpdatesGoWithTheirGroup() throws MlsException {
    Group ofAlice = groupWithBob(bob.newKeyPackage());
    bob.group(ofAlice.id()).orElseThrow().propose().update();
    bob.deleteGroup(ofAlice.id());
    assertEquals(Set.of(signature.ref()), keys.refs());
  }

  @Test
  void labelsTellTheClientTheGroupAndTheEpoch() throws MlsException {
    bob.newKeyPackage();
    String client = KeyLabels.of(SUITE_CRYPTO, signature.publicKey()).prefix();
    assertTrue(client.matches("hornbeam:[0-9a-f]{16}:"), client);
    assertEquals(Set.of("bob", client + "leaf", client + "init"), keys.labels());
    restart();
    Group group = bob.createGroup(new GroupId(Bytes.fromHex("0123456789abcdef")));
    group.merge(group.commit().stage());
    assertTrue(keys.labels().contains(client + "leaf:0123456789ab:1"), keys.labels().toString());
    group.commit().stage();
    assertTrue(keys.labels().contains(client + "leaf:0123456789ab:2"), keys.labels().toString());
    String longest = KeyLabels.of(SUITE_CRYPTO, Bytes.EMPTY).leaf(group.id(), -1);
    assertEquals(64, longest.length(), longest);
  }

  @Test
  void sweepFindsKeysThatNothingWasStoredOf() throws MlsException {
    Group group = bob.createGroup(GroupId.random());
    bob.newKeyPackage();
    String client = KeyLabels.of(SUITE_CRYPTO, signature.publicKey()).prefix();
    String other = KeyLabels.of(SUITE_CRYPTO, Bytes.utf8("another client")).prefix();
    Set<KeyRef> before = keys.refs();
    keys.create(KeySource.Purpose.LEAF, SUITE, client + "leaf");
    keys.create(KeySource.Purpose.INIT, SUITE, client + "init");
    KeyRef ofOther = keys.create(KeySource.Purpose.LEAF, SUITE, other + "leaf").ref();
    restart();
    Set<KeyRef> expected = new HashSet<>(before);
    expected.add(ofOther);
    assertEquals(expected, keys.refs());
    Group loaded = bob.group(group.id()).orElseThrow();
    loaded.merge(loaded.commit().stage());
  }

  @Test
  void sweepKeepsTheKeysOfAGroupThatWasImported() throws MlsException {
    Group group = bob.createGroup(GroupId.random());
    group.merge(group.commit().stage());
    Store other = new InMemoryStore();
    MlsClient moved =
        MlsClient.builder(SUITE)
            .credential(Credential.basic("bob"))
            .signatureKey(signature)
            .keys(keys)
            .store(other)
            .build();
    try (Secret archive = bob.exportGroup(group.id())) {
      moved.importGroup(archive);
    }
    moved.sweep();
    Group imported = moved.group(group.id()).orElseThrow();
    imported.merge(imported.commit().stage());
  }

  @Test
  void signatureKeyThatABuilderMadeIsNotSwept() throws MlsException {
    MlsClient carol =
        MlsClient.builder(SUITE)
            .credential(Credential.basic("carol"))
            .keys(keys)
            .name("carol's")
            .build();
    KeyRef made = carol.identity().signatureKey().ref();
    MlsClient.builder(SUITE)
        .credential(Credential.basic("carol"))
        .keys(keys)
        .name("carol's")
        .build()
        .sweep();
    assertTrue(keys.refs().contains(made));
    assertTrue(
        keys.labels().contains(KeyLabels.signature(SUITE_CRYPTO, Bytes.utf8("carol's"))),
        keys.labels().toString());
  }

  @Test
  void resyncDropsAllKeysOfTheEarlierMembership() throws MlsException {
    Group ofAlice = groupWithBob(bob.newKeyPackage());
    Group ofBob = bob.group(ofAlice.id()).orElseThrow();
    ofBob.propose().update();
    ExternalJoin join = bob.joinExternally(ofAlice.groupInfo()).removing(ofBob.ownLeaf()).stage();
    bob.merge(join);
    assertKeysMatch();
    assertEquals(2, keys.refs().size());
  }
}
