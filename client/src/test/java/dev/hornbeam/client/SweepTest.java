package dev.hornbeam.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.pkcs11.ObjectInfo;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** After a crash at any moment, a sweep leaves what is needed and nothing else. */
class SweepTest {
  private static final CipherSuite SUITE = CipherSuite.P256_AES128GCM_SHA256_P256;

  private World world;
  private TokenKeySource keys;

  @BeforeEach
  void setUp() throws Exception {
    world = World.softHsm("one", "two");
    keys =
        TokenKeySource.builder()
            .keys(Custody.token(world.provider("one")))
            .leafKeysAhead(0)
            .build();
  }

  @AfterEach
  void tearDown() throws Exception {
    keys.close();
    world.close();
  }

  /** Makes keys and ends before anything refers to them, after a number of them. */
  private record Crashing(KeySource inside, int calls) implements KeySource {
    /** The process ends here. */
    static final class Crash extends Error {
      private static final long serialVersionUID = 1;
    }

    @Override
    public KeyHandle create(Purpose purpose, CipherSuite suite, String label)
        throws KeyUnavailable {
      for (int i = 0; i <= calls; i++) {
        inside.create(purpose, suite, label);
      }
      throw new Crash();
    }

    @Override
    public KeyHandle open(KeyRef ref) throws KeyUnavailable {
      return inside.open(ref);
    }

    @Override
    public void destroy(KeyRef ref) throws KeyUnavailable {
      inside.destroy(ref);
    }
  }

  private void crash(Member member, GroupId id) throws Exception {
    Member dying = member.over(new Crashing(keys, 1));
    try {
      dying.group(id).commit().stage();
    } catch (Crashing.Crash e) {
      // As a process that was killed.
    }
    try {
      dying.client().newKeyPackage();
    } catch (Crashing.Crash e) {
      // As a process that was killed.
    }
  }

  @Test
  void aCrashBeforeAnythingWasStoredLeavesNothing() throws Exception {
    Member alice = Member.of(SUITE, "alice", keys);
    GroupId id = GroupId.random();
    alice.client().createGroup(id);
    Set<String> before = world.privateKeys("one");
    crash(alice, id);
    assertEquals(before.size() + 4, world.privateKeys("one").size());
    alice.restart();
    assertEquals(before, world.privateKeys("one"));
    assertEquals(alice.living(), world.privateKeys("one"));
    assertEquals(before.size(), world.publicKeys("one"));
    alice.commit(id);
    assertEquals(alice.living(), world.privateKeys("one"));
  }

  @Test
  void whatWasStagedGoesWithTheProcess() throws Exception {
    Member alice = Member.of(SUITE, "alice", keys);
    GroupId id = GroupId.random();
    alice.client().createGroup(id);
    Set<String> before = world.privateKeys("one");
    alice.group(id).commit().stage();
    assertEquals(before.size() + 1, world.privateKeys("one").size());
    alice.restart();
    assertEquals(before, world.privateKeys("one"));
  }

  @Test
  void aSweepLeavesTheOtherClientsOfTheTokenAlone() throws Exception {
    Member alice = Member.of(SUITE, "alice", keys);
    Member bob = Member.of(SUITE, "bob", keys);
    GroupId id = GroupId.random();
    alice.client().createGroup(id);
    alice.add(id, bob);
    crash(alice, id);
    crash(bob, id);
    Set<String> all = world.privateKeys("one");
    bob.restart();
    assertEquals(all.size() - 4, world.privateKeys("one").size());
    alice.restart();
    assertEquals(Member.living(alice, bob), world.privateKeys("one"));
    alice.commit(id, bob);
    bob.commit(id, alice);
  }

  @Test
  void halfAPairIsSweptToo() throws Exception {
    Member alice = Member.of(SUITE, "alice", keys);
    GroupId id = GroupId.random();
    alice.client().createGroup(id);
    Set<String> before = world.privateKeys("one");
    crash(alice, id);
    Set<String> left = new HashSet<>(world.privateKeys("one"));
    left.removeAll(before);
    for (ObjectInfo object : world.token("one").objects()) {
      if (object.id().filter(each -> left.contains(each.toString())).isPresent()
          && object.kind() == ObjectInfo.Kind.PRIVATE_KEY) {
        world.token("one").destroy(object.id().orElseThrow(), ObjectInfo.Kind.PRIVATE_KEY);
      }
    }
    assertTrue(world.publicKeys("one") > before.size());
    alice.restart();
    assertEquals(before.size(), world.publicKeys("one"));
  }

  @Test
  void allTokensOfASourceAreSwept() throws Exception {
    try (TokenKeySource both =
        TokenKeySource.builder()
            .signatureKeys(Custody.token(world.provider("one")))
            .leafKeys(Custody.token(world.provider("one")))
            .initKeys(Custody.token(world.provider("two")))
            .leafKeysAhead(0)
            .build()) {
      Member alice = Member.of(SUITE, "alice", both);
      alice.client().newKeyPackage();
      alice.loseStore();
      assertEquals(1, world.privateKeys("one").size());
      assertEquals(Set.of(), world.privateKeys("two"));
    }
  }
}
