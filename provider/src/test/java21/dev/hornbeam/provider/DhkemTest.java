package dev.hornbeam.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.pkcs11.KeyType;
import dev.hornbeam.pkcs11.KeyUse;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.Security;
import java.security.spec.NamedParameterSpec;
import javax.crypto.DecapsulateException;
import javax.crypto.KEM;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The JDK encapsulates, the token decapsulates. */
class DhkemTest {
  private static TokenFixture tokens;
  private static HornbeamProvider provider;

  @BeforeAll
  static void start() {
    tokens = TokenFixture.of("kem");
    provider = tokens.provider("kem", "kem");
  }

  @AfterAll
  static void stop() {
    tokens.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyType.class,
      names = {"X25519", "X448", "P256", "P384", "P521"})
  void aTokenOpensWhatTheJdkSealed(KeyType type) throws Exception {
    KeyPair pair = pair(type);
    KEM kem = KEM.getInstance("DHKEM");
    KEM.Encapsulator encapsulator = kem.newEncapsulator(pair.getPublic());
    assertEquals("SunJCE", encapsulator.providerName());
    KEM.Encapsulated encapsulated = encapsulator.encapsulate();
    KEM.Decapsulator decapsulator = kem.newDecapsulator(pair.getPrivate());
    assertEquals(provider.getName(), decapsulator.providerName());
    assertEquals(encapsulator.secretSize(), decapsulator.secretSize());
    assertEquals(encapsulator.encapsulationSize(), decapsulator.encapsulationSize());
    assertEquals(encapsulated.key(), decapsulator.decapsulate(encapsulated.encapsulation()));

    KEM.Encapsulated partly = encapsulator.encapsulate(4, 20, "AES");
    assertEquals(partly.key(), decapsulator.decapsulate(partly.encapsulation(), 4, 20, "AES"));
    assertThrows(
        IndexOutOfBoundsException.class,
        () ->
            decapsulator.decapsulate(
                partly.encapsulation(), 0, decapsulator.secretSize() + 1, "AES"));
  }

  @Test
  void whatIsNoEncapsulationIsRefused() throws Exception {
    KEM.Decapsulator decapsulator =
        KEM.getInstance("DHKEM", provider).newDecapsulator(pair(KeyType.X25519).getPrivate());
    assertThrows(DecapsulateException.class, () -> decapsulator.decapsulate(new byte[31]));
    assertThrows(DecapsulateException.class, () -> decapsulator.decapsulate(new byte[32]));
    KEM.Decapsulator nist =
        KEM.getInstance("DHKEM", provider).newDecapsulator(pair(KeyType.P256).getPrivate());
    byte[] noPoint = new byte[65];
    noPoint[0] = 4;
    assertThrows(DecapsulateException.class, () -> nist.decapsulate(noPoint));
  }

  @Test
  void onlyOwnPrivateKeysAreTaken() throws Exception {
    KEM kem = KEM.getInstance("DHKEM", provider);
    KeyPair software = TokenFixture.software(KeyType.X25519);
    assertThrows(InvalidKeyException.class, () -> kem.newDecapsulator(software.getPrivate()));
    assertThrows(InvalidKeyException.class, () -> kem.newEncapsulator(software.getPublic()));
    KeyPair signer = TokenFixture.generate(provider, KeyType.ED25519, "signer");
    assertThrows(InvalidKeyException.class, () -> kem.newDecapsulator(signer.getPrivate()));
    assertThrows(
        InvalidAlgorithmParameterException.class,
        () -> kem.newDecapsulator(pair(KeyType.X25519).getPrivate(), NamedParameterSpec.X25519));
  }

  @Test
  void softwareKeysGoWhereTheyWent() throws Exception {
    KeyPair software = TokenFixture.software(KeyType.X25519);
    String before = KEM.getInstance("DHKEM").newDecapsulator(software.getPrivate()).providerName();
    Security.removeProvider(provider.getName());
    Security.insertProviderAt(provider, 1);
    KEM kem = KEM.getInstance("DHKEM");
    assertEquals(before, kem.newDecapsulator(software.getPrivate()).providerName());
    assertEquals(before, kem.newEncapsulator(software.getPublic()).providerName());
    assertNotEquals(before, kem.newDecapsulator(pair(KeyType.X448).getPrivate()).providerName());
  }

  private static KeyPair pair(KeyType type) throws Exception {
    return TokenFixture.generate(
        provider, TokenKeySpec.of(type).withUse(KeyUse.DERIVE).withLabel("kem"));
  }
}
