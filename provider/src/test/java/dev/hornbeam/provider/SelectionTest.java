package dev.hornbeam.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import dev.hornbeam.pkcs11.ObjectInfo.Kind;
import dev.hornbeam.pkcs11.Storage;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who serves which key, with the provider nowhere, first and last in the list. */
class SelectionTest {
  private static TokenFixture tokens;

  @BeforeAll
  static void start() {
    tokens = TokenFixture.of("selection");
  }

  @AfterAll
  static void stop() {
    tokens.close();
  }

  private enum Place {
    FIRST,
    LAST
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void softwareKeysGoWhereTheyWent(Place place) throws Exception {
    Map<String, String> before = served();
    HornbeamProvider provider =
        new HornbeamProvider().configure(tokens.config("selection", "selection"));
    insert(provider, place);
    try {
      assertEquals(before, served());
      tokenKeysComeHere(provider);
      aSpecificationComesHere(provider);
      assertEquals(before, served());
    } finally {
      Security.removeProvider(provider.getName());
      provider.logout();
    }
  }

  /** Bouncy Castle looks at every key, and has to let go of those without an encoding. */
  @Test
  void tokenKeysComeHereBehindBouncyCastle() throws Exception {
    Provider bouncyCastle = new BouncyCastleProvider();
    HornbeamProvider provider =
        new HornbeamProvider().configure(tokens.config("behind", "selection"));
    insert(bouncyCastle, Place.FIRST);
    insert(provider, Place.LAST);
    try {
      tokenKeysComeHere(provider);
      KeyGenerator generator = KeyGenerator.getInstance("AES");
      generator.init(TokenAesSpec.of(16, "behind"));
      SecretKey key = generator.generateKey();
      for (String transformation : new String[] {"AES/GCM/NoPadding", "AESWrap"}) {
        Cipher cipher = Cipher.getInstance(transformation);
        cipher.init(transformation.equals("AESWrap") ? Cipher.WRAP_MODE : Cipher.ENCRYPT_MODE, key);
        assertSame(provider, cipher.getProvider());
      }
      provider.token().destroy(provider.token().aesKeys("behind").get(0).id(), Kind.SECRET_KEY);
    } finally {
      Security.removeProvider(bouncyCastle.getName());
      Security.removeProvider(provider.getName());
      provider.logout();
    }
  }

  @Test
  void keyPairsAreMadeHereIfTheConfigurationSaysSo() throws Exception {
    HornbeamProvider provider =
        new HornbeamProvider()
            .configure(
                tokens.config(
                    "offers", "selection", "keyPairGenerator = session", "secureRandom = true"));
    insert(provider, Place.FIRST);
    try {
      KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
      ec.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = ec.generateKeyPair();
      assertTrue(provider.tokenKey(pair.getPrivate()).isPresent());
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(pair.getPrivate());
      signature.update((byte) 1);
      signature.sign();
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
      agreement.init(pair.getPrivate());
      agreement.doPhase(pair.getPublic(), true);
      pair.getPrivate().destroy();

      KeyPair edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      assertTrue(provider.tokenKey(edwards.getPrivate()).isPresent());
      edwards.getPrivate().destroy();
      KeyPairGenerator sized = KeyPairGenerator.getInstance("XDH");
      sized.initialize(448);
      KeyPair montgomery = sized.generateKeyPair();
      assertEquals(KeyType.X448, provider.tokenKey(montgomery.getPrivate()).orElseThrow().type());
      montgomery.getPrivate().destroy();

      SecureRandom random = new SecureRandom();
      assertSame(provider, random.getProvider());
      byte[] bytes = new byte[32];
      random.nextBytes(bytes);
      assertFalse(java.util.Arrays.equals(new byte[32], bytes));
      assertEquals(8, random.generateSeed(8).length);
      assertTrue(provider.token().objects().isEmpty());
    } finally {
      Security.removeProvider(provider.getName());
      provider.logout();
    }
  }

  @Test
  void aNamedProviderSaysWhyItMakesNoKey() throws Exception {
    HornbeamProvider provider =
        new HornbeamProvider().configure(tokens.config("named", "selection"));
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
    assertThrows(
        InvalidAlgorithmParameterException.class,
        () -> generator.initialize(new ECGenParameterSpec("secp256r1")));
    assertThrows(
        InvalidAlgorithmParameterException.class,
        () -> generator.initialize(TokenKeySpec.of(KeyType.ED25519)));
    InvalidParameterException why =
        assertThrows(InvalidParameterException.class, generator::generateKeyPair);
    assertTrue(why.toString().contains("keyPairGenerator = token"));
  }

