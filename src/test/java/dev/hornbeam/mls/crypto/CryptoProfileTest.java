package dev.hornbeam.mls.crypto;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.testing.OperationCounts;
import dev.hornbeam.mls.types.CipherSuite;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CryptoProfileTest {
  private static Map<Primitive, String> names(CryptoProfile profile) {
    return profile.choices().stream()
        .collect(toMap(Choice::primitive, choice -> choice.implementation().name()));
  }

  @Test
  void fastestTakesConscryptForWhatItIsFastAt() {
    Map<Primitive, String> names = names(CryptoProfile.fastest());
    assertEquals(Set.of(Primitive.values()), names.keySet());
    assertEquals("Conscrypt", names.get(Primitive.X25519));
    assertEquals("Conscrypt", names.get(Primitive.ECDSA_P256));
    assertEquals("Bouncy Castle", names.get(Primitive.X448));
    assertEquals("Bouncy Castle", names.get(Primitive.ECDH_P521));
    assertEquals("SUN", names.get(Primitive.SHA256));
    assertEquals("SunJCE", names.get(Primitive.HMAC_SHA512));
  }

  @Test
  void portableTakesNoConscrypt() {
    CryptoProfile profile = CryptoProfile.portable();
    assertEquals(Set.of("SUN", "SunJCE", "Bouncy Castle"), Set.copyOf(names(profile).values()));
    assertTrue(profile.lacking().isEmpty());
    for (Choice choice : profile.choices()) {
      assertFalse(choice.implementation().version().isBlank());
    }
  }

  @Test
  void withoutConscryptTheFastestIsThePortable() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.contains("conscrypt")) {
        urls.add(new File(entry).toURI().toURL());
      }
    }
    try (var loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Object fastest =
          loader.loadClass(CryptoProfile.class.getName()).getMethod("fastest").invoke(null);
      assertEquals(CryptoProfile.portable().toString(), fastest.toString());
    }
  }

  @Test
  void aProviderSaysWhatItLacks() {
    CryptoProfile profile = CryptoProfile.of(TestProfile.conscrypt());
    assertEquals(
        List.of(Primitive.X448, Primitive.ED448),
        profile.lacking().stream().map(Lack::primitive).toList());
    assertEquals(List.of(), profile.lacks(CipherSuite.P384_AES256GCM_SHA384_P384));
    var refusal =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                SuiteCrypto.of(
                    CipherSuite.X448_AES256GCM_SHA512_ED448, profile, new SecureRandom()));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains("X448"), message);
    assertTrue(message.contains("Ed448"), message);
  }

  @Test
  void aProviderThatHasAllLacksNothing() {
    CryptoProfile profile = CryptoProfile.of(new BouncyCastleProvider());
    assertEquals(List.of(), profile.lacking());
    assertEquals(Set.of("BC"), Set.copyOf(names(profile).values()));
  }

  @Test
  void aProviderThatHasNothingLacksAll() {
    @SuppressWarnings("serial")
    class Empty extends Provider {
      Empty() {
        super("Empty", "1", "no services");
      }
    }
    CryptoProfile profile = CryptoProfile.of(new Empty());
    assertEquals(Primitive.values().length, profile.lacking().size());
    assertEquals(List.of(), profile.choices());
  }

  /** A source of randomness whose bytes follow from a seed. */
  private static SecureRandom seeded() throws Exception {
    SecureRandom random = SecureRandom.getInstance("SHA1PRNG", "SUN");
    random.setSeed(1);
    return random;
  }

  @ParameterizedTest
  @EnumSource
  void portableIsAFunctionOfItsRandomness(CipherSuite suite) throws Exception {
    List<Bytes> first = everything(SuiteCrypto.of(suite, CryptoProfile.portable(), seeded()));
    List<Bytes> second = everything(SuiteCrypto.of(suite, CryptoProfile.portable(), seeded()));
    assertEquals(first, second);
  }

  private static List<Bytes> everything(SuiteCrypto crypto) throws Exception {
    SignatureKey signature = crypto.generateSignatureKey();
    HpkeKey hpke = crypto.generateHpkeKey();
    HpkeCiphertext sealed =
        crypto.encryptWithLabel(hpke.publicKey(), "label", Bytes.EMPTY, Secret.zeros(32));
    return List.of(
        Bytes.own(crypto.random(16)),
        signature.publicKey(),
        hpke.publicKey(),
        crypto.signWithLabel(signature.privateKey(), "label", Bytes.EMPTY),
        sealed.encoded(),
        crypto.externalInit(hpke.publicKey()).kemOutput());
  }

  @ParameterizedTest
  @EnumSource
  void anObserverSeesEachOperation(TestProfile of) throws Exception {
    OperationCounts counts = new OperationCounts();
    SuiteCrypto crypto =
        SuiteCrypto.of(
            CipherSuite.P256_AES128GCM_SHA256_P256,
            of.profile().observed(counts),
            new SecureRandom());
    counts.reset();
    Bytes unused = crypto.hash(Bytes.EMPTY);
    assertEquals(Map.of(CryptoOperation.HASH, 1), counts.all());

    counts.reset();
    crypto.deriveSecret(Secret.zeros(32), "label").close();
    assertEquals(Map.of(CryptoOperation.MAC, 1), counts.all());

    counts.reset();
    HpkeKey key = crypto.deriveKeyPair(Secret.zeros(32));
    assertEquals(1, counts.of(CryptoOperation.DH_PUBLIC_KEY));

    counts.reset();
    HpkeCiphertext sealed =
        crypto.encryptWithLabel(key.publicKey(), "label", Bytes.EMPTY, Secret.zeros(32));
    for (CryptoOperation once :
        Arrays.asList(
            CryptoOperation.HPKE_SEAL,
            CryptoOperation.AEAD_SEAL,
            CryptoOperation.DH_GENERATE,
            CryptoOperation.DH_AGREE)) {
      assertEquals(1, counts.of(once), once.name());
    }

    counts.reset();
    crypto.decryptWithLabel(key, "label", Bytes.EMPTY, sealed).close();
    for (CryptoOperation once :
        Arrays.asList(
            CryptoOperation.HPKE_OPEN, CryptoOperation.AEAD_OPEN, CryptoOperation.DH_AGREE)) {
      assertEquals(1, counts.of(once), once.name());
    }

    counts.reset();
    SignatureKey signer = crypto.generateSignatureKey();
    Bytes signature = crypto.signWithLabel(signer.privateKey(), "label", Bytes.EMPTY);
    assertTrue(crypto.verifyWithLabel(signer.publicKey(), "label", Bytes.EMPTY, signature));
    assertEquals(
        Map.of(
            CryptoOperation.SIGNATURE_GENERATE,
            1,
            CryptoOperation.SIGN,
            1,
            CryptoOperation.VERIFY,
            1),
        counts.all());
  }
}
