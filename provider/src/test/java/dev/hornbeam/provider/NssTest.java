package dev.hornbeam.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.TokenException;
import dev.hornbeam.testing.NssSoftokn;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The second implementation, configured as people do for SunPKCS11. */
class NssTest {
  private static NssSoftokn nss;
  private static HornbeamProvider provider;

  @BeforeAll
  static void start() {
    nss = NssSoftokn.start();
    provider =
        new HornbeamProvider()
            .configure(
                "--name = nss\nlibrary = "
                    + NssSoftokn.library()
                    + "\nslotListIndex = 1\nnssArgs = \""
                    + nss.initArguments()
                    + "\"\n");
    Security.addProvider(provider);
  }

  @AfterAll
  static void stop() {
    Security.removeProvider(provider.getName());
    provider.logout();
    nss.close();
  }

  private static KeyStore store() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS11", provider);
    store.load(null, nss.token().pin().toCharArray());
    return store;
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyType.class,
      names = {"P256", "P384", "P521"})
  void keysAreMadeCertifiedAndFound(KeyType type) throws Exception {
    KeyStore store = store();
    KeyPair pair = TokenFixture.generate(provider, type, "made");
    X509Certificate certificate =
        Certificates.selfSigned("made", pair.getPublic(), pair.getPrivate());
    String alias = "kept " + type;
    store.setKeyEntry(alias, pair.getPrivate(), null, new Certificate[] {certificate});
    KeyStore again = store();
    assertEquals(certificate, again.getCertificate(alias));
    PrivateKey key = assertInstanceOf(PrivateKey.class, again.getKey(alias, null));
    assertEquals(pair.getPrivate(), key);
    Signature signature = Signature.getInstance("SHA512withECDSA");
    signature.initSign(key);
    assertSame(provider, signature.getProvider());
    signature.update((byte) 1);
    byte[] signed = signature.sign();
    signature = Signature.getInstance("SHA512withECDSA");
    signature.initVerify(certificate);
    signature.update((byte) 1);
    assertTrue(signature.verify(signed));
    again.deleteEntry(alias);
    assertEquals(0, again.size());
  }

  @Test
  void montgomeryKeysAgree() throws Exception {
    store();
    KeyPair own = TokenFixture.generate(provider, KeyType.X25519, "agrees");
    KeyPair peer = TokenFixture.software(KeyType.X25519);
    KeyAgreement token = KeyAgreement.getInstance("XDH");
    token.init(own.getPrivate());
    token.doPhase(peer.getPublic(), true);
    KeyAgreement software = KeyAgreement.getInstance("XDH");
    software.init(peer.getPrivate());
    software.doPhase(own.getPublic(), true);
    assertArrayEquals(software.generateSecret(), token.generateSecret());
    KeyStore store = store();
    store.deleteEntry("agrees");
  }

  @Test
  void whatItLacksIsSaid() throws Exception {
    store();
    ProviderException lacking =
        assertThrows(
            ProviderException.class,
            () -> TokenFixture.generate(provider, KeyType.ED25519, "never"));
    assertInstanceOf(TokenException.class, lacking.getCause());
  }

  @Test
  void keysAreWrapped() throws Exception {
    store();
    KeyGenerator generator = KeyGenerator.getInstance("AES");
    generator.init(TokenAesSpec.of(32, "data"));
    SecretKey key = generator.generateKey();
    SecretKey secret = new SecretKeySpec(new byte[24], "AES");
    Cipher cipher = Cipher.getInstance("AESWrap");
    cipher.init(Cipher.WRAP_MODE, key);
    byte[] wrapped = cipher.wrap(secret);
    assertEquals(32, wrapped.length);
    cipher.init(Cipher.UNWRAP_MODE, key);
    assertEquals(secret, cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY));
    store().deleteEntry("data");
  }
}
