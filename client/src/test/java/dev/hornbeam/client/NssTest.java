package dev.hornbeam.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeySource.Purpose;
import dev.hornbeam.testing.NssSoftokn;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A token that can do some suites whole, and some in part. */
class NssTest {
  private static World world;
  private static Homes homes;

  @BeforeAll
  static void setUp() throws Exception {
    world = World.nss();
    homes = Homes.of(world.token(NssSoftokn.LABEL));
  }

  @AfterAll
  static void tearDown() throws Exception {
    world.close();
  }

  @Test
  void itSaysWhichKeysCanLiveThere() {
    assertEquals(
        EnumSet.of(
            CipherSuite.P256_AES128GCM_SHA256_P256,
            CipherSuite.P521_AES256GCM_SHA512_P521,
            CipherSuite.P384_AES256GCM_SHA384_P384),
        homes.suites(Custody.Kind.TOKEN));
    assertEquals(EnumSet.allOf(CipherSuite.class), homes.suites(Custody.Kind.SOFTWARE));
    Homes.Answer ed25519 =
        homes.answer(
            CipherSuite.X25519_AES128GCM_SHA256_ED25519, Purpose.SIGNATURE, Custody.Kind.TOKEN);
    assertEquals(Homes.Verdict.IMPOSSIBLE, ed25519.verdict());
    assertFalse(ed25519.why().isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void groupsLiveThereInItsSuites(CipherSuite suite) throws Exception {
    for (Custody.Kind kind : EnumSet.of(Custody.Kind.TOKEN, Custody.Kind.WRAPPED)) {
      Custody custody =
          kind == Custody.Kind.TOKEN
              ? Custody.token(world.provider(NssSoftokn.LABEL))
              : Custody.wrapped(world.provider(NssSoftokn.LABEL));
      if (homes.suites(kind).contains(suite)) {
        live(suite, custody);
      } else {
        assertRefused(suite, custody);
      }
    }
  }

  private static void live(CipherSuite suite, Custody custody) throws Exception {
    try (TokenKeySource keys = TokenKeySource.builder().keys(custody).leafKeysAhead(0).build()) {
      Member alice = Member.of(suite, "alice", keys);
      Member bob = Member.of(suite, "bob", keys);
      GroupId id = GroupId.random();
      alice.client().createGroup(id);
      alice.add(id, bob);
      bob.commit(id, alice);
      alice.restart();
      alice.commit(id, bob);
      assertEquals(Member.living(alice, bob), world.privateKeys(NssSoftokn.LABEL));
      for (Member each : new Member[] {alice, bob}) {
        each.client().deleteGroup(id);
        keys.destroy(each.identity().signatureKey().ref());
      }
    }
    assertEquals(Set.of(), world.privateKeys(NssSoftokn.LABEL));
    assertEquals(0, world.publicKeys(NssSoftokn.LABEL));
  }

  private static void assertRefused(CipherSuite suite, Custody custody) throws Exception {
    try (TokenKeySource keys = TokenKeySource.builder().keys(custody).build()) {
      for (Purpose purpose : Purpose.values()) {
        Homes.Answer answer = homes.answer(suite, purpose, custody.kind());
        if (answer.verdict() == Homes.Verdict.POSSIBLE) {
          KeyHandle key = keys.create(purpose, suite, "possible");
          keys.destroy(key.ref());
        } else {
          IllegalArgumentException refused =
              assertThrows(
                  IllegalArgumentException.class, () -> keys.create(purpose, suite, "refused"));
          assertTrue(
              String.valueOf(refused.getMessage()).contains(answer.why()), refused.getMessage());
        }
      }
    }
  }
}
