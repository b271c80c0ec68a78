package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The life of a group from beginning to end, in every suite and both framings. */
class GroupTest {
  private static MlsClient client(CipherSuite suite, String name, HandshakeFraming framing)
      throws MlsException {
    return MlsClient.builder(suite).credential(Credential.basic(name)).framing(framing).build();
  }

  private static void assertAgreed(List<Group> groups) throws MlsException {
    Group first = groups.get(0);
    try (Secret expected = first.epochAuthenticator()) {
      for (Group group : groups) {
        try (Secret actual = group.epochAuthenticator()) {
          assertEquals(first.epoch(), group.epoch());
          assertEquals(first.treeHash(), group.treeHash());
          assertTrue(expected.matches(actual), group.toString());
        }
      }
    }
  }

  private static void commit(Group committer, List<Group> all, OutgoingCommit commit)
      throws MlsException {
    for (Group group : all) {
      if (group != committer) {
        Received received = group.receive(commit.message());
        if (received instanceof Received.CommitReceived each) {
          group.merge(each.commit());
        } else {
          group.merge(assertInstanceOf(Received.RemovalReceived.class, received).commit());
        }
      }
    }
    committer.merge(commit);
  }

  private static void send(Group from, List<Group> all, String text) throws MlsException {
    Bytes message = from.protect(Bytes.utf8(text));
    for (Group group : all) {
      Received received = group.receive(message);
      if (group == from) {
        assertInstanceOf(Received.OwnMessage.class, received);
      } else {
        Received.ApplicationData data = assertInstanceOf(Received.ApplicationData.class, received);
        assertEquals(Bytes.utf8(text), data.data());
        assertEquals(1, group.inbox().size());
        group.acknowledge(data.inboxId());
        assertTrue(group.inbox().isEmpty());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(CipherSuite.class)
  void livesItsWholeLifeInPrivate(CipherSuite suite) throws MlsException {
    liveWholeLife(suite, HandshakeFraming.PRIVATE);
  }

  @ParameterizedTest
  @EnumSource(CipherSuite.class)
  void livesItsWholeLifeInPublic(CipherSuite suite) throws MlsException {
    liveWholeLife(suite, HandshakeFraming.PUBLIC);
  }

  private void liveWholeLife(CipherSuite suite, HandshakeFraming framing) throws MlsException {
    MlsClient alice = client(suite, "alice", framing);
    MlsClient bob = client(suite, "bob", framing);
    MlsClient carol = client(suite, "carol", framing);
    Group a = alice.createGroup(GroupId.random());
    OutgoingCommit add = a.commit().add(bob.newKeyPackage()).add(carol.newKeyPackage()).stage();
    assertEquals(0, a.epoch());
    a.merge(add);
    Group b = bob.join(add.welcome().orElseThrow());
    Group c = carol.join(add.welcome().orElseThrow());
    List<Group> all = new ArrayList<>(List.of(a, b, c));
    assertAgreed(all);
    send(a, all, "hello");
    send(c, all, "good day");

    commit(b, all, b.commit().stage());
    assertAgreed(all);

    Bytes update = c.propose().update();
    for (Group group : List.of(a, b)) {
      assertInstanceOf(Received.ProposalReceived.class, group.receive(update));
    }
    assertTrue(a.commitRequired());
    assertThrows(IllegalStateException.class, () -> a.protect(Bytes.utf8("too early")));
    commit(a, all, a.commit().stage());
    assertAgreed(all);
    send(b, all, "after the update");

    MlsClient dave = client(suite, "dave", framing);
    ExternalJoin join = dave.joinExternally(a.groupInfo()).stage();
    for (Group group : all) {
      group.merge(
          assertInstanceOf(Received.CommitReceived.class, group.receive(join.message())).commit());
    }
    Group d = dave.merge(join);
    all.add(d);
    assertAgreed(all);
    send(d, all, "I am here");

    for (MlsClient client : List.of(alice, bob, carol, dave)) {
      try (Secret psk = Secret.copyOf(new byte[] {1, 2, 3})) {
        client.putPsk(Bytes.utf8("psk"), psk);
      }
    }
    commit(
        d,
        all,
        d.commit()
            .psk(Bytes.utf8("psk"))
            .resumptionPsk(a.id(), a.epoch())
            .path(CommitBuilder.PathChoice.WHEN_REQUIRED)
            .stage());
    assertAgreed(all);

    commit(a, all, a.commit().remove(b.ownLeaf()).stage());
    assertFalse(b.isActive());
    all.remove(b);
    assertAgreed(all);
    send(a, all, "without bob");

    Bytes late = d.protect(Bytes.utf8("on its way"));
    OutgoingCommit end = c.commit().reInit(GroupId.of("next"), suite, Extensions.NONE).stage();
    commit(c, all, end);
    assertInstanceOf(Received.OwnMessage.class, c.receive(end.message()));
    for (Group group : all) {
      assertFalse(group.isActive());
      assertTrue(group.successor().isPresent());
      assertThrows(IllegalStateException.class, () -> group.protect(Bytes.utf8("too late")));
      if (group != d) {
        assertInstanceOf(Received.ApplicationData.class, group.receive(late));
      }
    }
    NewGroup next =
        alice.reinitialize(a.id(), List.of(carol.newKeyPackage(), dave.newKeyPackage()));
    Group c2 = carol.join(next.welcome().orElseThrow());
    Group d2 = dave.join(next.welcome().orElseThrow());
    List<Group> again = List.of(next.group(), c2, d2);
    assertAgreed(again);
    send(c2, again, "a new start");

    NewGroup branch = carol.branch(c2.id(), GroupId.of("branch"), List.of(dave.newKeyPackage()));
    Group d3 = dave.join(branch.welcome().orElseThrow());
    assertAgreed(List.of(branch.group(), d3));
    assertEquals(new LeafIndex(1), d3.ownLeaf());
  }
}
