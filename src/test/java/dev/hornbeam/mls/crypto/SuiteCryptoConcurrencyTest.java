package dev.hornbeam.mls.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.types.CipherSuite;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Threads that share one suite never disturb each other: no digest, signer or cipher is shared. */
class SuiteCryptoConcurrencyTest {
  private static final int THREADS = 8;
  private static final int ROUNDS = 5;

  static Stream<Arguments> all() {
    return TestProfile.withSuites();
  }

  @ParameterizedTest
  @MethodSource("all")
  void threadsShareASuite(TestProfile profile, CipherSuite suite) throws Exception {
    SuiteCrypto crypto = SuiteCrypto.of(suite, profile.profile(), new SecureRandom());
    SignatureKey signer = crypto.generateSignatureKey();
    HpkeKey recipient = crypto.generateHpkeKey();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CountDownLatch start = new CountDownLatch(THREADS);
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        byte mine = (byte) t;
        running.add(
            threads.submit(
                () -> {
                  start.countDown();
                  start.await();
                  for (int round = 0; round < ROUNDS; round++) {
                    everyOperation(crypto, signer, recipient, mine);
                  }
                  return mine;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Each result is compared with what the same suite gives to one who is alone. */
  private static void everyOperation(
      SuiteCrypto crypto, SignatureKey signer, HpkeKey recipient, byte mine) throws Exception {
    SuiteCrypto alone =
        SuiteCrypto.of(crypto.suite(), CryptoProfile.portable(), new SecureRandom());
    Bytes data = Bytes.copyOf(mine, (byte) 1, (byte) 2);
    try (Secret secret = Secret.own(crypto.hash(data).toArray());
        Secret derived = crypto.deriveSecret(secret, "label");
        Secret expected = alone.deriveSecret(secret, "label");
        HpkeKey pair = crypto.deriveKeyPair(secret);
        HpkeKey expectedPair = alone.deriveKeyPair(secret)) {
      assertEquals(alone.hash(data), crypto.hash(data));
      assertTrue(derived.matches(expected));
      assertEquals(alone.mac(secret, data), crypto.mac(secret, data));
      assertEquals(expectedPair.publicKey(), pair.publicKey());

      Bytes signature = crypto.signWithLabel(signer.privateKey(), "label", data);
      assertTrue(crypto.verifyWithLabel(signer.publicKey(), "label", data, signature));
      HpkeCiphertext sealed = crypto.encryptWithLabel(recipient.publicKey(), "label", data, secret);
      try (Secret opened = crypto.decryptWithLabel(recipient, "label", data, sealed)) {
        assertTrue(opened.matches(secret));
      }
      messages(crypto, data, mine);
    }
  }

  private static void messages(SuiteCrypto crypto, Bytes data, byte mine) throws Exception {
    byte[] nonce = new byte[crypto.suite().aead().nonceLength()];
    nonce[0] = mine;
    byte[] text = {mine, mine};
    try (Secret key = Secret.own(crypto.random(crypto.suite().aead().keyLength()));
        Secret opened = crypto.open(key, nonce, data, crypto.seal(key, nonce, data, text))) {
      assertEquals(Bytes.copyOf(text), Bytes.copyOf(opened.expose()));
    }
  }
}
