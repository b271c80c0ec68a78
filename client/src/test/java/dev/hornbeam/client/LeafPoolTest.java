package dev.hornbeam.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource.Purpose;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyPairRequest;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import dev.hornbeam.pkcs11.ObjectInfo;
import dev.hornbeam.pkcs11.Storage;
import dev.hornbeam.pkcs11.TokenException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys made ahead: how many, for whom, and that none is left over. */
@Timeout(60)
class LeafPoolTest {
  private static final CipherSuite SUITE = CipherSuite.P256_AES128GCM_SHA256_P256;
  private static final String LABEL = "hornbeam:0123456789abcdef:leaf:00:1";
  private static final String OTHER_LABEL = "hornbeam:fedcba9876543210:leaf:00:1";
  private static final String WAITING = "hornbeam:0123456789abcdef:leaf";
  private static final String PREFIX = "hornbeam:0123456789abcdef:";
  private static final int AHEAD = 3;

  private World world;

  @BeforeEach
  void setUp() throws Exception {
    world = World.softHsm("one");
  }

  @AfterEach
  void tearDown() throws Exception {
    world.close();
  }

  private TokenKeySourceBuilder builder() {
    return TokenKeySource.builder().keys(Custody.token(world.provider("one"))).leafKeysAhead(AHEAD);
  }

  private List<ObjectInfo> privateKeys() throws TokenException {
    return world.token("one").objects().stream()
        .filter(object -> object.kind() == ObjectInfo.Kind.PRIVATE_KEY)
        .toList();
  }

  private static boolean isOfAll(ObjectInfo object) {
    return PoolLabel.parse(object.label()).isPresent();
  }

  private long ahead() throws TokenException {
    return privateKeys().stream().filter(LeafPoolTest::isOfAll).count();
  }

  private void awaitAhead(TokenKeySource keys) throws Exception {
    keys.awaitKeysAhead();
    assertEquals(AHEAD, ahead() + keys.setAside().size());
  }

  @Test
  void asManyAsWereAskedForWaitAndNoMore() throws Exception {
    try (TokenKeySource keys = builder().build()) {
      assertEquals(0, ahead());
      Set<KeyHandle> made = new HashSet<>();
      made.add(keys.create(Purpose.LEAF, SUITE, LABEL));
      awaitAhead(keys);
      for (int i = 0; i < 2 * AHEAD; i++) {
        made.add(keys.create(Purpose.LEAF, SUITE, LABEL));
        awaitAhead(keys);
      }
      assertEquals(made.size() + AHEAD, privateKeys().size());
      Set<Optional<KeyId>> ids =
          made.stream().map(key -> TokenKeySource.objectId(key.ref())).collect(Collectors.toSet());
      for (ObjectInfo object : privateKeys()) {
        boolean isOfClient = object.label().equals(LABEL) || object.label().equals(WAITING);
        boolean isSetAside = object.id().filter(keys.setAside()::contains).isPresent();
        assertEquals(ids.contains(object.id()) || isSetAside, isOfClient, object.label());
        assertEquals(!isOfClient, isOfAll(object), object.label());
      }
    }
    assertEquals(1 + 2 * AHEAD, privateKeys().size());
    assertEquals(0, ahead());
    assertEquals(privateKeys().size(), world.publicKeys("one"));
  }

  @Test
  void whoeverComesBeforeTheyAreReadyDoesNotWait() throws Exception {
    try (TokenKeySource keys = builder().build()) {
      Set<KeyHandle> made = new HashSet<>();
      for (int i = 0; i < 20; i++) {
        KeyHandle key = keys.create(Purpose.LEAF, SUITE, LABEL);
        assertEquals(key.publicKey(), keys.open(key.ref()).publicKey());
        made.add(key);
      }
      assertEquals(20, made.stream().map(KeyHandle::publicKey).distinct().count());
    }
    assertEquals(20, privateKeys().size());
  }

  @Test
  void onlyLeafKeysAreMadeAhead() throws Exception {
    try (TokenKeySource keys = builder().build()) {
      keys.create(Purpose.INIT, SUITE, "init");
      keys.create(Purpose.SIGNATURE, SUITE, "signature");
      assertEquals(2, privateKeys().size());
    }
    assertEquals(2, privateKeys().size());
  }

  @Test
  void keysOfAProcessThatIsGoneAreSweptAndThoseOfTheLivingAreNot() throws Exception {
    Instant until = Instant.now().plus(Duration.ofDays(3));
    PoolLabel own = PoolLabel.ofThisProcess(until);
    KeyId gone = make(new PoolLabel(own.machine(), own.pid(), own.start() - 1000, own.until()));
    KeyId living = make(own);
    KeyId elsewhere = make(new PoolLabel(own.machine() + 1, 1, 1, own.until()));
    try (TokenKeySource keys = builder().build()) {
      while (world.token("one").privateKey(gone).isPresent()) {
        Thread.sleep(10);
      }
      keys.sweep(PREFIX, Set.of());
      assertTrue(world.token("one").privateKey(living).isPresent());
      assertTrue(world.token("one").privateKey(elsewhere).isPresent());
    }
    try (TokenKeySource later = builder().clock(Clock.fixed(until, ZoneOffset.UTC)).build()) {
      later.sweep(PREFIX, Set.of());
    }
    assertEquals(List.of(), privateKeys());
  }