  @Test
  void disabledMechanismsAreNotOffered() {
    HornbeamProvider provider =
        new HornbeamProvider()
            .configure(
                tokens.config(
                    "few", "selection", "disabledMechanisms = { CKM_EDDSA CKM_AES_GCM }"));
    assertEquals(null, provider.getService("Signature", "Ed25519"));
    assertEquals(null, provider.getService("Cipher", "AES/GCM/NoPadding"));
    assertTrue(provider.getService("Signature", "SHA256withECDSA") != null);
    assertEquals(null, provider.getService("SecureRandom", "PKCS11"));
  }

  private static void insert(Provider provider, Place place) {
    if (place == Place.FIRST) {
      assertEquals(1, Security.insertProviderAt(provider, 1));
    } else {
      Security.addProvider(provider);
    }
  }

  /** Without a provider's name: the JDK asks one after the other for a pair that it can make. */
  private static void aSpecificationComesHere(HornbeamProvider provider) throws Exception {
    for (KeyType type : KeyType.values()) {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(Curve.of(type).algorithm());
      generator.initialize(TokenKeySpec.of(type).withStorage(Storage.SESSION));
      KeyPair pair = generator.generateKeyPair();
      assertTrue(provider.tokenKey(pair.getPrivate()).isPresent());
      pair.getPrivate().destroy();
    }
  }

  private static void tokenKeysComeHere(HornbeamProvider provider) throws Exception {
    for (KeyType type : KeyType.values()) {
      TokenKeySpec spec = TokenKeySpec.of(type).withStorage(Storage.SESSION);
      if (type.signatureLength() > 0) {
        KeyPair pair = TokenFixture.generate(provider, spec);
        Signature signature = Signature.getInstance(signatureAlgorithm(type));
        signature.initSign(pair.getPrivate());
        assertSame(provider, signature.getProvider());
        pair.getPrivate().destroy();
      }
      if (type.sharedSecretLength() > 0) {
        KeyPair pair = TokenFixture.generate(provider, spec.withUse(KeyUse.DERIVE));
        KeyAgreement agreement = KeyAgreement.getInstance(agreementAlgorithm(type));
        agreement.init(pair.getPrivate());
        assertSame(provider, agreement.getProvider());
        pair.getPrivate().destroy();
      }
    }
  }

  /** The providers of what software does, by what it does. */
  private static Map<String, String> served() throws Exception {
    Map<String, String> served = new LinkedHashMap<>();
    served.put("SecureRandom", new SecureRandom().getProvider().getName());
    for (KeyType type : KeyType.values()) {
      KeyPair pair = TokenFixture.software(type);
      served.put(type + " generated", pair.getPrivate().getClass().getName());
      KeyFactory factory = KeyFactory.getInstance(Curve.of(type).algorithm());
      served.put(
          type + " decoded",
          factory
                  .generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded()))
                  .getClass()
                  .getName()
              + factory
                  .generatePrivate(new PKCS8EncodedKeySpec(pair.getPrivate().getEncoded()))
                  .getClass()
                  .getName());
      if (type.signatureLength() > 0) {
        Signature signature = Signature.getInstance(signatureAlgorithm(type));
        signature.initSign(pair.getPrivate());
        signature.update((byte) 1);
        byte[] signed = signature.sign();
        served.put(type + " signed", signature.getProvider().getName());
        Signature verifier = Signature.getInstance(signatureAlgorithm(type));
        verifier.initVerify(pair.getPublic());
        verifier.update((byte) 1);
        assertTrue(verifier.verify(signed));
        served.put(type + " verified", verifier.getProvider().getName());
      }
      if (type.sharedSecretLength() > 0) {
        KeyAgreement agreement = KeyAgreement.getInstance(agreementAlgorithm(type));
        agreement.init(pair.getPrivate());
        agreement.doPhase(pair.getPublic(), true);
        served.put(type + " agreed", agreement.getProvider().getName());
      }
    }
    served.put(
        "uninitialised",
        KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate().getClass().getName());
    KeyPairGenerator sized = KeyPairGenerator.getInstance("EC");
    sized.initialize(384);
    served.put("sized", sized.generateKeyPair().getPrivate().getClass().getName());
    served.put("AES", KeyGenerator.getInstance("AES").generateKey().getClass().getName());
    for (String transformation : new String[] {"AES/KW/NoPadding", "AESWrapPad"}) {
      Cipher cipher = Cipher.getInstance(transformation);
      cipher.init(Cipher.WRAP_MODE, new SecretKeySpec(new byte[16], "AES"));
      served.put(transformation, cipher.getProvider().getName());
    }
    Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
    gcm.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(new byte[16], "AES"),
        new GCMParameterSpec(128, new byte[12]));
    served.put("GCM", gcm.getProvider().getName());
    return served;
  }

  private static String signatureAlgorithm(KeyType type) {
    return Curve.of(type).isNist() ? "SHA256withECDSA" : Curve.of(type).jca();
  }

  private static String agreementAlgorithm(KeyType type) {
    return Curve.of(type).isNist() ? "ECDH" : "XDH";
  }
}
