package dev.hornbeam.mls.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource.Purpose;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SoftwareKeySourceTest {
  private static final CipherSuite SUITE = CipherSuite.X25519_AES128GCM_SHA256_ED25519;

  private final SoftwareKeySource source =
      new SoftwareKeySource(CryptoProfile.fastest(), new SecureRandom());

  private static SuiteCrypto crypto(CipherSuite suite) {
    return SuiteCrypto.of(suite, CryptoProfile.fastest(), new SecureRandom());
  }

  @ParameterizedTest
  @EnumSource
  void aKeyOpensAgainAndWorks(CipherSuite suite) throws Exception {
    SuiteCrypto crypto = crypto(suite);
    for (Purpose purpose : Purpose.values()) {
      KeyHandle made = source.create(purpose, suite, "label");
      KeyHandle opened = source.open(new KeyRef(Bytes.copyOf(made.ref().value().toArray())));
      assertEquals(made.publicKey(), opened.publicKey());
      assertEquals(made.ref(), opened.ref());
      ((SoftwarePrivateKey) made.privateKey()).close();
      if (purpose == Purpose.SIGNATURE) {
        Bytes signature = crypto.signWithLabel(opened.privateKey(), "l", Bytes.EMPTY);
        assertTrue(crypto.verifyWithLabel(made.publicKey(), "l", Bytes.EMPTY, signature));
      } else {
        HpkeKey key = new HpkeKey(opened.privateKey(), opened.publicKey());
        HpkeCiphertext sealed =
            crypto.encryptWithLabel(key.publicKey(), "l", Bytes.EMPTY, Secret.zeros(8));
        assertEquals(8, crypto.decryptWithLabel(key, "l", Bytes.EMPTY, sealed).length());
      }
      source.destroy(made.ref());
    }
  }

  @Test
  void aReferenceIsForgottenUnlessItIsOfAnotherSource() {
    KeyRef software = source.create(Purpose.LEAF, SUITE, "label").ref();
    Bytes before = Bytes.copyOf(software.value().view());
    SoftwareKeySource.forget(software);
    assertEquals(Bytes.own(new byte[before.length()]), software.value());
    assertThrows(IllegalArgumentException.class, () -> source.open(software));
    for (String other : List.of("pkcs11:token=t", "")) {
      KeyRef ref = new KeyRef(Bytes.utf8(other));
      SoftwareKeySource.forget(ref);
      assertEquals(Bytes.utf8(other), ref.value());
    }
  }

  @Test
  void aReferenceShowsNoKey() {
    KeyHandle made = source.create(Purpose.SIGNATURE, SUITE, "label");
    String raw = Bytes.copyOf(((SoftwarePrivateKey) made.privateKey()).raw().expose()).hex();
    assertFalse((made + " " + made.ref()).contains(raw));
  }

  @ParameterizedTest
  @EnumSource
  void aKeyMadeElsewhereIsTakenIn(CipherSuite suite) {
    SuiteCrypto crypto = crypto(suite);
    SignatureKey signature = crypto.generateSignatureKey();
    Secret raw = signature.privateKey().raw();
    assertEquals(
        signature.publicKey(), source.importKey(Purpose.SIGNATURE, suite, raw).publicKey());
    assertEquals(
        signature.publicKey(),
        source.importKey(Purpose.SIGNATURE, suite, raw, signature.publicKey()).publicKey());
    assertFalse(raw.isClosed());

    HpkeKey hpke = crypto.generateHpkeKey();
    Secret rawHpke = ((SoftwarePrivateKey) hpke.privateKey()).raw();
    assertEquals(
        hpke.publicKey(),
        source.importKey(Purpose.LEAF, suite, rawHpke, hpke.publicKey()).publicKey());
    Bytes other = crypto.generateHpkeKey().publicKey();
    assertThrows(
        IllegalArgumentException.class,
        () -> source.importKey(Purpose.INIT, suite, rawHpke, other));
  }

  @Test
  void referencesOfOthersAreRefused() {
    Bytes good = source.create(Purpose.LEAF, SUITE, "label").ref().value();
    byte[] laterVersion = good.toArray();
    laterVersion[9] = 2;
    byte[] unknownPurpose = good.toArray();
    unknownPurpose[10] = 9;
    byte[] unknownSuite = good.toArray();
    unknownSuite[11] = 9;
    for (Bytes bad :
        new Bytes[] {
          Bytes.EMPTY,
          Bytes.utf8("something else"),
          good.slice(0, good.length() - 1),
          Bytes.own(laterVersion),
          Bytes.own(unknownPurpose),
          Bytes.own(unknownSuite)
        }) {
      KeyRef ref = new KeyRef(bad);
      assertThrows(IllegalArgumentException.class, () -> source.open(ref));
      assertThrows(IllegalArgumentException.class, () -> source.destroy(ref));
    }
  }
}
