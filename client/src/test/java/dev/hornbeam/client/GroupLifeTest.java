package dev.hornbeam.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.ExternalJoin;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole life of a group whose members' keys are all on a token, or wrapped by it. */
class GroupLifeTest {
  private static World world;
  private static Homes homes;

  @BeforeAll
  static void setUp() throws Exception {
    world = World.softHsm("one");
    homes = Homes.of(world.token("one"));
  }

  @AfterAll
  static void tearDown() throws Exception {
    world.close();
  }

  static Stream<Arguments> suitesAndKinds() {
    return Stream.of(Custody.Kind.TOKEN, Custody.Kind.WRAPPED)
        .flatMap(kind -> Stream.of(CipherSuite.values()).map(suite -> Arguments.of(suite, kind)));
  }

  private static TokenKeySource source(Custody.Kind kind) {
    Custody custody =
        kind == Custody.Kind.TOKEN
            ? Custody.token(world.provider("one"))
            : Custody.wrapped(world.provider("one"));
    return TokenKeySource.builder().keys(custody).leafKeysAhead(0).build();
  }

  @Test
  void softHsmKeepsAllKeysAndWrapsThoseOfNistCurves() {
    assertEquals(EnumSet.allOf(CipherSuite.class), homes.suites(Custody.Kind.TOKEN));
    assertEquals(
        EnumSet.of(
            CipherSuite.P256_AES128GCM_SHA256_P256,
            CipherSuite.P521_AES256GCM_SHA512_P521,
            CipherSuite.P384_AES256GCM_SHA384_P384),
        homes.suites(Custody.Kind.WRAPPED));
  }

  @ParameterizedTest
  @MethodSource("suitesAndKinds")
  void fromItsStartToItsEnd(CipherSuite suite, Custody.Kind kind) throws Exception {
    Set<String> before = world.privateKeys("one");
    try (TokenKeySource keys = source(kind)) {
      if (!homes.suites(kind).contains(suite)) {
        assertThrows(IllegalArgumentException.class, () -> Member.of(suite, "alice", keys));
        return;
      }
      Member alice = Member.of(suite, "alice", keys);
      Member bob = Member.of(suite, "bob", keys);
      Member carol = Member.of(suite, "carol", keys);
      assertNull(alice.identity().signatureKey().privateKey().getEncoded());
      GroupId id = GroupId.random();
      alice.client().createGroup(id);
      alice.add(id, bob);
      talk(id, alice, bob);
      update(id, alice, bob);
      bob.commit(id, alice);
      joinExternally(id, carol, alice, bob);
      alice.restart();
      bob.restart();
      talk(id, alice, bob, carol);
      alice.commit(id, bob, carol);
      resync(id, bob, alice, carol);
      remove(id, alice, carol, bob);
      bob.commit(id, alice);
      assertKeys(kind, before, alice, bob, carol);
      for (Member each : new Member[] {alice, bob, carol}) {
        each.client().deleteGroup(id);
        keys.destroy(each.identity().signatureKey().ref());
      }
    }
    assertEquals(before, world.privateKeys("one"));
    assertEquals(before.size(), world.publicKeys("one"));
  }

  private static void assertKeys(Custody.Kind kind, Set<String> before, Member... members)
      throws Exception {
    Set<String> there = world.privateKeys("one");
    there.removeAll(before);
    assertEquals(Member.living(members), there);
    assertTrue(kind == Custody.Kind.TOKEN ? there.size() >= 5 : there.isEmpty(), there.toString());
  }

  private static void talk(GroupId id, Member from, Member... others) throws MlsException {
    Bytes text = Bytes.utf8("to be read by all");
    Bytes message = from.group(id).protect(text);
    for (Member each : others) {
      Received received = each.group(id).receive(message);
      assertEquals(text, assertInstanceOf(Received.ApplicationData.class, received).data());
    }
  }

  private static void update(GroupId id, Member committer, Member updating) throws MlsException {
    Bytes update = updating.group(id).propose().update();
    committer.group(id).receive(update);
    committer.commit(id, updating);
  }

  private static void joinExternally(GroupId id, Member joiner, Member... present)
      throws MlsException {
    ExternalJoin join = joiner.client().joinExternally(present[0].group(id).groupInfo()).stage();
    joiner.client().merge(join);
    joiner.receive(id, join.message(), present);
  }

  private static void resync(GroupId id, Member lost, Member... present) throws MlsException {
    LeafIndex earlier = lost.group(id).ownLeaf();
    lost.loseStore();
    ExternalJoin join =
        lost.client().joinExternally(present[0].group(id).groupInfo()).removing(earlier).stage();
    lost.client().merge(join);
    lost.receive(id, join.message(), present);
  }

  private static void remove(GroupId id, Member by, Member removed, Member other)
      throws MlsException {
    Group group = by.group(id);
    var commit = group.commit().remove(removed.group(id).ownLeaf()).stage();
    group.merge(commit);
    by.receive(id, commit.message(), other);
    Group left = removed.group(id);
    left.merge(
        assertInstanceOf(Received.RemovalReceived.class, left.receive(commit.message())).commit());
  }
}
