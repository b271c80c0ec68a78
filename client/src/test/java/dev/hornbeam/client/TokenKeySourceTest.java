package dev.hornbeam.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource.Purpose;
import dev.hornbeam.pkcs11.KeyId;
import dev.hornbeam.pkcs11.KeyPairRequest;
import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import dev.hornbeam.pkcs11.ObjectInfo;
import dev.hornbeam.pkcs11.Storage;
import dev.hornbeam.pkcs11.Token;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenKeySourceTest {
  private static final CipherSuite SUITE = CipherSuite.P256_AES128GCM_SHA256_P256;

  private final SecureRandom random = new SecureRandom();
  private World world;

  @BeforeEach
  void setUp() throws Exception {
    world = World.softHsm("one", "two");
  }

  @AfterEach
  void tearDown() throws Exception {
    world.close();
  }

  private TokenKeySource objects(String label) {
    return TokenKeySource.builder().keys(Custody.token(world.provider(label))).build();
  }

  private TokenKeySource wrapped(String label) {
    return TokenKeySource.builder().keys(Custody.wrapped(world.provider(label))).build();
  }

  @Test
  void eachPurposeNeedsAPlace() {
    assertThrows(IllegalStateException.class, () -> TokenKeySource.builder().build());
    assertThrows(
        IllegalStateException.class,
        () -> TokenKeySource.builder().signatureKeys(Custody.software()).build());
    assertThrows(IllegalArgumentException.class, () -> TokenKeySource.builder().leafKeysAhead(-1));
    assertThrows(
        IllegalArgumentException.class, () -> new Custody(Custody.Kind.WRAPPED, Optional.empty()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Custody(Custody.Kind.SOFTWARE, Optional.of(world.provider("one"))));
  }

  @Test
  void aSourceOpensTheReferencesOfAnother() throws Exception {
    try (TokenKeySource first = objects("one");
        TokenKeySource second = wrapped("one")) {
      for (Purpose purpose : Purpose.values()) {
        KeyHandle object = first.create(purpose, SUITE, "object");
        KeyHandle wrapped = second.create(purpose, SUITE, "wrapped");
        assertEquals(object.publicKey(), second.open(object.ref()).publicKey());
        assertEquals(wrapped.publicKey(), first.open(wrapped.ref()).publicKey());
      }
    }
  }

  @Test
  void aKeyThatIsGoneIsUnavailable() throws Exception {
    try (TokenKeySource keys = objects("one")) {
      KeyHandle key = keys.create(Purpose.INIT, SUITE, "gone");
      keys.destroy(key.ref());
      keys.destroy(key.ref());
      KeyUnavailable e = assertThrows(KeyUnavailable.class, () -> keys.open(key.ref()));
      assertTrue(String.valueOf(e.getMessage()).contains("any more"), e.getMessage());
    }
  }

  @Test
  void aWrappedKeyWithoutItsWrappingKeyIsUnavailable() throws Exception {
    KeyRef ref;
    try (TokenKeySource keys = wrapped("one")) {
      ref = keys.create(Purpose.LEAF, SUITE, "leaf").ref();
      keys.destroy(ref);
      keys.open(ref);
    }
    KeyId wrapping = world.token("one").aesKeys("hornbeam-wrap").get(0).id();
    world.token("one").destroy(wrapping, ObjectInfo.Kind.SECRET_KEY);
    try (TokenKeySource keys = wrapped("one")) {
      assertThrows(KeyUnavailable.class, () -> keys.open(ref));
    }
  }

  @Test
  void aWrappingKeyThatWasDestroyedIsMadeAgain() throws Exception {
    try (TokenKeySource keys = wrapped("one")) {
      keys.create(Purpose.LEAF, SUITE, "leaf");
      Token token = world.token("one");
      KeyId first = token.aesKeys("hornbeam-wrap").get(0).id();
      token.destroy(first, ObjectInfo.Kind.SECRET_KEY);
      KeyHandle key = keys.create(Purpose.LEAF, SUITE, "leaf");
      assertEquals(key.publicKey(), keys.open(key.ref()).publicKey());
    }
  }

  @Test
  void nothingIsWrappedUnderAKeyThatDecrypts() throws Exception {
    Token token = world.token("one");
    KeyId planted = KeyId.of(new byte[] {0});
    token.generateAes(32, Token.AesUse.DATA, planted, "hornbeam-wrap");
    try (TokenKeySource keys = wrapped("one")) {
      assertFalse(wrappingKey(keys).equals(planted));
    }
  }

  @Test
  void nothingIsWrappedUnderAKeyThatOnlyAReferenceNames() throws Exception {
    KeyId other = KeyId.of(new byte[] {0});
    world.token("one").generateAes(32, Token.AesUse.DATA, other, "of another program");
    try (TokenKeySource keys = wrapped("one")) {
      KeyHandle key = keys.create(Purpose.LEAF, SUITE, "leaf");
      KeyRef forged;
      TokenKeyRef.Wrapped good = (TokenKeyRef.Wrapped) TokenKeyRef.of(key.ref()).orElseThrow();
      forged =
          new TokenKeyRef.Wrapped(
                  good.token(), other, good.publicKey(), good.type(), good.use(), good.blob())
              .ref();
      try (TokenKeySource next = wrapped("one")) {
        next.open(forged);
        assertFalse(wrappingKey(next).equals(other));
      }
    }
  }

  private static KeyId wrappingKey(TokenKeySource keys) throws Exception {
    KeyRef ref = keys.create(Purpose.LEAF, SUITE, "leaf").ref();
    return ((TokenKeyRef.Wrapped) TokenKeyRef.of(ref).orElseThrow()).wrappingKey();
  }

  @Test
  void aKeyOfAnotherTokenIsUnavailableAndTheMessageNamesBoth() throws Exception {
    try (TokenKeySource one = objects("one");
        TokenKeySource two = objects("two")) {
      KeyHandle key = one.create(Purpose.INIT, SUITE, "of one");
      KeyUnavailable e = assertThrows(KeyUnavailable.class, () -> two.open(key.ref()));
      String message = String.valueOf(e.getMessage());
      assertTrue(message.contains("token=one") && message.contains("token=two"), message);
      assertThrows(KeyUnavailable.class, () -> two.destroy(key.ref()));
      one.open(key.ref());
    }
  }

  @Test
  void whatIsNoReferenceIsRefused() {
    try (TokenKeySource keys = objects("one")) {
      KeyRef none = new KeyRef(Bytes.utf8("no reference"));
      assertThrows(IllegalArgumentException.class, () -> keys.open(none));
      assertThrows(IllegalArgumentException.class, () -> keys.destroy(none));
    }
  }

  @Test
  void allChooseTheSameWrappingKey() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<KeyRef>> made = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        TokenKeySource keys = wrapped("one");
        made.add(threads.submit(() -> keys.create(Purpose.LEAF, SUITE, "leaf").ref()));
      }
      try (TokenKeySource keys = wrapped("one")) {
        for (Future<KeyRef> each : made) {
          keys.open(each.get());
        }
      }
    } finally {
      threads.shutdownNow();
    }
    Set<KeyId> used = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      try (TokenKeySource keys = wrapped("one")) {
        KeyRef ref = keys.create(Purpose.LEAF, SUITE, "leaf").ref();
        used.add(((TokenKeyRef.Wrapped) TokenKeyRef.of(ref).orElseThrow()).wrappingKey());
      }
    }
    assertEquals(1, used.size());
  }

  @Test
  void aSignatureKeyIsFoundByLabelAndIdWithItsCertificate() throws Exception {
    Token token = world.token("one");
    KeyId id = KeyId.random(random);
    var key =
        token.generate(
            KeyPairRequest.of(KeyType.P256, KeyUse.SIGN, Storage.TOKEN, id, "made beforehand"));
    try (TokenKeySource keys = objects("one")) {
      assertEquals(Optional.empty(), keys.signatureKey(id).credential());
      KeyPair pair = Certificates.pair(key.publicKey(), world.provider("one").privateKey(key));
      X509Certificate certificate = Certificates.selfSigned(pair, "SHA256withECDSA");
      token.putCertificate(id, "made beforehand", certificate);
      SignatureKey byLabel = keys.signatureKey("made beforehand");
      assertEquals(byLabel.key().ref(), keys.signatureKey(id).key().ref());
      assertEquals(
          Optional.of(new Credential.X509(List.of(Bytes.own(certificate.getEncoded())))),
          byLabel.credential());
      Member member = new Member(SUITE, "card", keys, byLabel.key());
      member.client().newKeyPackage();
      assertThrows(KeyUnavailable.class, () -> keys.signatureKey("another"));
      assertThrows(KeyUnavailable.class, () -> keys.signatureKey(KeyId.random(random)));
      token.generate(
          KeyPairRequest.of(
              KeyType.P256, KeyUse.SIGN, Storage.TOKEN, KeyId.random(random), "made beforehand"));
      assertThrows(IllegalArgumentException.class, () -> keys.signatureKey("made beforehand"));
    }
  }

  @Test
  void signatureKeysInSoftwareAreNotFoundOnAToken() {
    try (TokenKeySource keys = TokenKeySource.builder().keys(Custody.software()).build()) {
      assertThrows(IllegalStateException.class, () -> keys.signatureKey("any"));
    }
  }

  @Test
  void aClosedTokenIsUnavailable() throws Exception {
    try (TokenKeySource keys = objects("one")) {
      KeyHandle key = keys.create(Purpose.INIT, SUITE, "init");
      world.token("one").close();
      assertThrows(KeyUnavailable.class, () -> keys.open(key.ref()));
      assertThrows(KeyUnavailable.class, () -> keys.create(Purpose.INIT, SUITE, "init"));
      assertThrows(KeyUnavailable.class, () -> keys.destroy(key.ref()));
      assertThrows(KeyUnavailable.class, () -> keys.sweep("hornbeam:", Set.of()));
    }
  }
}