  private KeyId make(PoolLabel label) throws TokenException {
    KeyId id = KeyId.random(new SecureRandom());
    world
        .token("one")
        .generate(
            KeyPairRequest.of(KeyType.P256, KeyUse.DERIVE, Storage.TOKEN, id, label.toString()));
    return id;
  }

  @Test
  void aKeyThatSomeoneTookAwayIsNotHandedOut() throws Exception {
    try (TokenKeySource keys = builder().build()) {
      keys.create(Purpose.LEAF, SUITE, LABEL);
      awaitAhead(keys);
      for (ObjectInfo object : privateKeys()) {
        if (PoolLabel.parse(object.label()).isPresent()) {
          world
              .token("one")
              .destroy(
                  object.id().orElseThrow(),
                  ObjectInfo.Kind.PRIVATE_KEY,
                  ObjectInfo.Kind.PUBLIC_KEY);
        }
      }
      KeyHandle key = keys.create(Purpose.LEAF, SUITE, OTHER_LABEL);
      assertEquals(key.publicKey(), keys.open(key.ref()).publicKey());
    }
  }

  @Test
  void oneIsSetAsideForEachClientWhoseSweepLeavesItAlone() throws Exception {
    try (TokenKeySource keys = builder().build()) {
      keys.create(Purpose.LEAF, SUITE, LABEL);
      awaitAhead(keys);
      Set<KeyId> first = keys.setAside();
      assertEquals(1, first.size());
      keys.create(Purpose.LEAF, SUITE, OTHER_LABEL);
      keys.awaitKeysAhead();
      assertEquals(2, keys.setAside().size());
      assertEquals(2 + AHEAD, privateKeys().size());
      keys.sweep(PREFIX, Set.of());
      assertEquals(1 + AHEAD, privateKeys().size()); // Its other key was nobody's.
      KeyHandle key = keys.create(Purpose.LEAF, SUITE, LABEL);
      assertEquals(first, TokenKeySource.objectId(key.ref()).stream().collect(Collectors.toSet()));
      assertEquals(key.publicKey(), keys.open(key.ref()).publicKey());
      assertEquals(WAITING, label(key));
    }
    assertEquals(2, privateKeys().size());
    assertEquals(2, world.publicKeys("one"));
  }

  /** Also those who asked while others' keys were being made. */
  @Test
  void oneIsSetAsideForEachOfManyClientsThatAskAtOnce() throws Exception {
    try (TokenKeySource keys = builder().build()) {
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < AHEAD; i++) {
          String label = String.format("hornbeam:%016x:leaf:00:1", i);
          KeyHandle key = keys.create(Purpose.LEAF, SUITE, label);
          assertEquals(round == 0 ? label : label.replace(":00:1", ""), label(key));
        }
        keys.awaitKeysAhead();
        assertEquals(AHEAD, keys.setAside().size());
      }
      assertEquals(3 * AHEAD + AHEAD, privateKeys().size());
    }
    assertEquals(3 * AHEAD, privateKeys().size());
  }

  private String label(KeyHandle key) throws TokenException {
    KeyId id = TokenKeySource.objectId(key.ref()).orElseThrow();
    return world.token("one").privateKey(id).orElseThrow().label();
  }

  /** While one client's left-overs are listed, others take keys; none of theirs goes with them. */
  @Test
  void aSweepLeavesAloneWhatAnotherClientTakesMeanwhile() throws Exception {
    try (TokenKeySource keys = builder().leafKeysAhead(1).build()) {
      Set<KeyRef> known = new HashSet<>();
      for (int round = 0; round < 100; round++) {
        known.add(keys.create(Purpose.LEAF, SUITE, LABEL).ref());
        keys.awaitKeysAhead();
        Set<KeyRef> ofOne = Set.copyOf(known);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread sweeper =
            new Thread(
                () -> {
                  try {
                    keys.sweep(PREFIX, ofOne);
                  } catch (KeyUnavailable | RuntimeException e) {
                    failure.set(e);
                  }
                });
        sweeper.start();
        KeyHandle ofAnother = keys.create(Purpose.LEAF, SUITE, OTHER_LABEL);
        sweeper.join();
        assertNull(failure.get());
        assertEquals(ofAnother.publicKey(), keys.open(ofAnother.ref()).publicKey(), "" + round);
      }
    }
  }

  @Test
  void moreClientsThanKeysTakeThoseOfOneAnother() throws Exception {
    Set<KeyHandle> made = new HashSet<>();
    try (TokenKeySource keys = builder().build()) {
      for (int i = 0; i < 3 * AHEAD; i++) {
        String label = String.format("hornbeam:%016x:leaf:00:1", i % (2 * AHEAD));
        KeyHandle key = keys.create(Purpose.LEAF, SUITE, label);
        assertEquals(key.publicKey(), keys.open(key.ref()).publicKey());
        made.add(key);
        assertTrue(label.startsWith(label(key)), label(key));
        keys.awaitKeysAhead();
        assertEquals(made.size() + AHEAD, privateKeys().size());
      }
    }
    assertEquals(made.size(), privateKeys().size());
  }

  @Test
  void aClosedSourceMakesNoneAhead() throws Exception {
    TokenKeySource keys = builder().build();
    keys.create(Purpose.LEAF, SUITE, LABEL);
    keys.close();
    keys.close();
    keys.create(Purpose.LEAF, SUITE, LABEL);
    assertEquals(2, privateKeys().size());
    assertNotEquals(0, world.publicKeys("one"));
    assertFalse(privateKeys().stream().anyMatch(o -> PoolLabel.parse(o.label()).isPresent()));
  }
}
