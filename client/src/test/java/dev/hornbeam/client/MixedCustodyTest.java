package dev.hornbeam.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.KeySources;
import dev.hornbeam.mls.KeyStoreKeys;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.mls.types.KeySource.Purpose;
import dev.hornbeam.pkcs11.ObjectInfo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.spec.ECGenParameterSpec;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keys of one member in several places. */
class MixedCustodyTest {
  private static final CipherSuite SUITE = CipherSuite.P256_AES128GCM_SHA256_P256;

  private static World world;

  @BeforeAll
  static void setUp() throws Exception {
    world = World.softHsm("signs", "derives");
  }

  @AfterAll
  static void tearDown() throws Exception {
    world.close();
  }

  private static void live(KeySource keys, KeyHandle signature) throws Exception {
    Member mixed = new Member(SUITE, "mixed", keys, signature);
    Member other = Member.of(SUITE, "other", KeySources.software());
    GroupId id = GroupId.random();
    mixed.client().createGroup(id);
    mixed.add(id, other);
    other.commit(id, mixed);
    mixed.restart();
    mixed.commit(id, other);
    mixed.client().deleteGroup(id);
    GroupId second = GroupId.random();
    other.client().createGroup(second);
    other.add(second, mixed);
    mixed.commit(second, other);
    other.commit(second, mixed);
    mixed.client().deleteGroup(second);
  }

  private static Set<ObjectInfo.Kind> kinds(String label) throws Exception {
    return world.token(label).objects().stream()
        .map(ObjectInfo::kind)
        .collect(java.util.stream.Collectors.toSet());
  }

  @Test
  void aTokenSignsAndAnotherDerives() throws Exception {
    Set<String> before = world.privateKeys("signs");
    try (TokenKeySource keys =
        TokenKeySource.builder()
            .signatureKeys(Custody.token(world.provider("signs")))
            .hpkeKeys(Custody.wrapped(world.provider("derives")))
            .build()) {
      KeyHandle signature = keys.create(Purpose.SIGNATURE, SUITE, "signature");
      live(keys, signature);
      assertEquals(before.size() + 1, world.privateKeys("signs").size());
      assertEquals(Set.of(), world.privateKeys("derives"));
      assertEquals(Set.of(ObjectInfo.Kind.SECRET_KEY), kinds("derives"));
      assertEquals(1, world.token("derives").aesKeys("hornbeam-wrap").size());
      keys.destroy(signature.ref());
    }
  }

  @Test
  void aTokenSignsAndTheRestIsInSoftware() throws Exception {
    try (TokenKeySource keys =
        TokenKeySource.builder()
            .signatureKeys(Custody.token(world.provider("signs")))
            .hpkeKeys(Custody.software())
            .build()) {
      KeyHandle signature = keys.create(Purpose.SIGNATURE, SUITE, "signature");
      live(keys, signature);
      KeyHandle leaf = keys.create(Purpose.LEAF, SUITE, "leaf");
      assertEquals(leaf.publicKey(), KeySources.software().open(leaf.ref()).publicKey());
      keys.destroy(leaf.ref());
      keys.destroy(signature.ref());
      Member member = Member.of(SUITE, "told", keys);
      Group group = member.client().createGroup(GroupId.random());
      assertTrue(group.custody(Purpose.SIGNATURE).startsWith("opaque ("));
      assertEquals("software", group.custody(Purpose.LEAF));
      keys.destroy(member.identity().signatureKey().ref());
    }
  }

  @Test
  void aKeystoreSignsAndATokenWrapsLeafKeys() throws Exception {
    try (TokenKeySource token =
        TokenKeySource.builder().keys(Custody.wrapped(world.provider("derives"))).build()) {
      KeyStoreKeys keys = KeySources.keyStore(keyStore(), "test value"::toCharArray, token);
      KeyHandle signature = keys.open("me");
      assertNotNull(signature.privateKey().getEncoded());
      live(keys, signature);
      assertEquals(Set.of(), world.privateKeys("derives"));
      assertFalse(world.token("derives").aesKeys("hornbeam-wrap").isEmpty());
    }
  }

  private static KeyStore keyStore() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    KeyStore made = KeyStore.getInstance("PKCS12");
    made.load(null, null);
    made.setKeyEntry(
        "me",
        pair.getPrivate(),
        "test value".toCharArray(),
        new java.security.cert.Certificate[] {Certificates.selfSigned(pair, "SHA256withECDSA")});
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    made.store(file, "test value".toCharArray());
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    loaded.load(new ByteArrayInputStream(file.toByteArray()), "test value".toCharArray());
    return loaded;
  }
}
