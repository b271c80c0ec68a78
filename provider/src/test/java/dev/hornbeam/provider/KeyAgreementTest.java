package dev.hornbeam.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import dev.hornbeam.pkcs11.Storage;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.XECPublicKeySpec;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.KeyAgreement;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyAgreementTest {
  private static TokenFixture tokens;
  private static HornbeamProvider provider;
  private static final List<KeyPair> PAIRS = new ArrayList<>();

  @BeforeAll
  static void start() {
    tokens = TokenFixture.of("agree");
    provider = tokens.provider("agree", "agree");
  }

  @AfterEach
  void giveSessionsBack() throws Exception {
    for (KeyPair pair : PAIRS) {
      pair.getPrivate().destroy();
    }
    PAIRS.clear();
  }

  @AfterAll
  static void stop() {
    tokens.close();
  }

  @ParameterizedTest
  @CsvSource({
    "X25519,X25519,TOKEN",
    "XDH,X25519,SESSION",
    "X448,X448,TOKEN",
    "XDH,X448,SESSION",
    "ECDH,P256,TOKEN",
    "ECDH,P384,SESSION",
    "ECDH,P521,TOKEN",
  })
  void aTokenAgreesWithSoftware(String algorithm, KeyType type, Storage storage) throws Exception {
    KeyPair own = pair(type, storage);
    KeyPair peer = TokenFixture.software(type);
    KeyAgreement token = KeyAgreement.getInstance(algorithm);
    token.init(own.getPrivate());
    assertSame(provider, token.getProvider());
    token.doPhase(peer.getPublic(), true);
    byte[] shared = token.generateSecret();
    assertEquals(type.sharedSecretLength(), shared.length);
    assertArrayEquals(software(algorithm, peer, own.getPublic()), shared);
    assertThrows(IllegalStateException.class, token::generateSecret);
  }

  @Test
  void keysOfOtherProvidersAreUnderstood() throws Exception {
    KeyPair own = pair(KeyType.P256, Storage.SESSION);
    KeyPair peer = TokenFixture.software(KeyType.P256);
    PublicKey theirs =
        (PublicKey)
            KeyFactory.getInstance("EC", new BouncyCastleProvider()).translateKey(peer.getPublic());
    KeyAgreement token = KeyAgreement.getInstance("ECDH");
    token.init(own.getPrivate());
    token.doPhase(theirs, true);
    byte[] shared = new byte[40];
    assertEquals(32, token.generateSecret(shared, 4));
    assertArrayEquals(
        software("ECDH", peer, own.getPublic()), java.util.Arrays.copyOfRange(shared, 4, 36));
  }

  @Test
  void aSecretIsNotTakenForACiphersKey() throws Exception {
    KeyPair peer = TokenFixture.software(KeyType.X25519);
    KeyAgreement token = KeyAgreement.getInstance("XDH");
    token.init(pair(KeyType.X25519, Storage.SESSION).getPrivate());
    token.doPhase(peer.getPublic(), true);
    assertThrows(ShortBufferException.class, () -> token.generateSecret(new byte[31], 0));
    assertThrows(NoSuchAlgorithmException.class, () -> token.generateSecret("AES"));
    SecretKey secret = token.generateSecret("TlsPremasterSecret");
    assertEquals(32, secret.getEncoded().length);
  }

  /** Points whose order divides 8 (or 4, for X448), some of them not reduced. */
  @ParameterizedTest
  @CsvSource({
    "X25519,0",
    "X25519,1",
    "X25519,57896044618658097711785492504343953926634992332820282019728792003956564819948",
    "X25519,57896044618658097711785492504343953926634992332820282019728792003956564819949",
    "X25519,57896044618658097711785492504343953926634992332820282019728792003956564819950",
    "X25519,325606250916557431795983626356110631294008115727848805560023387167927233504",
    "X25519,39382357235489614581723060781553021112529911719440698176882885853963445705823",
    "X448,0",
    "X448,1",
  })
  void peersOfSmallOrderAreRefusedAsTheJdkDoes(KeyType type, BigInteger u) throws Exception {
    PublicKey peer =
        KeyFactory.getInstance("XDH")
            .generatePublic(new XECPublicKeySpec(Curve.of(type).named(), u));
    KeyAgreement software = KeyAgreement.getInstance("XDH");
    software.init(TokenFixture.software(type).getPrivate());
    assertThrows(InvalidKeyException.class, () -> software.doPhase(peer, true));
    KeyAgreement token = KeyAgreement.getInstance("XDH");
    token.init(pair(type, Storage.SESSION).getPrivate());
    assertThrows(InvalidKeyException.class, () -> token.doPhase(peer, true));
  }

  @Test
  void badPeersAreRefused() throws Exception {
    KeyAgreement token = KeyAgreement.getInstance("XDH");
    token.init(pair(KeyType.X25519, Storage.SESSION).getPrivate());
    assertThrows(
        InvalidKeyException.class,
        () -> token.doPhase(TokenFixture.software(KeyType.X448).getPublic(), true));
    assertThrows(
        IllegalStateException.class,
        () -> token.doPhase(TokenFixture.software(KeyType.X25519).getPublic(), false));
  }

  @Test
  void thePointAtInfinityIsRefused() throws Exception {
    ECPublicKey real = (ECPublicKey) TokenFixture.software(KeyType.P256).getPublic();
    Class<?>[] type = {ECPublicKey.class};
    Object infinity =
        Proxy.newProxyInstance(
            ECPublicKey.class.getClassLoader(),
            type,
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getW" -> ECPoint.POINT_INFINITY;
                  case "getParams" -> real.getParams();
                  default -> null;
                });
    assertThrows(
        InvalidKeyException.class, () -> PublicKeys.raw(KeyType.P256, (ECPublicKey) infinity));
  }

  @Test
  void aSigningKeyDoesNotAgree() throws Exception {
    KeyPair signer = TokenFixture.generate(provider, KeyType.ED25519, "signer");
    KeyAgreement token = KeyAgreement.getInstance("XDH", provider);
    assertThrows(InvalidKeyException.class, () -> token.init(signer.getPrivate()));
  }

  private static KeyPair pair(KeyType type, Storage storage) throws Exception {
    KeyPair pair =
        TokenFixture.generate(
            provider,
            TokenKeySpec.of(type).withUse(KeyUse.DERIVE).withStorage(storage).withLabel("agrees"));
    PAIRS.add(pair);
    return pair;
  }

  private static byte[] software(String algorithm, KeyPair own, PublicKey peer) throws Exception {
    KeyAgreement agreement = KeyAgreement.getInstance(algorithm);
    agreement.init(own.getPrivate());
    agreement.doPhase(peer, true);
    return agreement.generateSecret();
  }
}
