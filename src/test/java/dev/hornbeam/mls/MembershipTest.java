package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.StoreKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a client comes to groups and leaves them. */
class MembershipTest {
  private static final CipherSuite SUITE = CipherSuite.X25519_AES128GCM_SHA256_ED25519;

  private final InMemoryStore store = new InMemoryStore();
  private final MlsClient alice = client("alice", new InMemoryStore());
  private final MlsClient bob = client("bob", store);

  private static MlsClient client(String name, InMemoryStore store) {
    try {
      return MlsClient.builder(SUITE).credential(Credential.basic(name)).store(store).build();
    } catch (MlsException e) {
      throw new AssertionError(e);
    }
  }

  private static void receiveCommit(Group group, Bytes message) throws MlsException {
    Received received = group.receive(message);
    group.merge(
        received instanceof Received.RemovalReceived removal
            ? removal.commit()
            : assertInstanceOf(Received.CommitReceived.class, received).commit());
  }

  @Test
  void externalJoinerKnowsItsOwnCommit() throws MlsException {
    Group group = alice.createGroup(GroupId.random());
    ExternalJoin join = bob.joinExternally(group.groupInfo()).stage();
    Group joined = bob.merge(join);
    assertInstanceOf(Received.OwnMessage.class, joined.receive(join.message()));
    Group again = client("bob", store).group(group.id()).orElseThrow();
    assertInstanceOf(Received.OwnMessage.class, again.receive(join.message()));
  }

  /** In the store, the empty scope is the client's own: a group of that name would replace it. */
  @Test
  void groupWithoutANameIsRefused() throws MlsException {
    GroupId nameless = GroupId.of("");
    Bytes lastResort = bob.newKeyPackage(KeyPackageUse.LAST_RESORT);
    try (Secret psk = Secret.copyOf(new byte[] {1})) {
      bob.putPsk(Bytes.utf8("psk"), psk);
    }
    InvalidMessage refused =
        assertThrows(InvalidMessage.class, () -> bob.createGroup(nameless, Extensions.NONE));
    assertEquals(Rule.GROUP_ID_IN_USE, refused.rule());
    Group old = bob.createGroup(GroupId.random());
    assertThrows(InvalidMessage.class, () -> bob.branch(old.id(), nameless, List.of()));
    assertThrows(InvalidMessage.class, () -> bob.deleteGroup(nameless));
    assertEquals(1, store.keys(StoreKey.Kind.KEY_PACKAGE).size());
    assertEquals(1, store.keys(StoreKey.Kind.PSK).size());
    OutgoingCommit add = alice.createGroup(GroupId.random()).commit().add(lastResort).stage();
    bob.join(add.welcome().orElseThrow());
  }

  @Test
  void groupsAreThoseThatThisClientIsIn() throws MlsException {
    Group kept = bob.createGroup(GroupId.random());
    Group left = alice.createGroup(GroupId.random());
    OutgoingCommit add = left.commit().add(bob.newKeyPackage()).stage();
    left.merge(add);
    Group joined = bob.join(add.welcome().orElseThrow());
    assertEquals(2, bob.groups().size());
    OutgoingCommit removal = left.commit().remove(joined.ownLeaf()).stage();
    receiveCommit(joined, removal.message());
    assertEquals(List.of(kept.id()), bob.groups());
    assertThrows(IllegalArgumentException.class, () -> bob.exportGroup(left.id()));
    assertTrue(client("bob", store).group(left.id()).isEmpty());
  }

  @Test
  void proposalThatComesTwiceIsKeptOnce() throws MlsException {
    Group ofAlice = alice.createGroup(GroupId.random());
    OutgoingCommit add = ofAlice.commit().add(bob.newKeyPackage()).stage();
    ofAlice.merge(add);
    Group ofBob = bob.join(add.welcome().orElseThrow());
    Bytes proposal = ofAlice.propose().framing(HandshakeFraming.PUBLIC).update();
    Received first = ofBob.receive(proposal);
    assertEquals(first, ofBob.receive(proposal));
    assertEquals(1, store.keys(StoreKey.Kind.PROPOSAL).size());
  }
}
