package dev.hornbeam.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.pkcs11.KeyType;
import java.nio.charset.StandardCharsets;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EdDSAParameterSpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureTest {
  private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);

  private static TokenFixture tokens;
  private static HornbeamProvider provider;
  private static final Map<KeyType, KeyPair> PAIRS = new EnumMap<>(KeyType.class);

  @BeforeAll
  static void start() throws Exception {
    tokens = TokenFixture.of("signer");
    provider = tokens.provider("signer", "signer");
    for (KeyType type : KeyType.values()) {
      if (type.signatureLength() > 0) {
        PAIRS.put(type, TokenFixture.generate(provider, type, "signs by " + type));
      }
    }
  }

  @AfterAll
  static void stop() {
    tokens.close();
  }

  @ParameterizedTest
  @CsvSource({
    "Ed25519,ED25519",
    "EdDSA,ED25519",
    "1.3.101.112,ED25519",
    "Ed448,ED448",
    "EdDSA,ED448",
    "SHA256withECDSA,P256",
    "SHA384withECDSA,P256",
    "SHA512withECDSA,P256",
    "SHA256withECDSA,P384",
    "SHA384withECDSA,P384",
    "SHA512withECDSA,P384",
    "SHA256withECDSA,P521",
    "SHA512withECDSA,P521",
    "1.2.840.10045.4.3.2,P256",
    "SHA256withECDSAinP1363Format,P256",
    "SHA384withECDSAinP1363Format,P384",
    "SHA512withECDSAinP1363Format,P521",
    "SHA512withECDSAinP1363Format,P256",
  })
  void theJdkVerifiesWhatATokenSigned(String algorithm, KeyType type) throws Exception {
    KeyPair pair = pair(type);
    // More often than leading zeros of r and s take to show up.
    for (int i = 0; i < 20; i++) {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(pair.getPrivate());
      assertSame(provider, signer.getProvider());
      signer.update(MESSAGE, 0, 3);
      signer.update(MESSAGE[3]);
      signer.update(MESSAGE, 4, MESSAGE.length - 4);
      byte[] signature = signer.sign();
      if (algorithm.endsWith("P1363Format")) {
        assertEquals(type.signatureLength(), signature.length);
      }
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(pair.getPublic());
      verifier.update(MESSAGE);
      assertTrue(verifier.verify(signature));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NONEwithECDSA,P256,32",
    "NONEwithECDSA,P256,20",
    "NONEwithECDSA,P256,64",
    "NONEwithECDSA,P521,64",
    "NONEwithECDSAinP1363Format,P384,48",
  })
  void aHashOfTheCallersIsSigned(String algorithm, KeyType type, int length) throws Exception {
    byte[] hash = new byte[length];
    hash[0] = (byte) 0x80;
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(pair(type).getPrivate());
    signer.update(hash);
    byte[] signature = signer.sign();
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(pair(type).getPublic());
    verifier.update(hash);
    assertTrue(verifier.verify(signature));
  }

  @Test
  void aSignatureIsUsedAgain() throws Exception {
    Signature signer = Signature.getInstance("Ed25519");
    signer.initSign(pair(KeyType.ED25519).getPrivate());
    signer.update(MESSAGE);
    byte[] first = signer.sign();
    signer.update(MESSAGE);
    assertArrayEquals(first, signer.sign());
  }

  @Test
  void manyThreadsSignByOneKey() throws Exception {
    KeyPair pair = pair(KeyType.P256);
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Future<Boolean>> signed = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        byte[] message = {(byte) i};
        signed.add(
            threads.submit(
                () -> {
                  Signature signature = Signature.getInstance("SHA256withECDSA");
                  signature.initSign(pair.getPrivate());
                  signature.update(message);
                  byte[] bytes = signature.sign();
                  signature = Signature.getInstance("SHA256withECDSA");
                  signature.initVerify(pair.getPublic());
                  signature.update(message);
                  return signature.verify(bytes);
                }));
      }
      for (Future<Boolean> each : signed) {
        assertTrue(each.get());
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(0, provider.token().sessions().leased());
  }

  @Test
  void whatCannotBeSignedIsRefused() throws Exception {
    Signature empty = Signature.getInstance("Ed25519");
    empty.initSign(pair(KeyType.ED25519).getPrivate());
    assertThrows(SignatureException.class, empty::sign);

    Signature tooLong = Signature.getInstance("NONEwithECDSA");
    tooLong.initSign(pair(KeyType.P256).getPrivate());
    assertThrows(SignatureException.class, () -> tooLong.update(new byte[65]));

    Signature wrongCurve = Signature.getInstance("Ed448", provider);
    assertThrows(
        InvalidKeyException.class, () -> wrongCurve.initSign(pair(KeyType.ED25519).getPrivate()));
    assertThrows(
        InvalidKeyException.class,
        () -> wrongCurve.initSign(TokenFixture.software(KeyType.ED448).getPrivate()));
    assertThrows(
        InvalidKeyException.class, () -> wrongCurve.initVerify(pair(KeyType.ED448).getPublic()));
  }

  @Test
  void onlyParametersThatSayNothingAreTaken() throws Exception {
    Signature signer = Signature.getInstance("Ed25519");
    signer.initSign(pair(KeyType.ED25519).getPrivate());
    signer.setParameter(new EdDSAParameterSpec(false));
    assertThrows(
        InvalidAlgorithmParameterException.class,
        () -> signer.setParameter(new EdDSAParameterSpec(true)));
    assertThrows(
        InvalidAlgorithmParameterException.class,
        () -> signer.setParameter(new EdDSAParameterSpec(false, new byte[] {1})));
  }

  private static KeyPair pair(KeyType type) {
    return Objects.requireNonNull(PAIRS.get(type));
  }
}
