package dev.hornbeam.mls.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.testing.Certificates;
import dev.hornbeam.mls.testing.OpaqueKeySource;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeySource.Purpose;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyStoreKeySourceTest {
  private static final CipherSuite SUITE = CipherSuite.X25519_AES128GCM_SHA256_ED25519;
  private static final String PASSWORD = "password";

  private final OpaqueKeySource token = new OpaqueKeySource();

  /** A PKCS#12 file with one entry, "me", as it comes from disk. */
  private static KeyStore keyStore(KeyPair pair, String algorithm) throws Exception {
    Certificate[] chain = {Certificates.selfSigned(pair, algorithm)};
    KeyStore made = KeyStore.getInstance("PKCS12");
    made.load(null, null);
    made.setKeyEntry("me", pair.getPrivate(), PASSWORD.toCharArray(), chain);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    made.store(file, PASSWORD.toCharArray());
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    loaded.load(new ByteArrayInputStream(file.toByteArray()), PASSWORD.toCharArray());
    return loaded;
  }

  private static KeyPair pair(SignatureScheme scheme) throws Exception {
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(scheme.isEdDsa() ? scheme.jca() : "EC");
    if (!scheme.isEdDsa()) {
      generator.initialize(new ECGenParameterSpec(NistCurve.of(scheme).jca()));
    }
    return generator.generateKeyPair();
  }

  private KeyStoreKeySource source(KeyStore keyStore) {
    return new KeyStoreKeySource(keyStore, PASSWORD::toCharArray, token);
  }

  @ParameterizedTest
  @EnumSource
  void anEntrySigns(CipherSuite suite) throws Exception {
    KeyStoreKeySource source = source(keyStore(pair(suite.signature()), suite.signature().jca()));
    SuiteCrypto crypto = SuiteCrypto.of(suite, CryptoProfile.fastest(), new SecureRandom());
    KeyHandle key = source.open("me");
    KeyHandle again = source.open(key.ref());
    assertEquals(key.publicKey(), again.publicKey());
    Bytes signature = crypto.signWithLabel(again.privateKey(), "label", Bytes.EMPTY);
    assertTrue(crypto.verifyWithLabel(key.publicKey(), "label", Bytes.EMPTY, signature));
    source.destroy(key.ref());
    assertEquals(key.ref(), source.open("me").ref());
  }

  @Test
  void otherKeysAreTheOtherSources() throws Exception {
    KeyStoreKeySource source = source(keyStore(pair(SignatureScheme.ED25519), "Ed25519"));
    for (Purpose purpose : List.of(Purpose.LEAF, Purpose.INIT)) {
      KeyHandle key = source.create(purpose, SUITE, "label");
      assertTrue(token.refs().contains(key.ref()));
      assertEquals(key.publicKey(), source.open(key.ref()).publicKey());
      source.destroy(key.ref());
      assertTrue(token.refs().isEmpty());
    }
    assertThrows(
        IllegalArgumentException.class, () -> source.create(Purpose.SIGNATURE, SUITE, "label"));
  }

  @Test
  void thePasswordIsWipedAfterUse() throws Exception {
    char[] given = PASSWORD.toCharArray();
    KeyStore keyStore = keyStore(pair(SignatureScheme.ED25519), "Ed25519");
    assertEquals(
        32, new KeyStoreKeySource(keyStore, () -> given, token).open("me").publicKey().length());
    assertArrayEquals(new char[PASSWORD.length()], given);
  }

  @Test
  void anEntryThatIsNotThereIsUnavailable() throws Exception {
    KeyStore keyStore = keyStore(pair(SignatureScheme.ED25519), "Ed25519");
    KeyStoreKeySource source = source(keyStore);
    KeyHandle key = source.open("me");
    assertThrows(KeyUnavailable.class, () -> source.open("you"));
    assertThrows(
        KeyUnavailable.class,
        () -> new KeyStoreKeySource(keyStore, "wrong"::toCharArray, token).open("me"));
    keyStore.deleteEntry("me");
    assertThrows(KeyUnavailable.class, () -> source.open(key.ref()));
  }

  @Test
  void anEntryThatHoldsAnotherKeyNowIsUnavailable() throws Exception {
    KeyHandle old = source(keyStore(pair(SignatureScheme.ED25519), "Ed25519")).open("me");
    KeyStoreKeySource renewed = source(keyStore(pair(SignatureScheme.ED25519), "Ed25519"));
    assertThrows(KeyUnavailable.class, () -> renewed.open(old.ref()));
  }

  @Test
  void anEntryOfNoSchemeOfMlsIsRefused() throws Exception {
    KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    KeyStoreKeySource source = source(keyStore(rsa, "SHA256withRSA"));
    assertThrows(IllegalArgumentException.class, () -> source.open("me"));
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", Certificates.selfSigned(rsa, "SHA256withRSA"));
    assertThrows(
        IllegalArgumentException.class, () -> new KeyStoreKeySource(trusted, token).open("ca"));
  }
}
