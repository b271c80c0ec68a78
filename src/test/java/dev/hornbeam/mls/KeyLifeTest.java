package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.hornbeam.mls.codec.Bytes;
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
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Private keys live exactly as long as something stored refers to them. */
class KeyLifeTest {
  private static final CipherSuite SUITE = CipherSuite.X25519_AES128GCM_SHA256_ED25519;

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
