package dev.hornbeam.mls.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hornbeam.mls.SharedVectors;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.types.CipherSuite;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The operations of every suite, in every profile. */
class SuiteCryptoTest {
  private static final Bytes CONTENT = Bytes.utf8("content");

  private static SuiteCrypto crypto(CipherSuite suite) {
    return SuiteCrypto.of(suite, CryptoProfile.fastest(), new SecureRandom());
  }

  @Test
  void basics() throws Exception {
    for (JsonNode v : SharedVectors.read("mls/crypto-basics.json")) {
      SuiteCrypto crypto = crypto(CipherSuite.of(v.get("cipher_suite").asInt()).orElseThrow());
      JsonNode e = v.get("encrypt_with_label");
      try (HpkeKey key = crypto.importHpkeKey(Secret.own(hex(e, "priv").toArray()))) {
        assertEquals(hex(e, "pub"), key.publicKey());
        var sealed = new HpkeCiphertext(hex(e, "kem_output"), hex(e, "ciphertext"));
        Secret opened =
            crypto.decryptWithLabel(key, e.get("label").asText(), hex(e, "context"), sealed);
        assertEquals(hex(e, "plaintext"), Bytes.copyOf(opened.expose()));
      }
      JsonNode s = v.get("sign_with_label");
      SignatureKey key = crypto.importSignatureKey(Secret.own(hex(s, "priv").toArray()));
      assertEquals(hex(s, "pub"), key.publicKey());
      assertTrue(
          crypto.verifyWithLabel(
              hex(s, "pub"), s.get("label").asText(), hex(s, "content"), hex(s, "signature")));
    }
  }

  private static Bytes hex(JsonNode node, String field) {
    return Bytes.fromHex(node.get(field).asText());
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSignedVerifies(CipherSuite suite) throws Exception {
    SuiteCrypto crypto = crypto(suite);
    SignatureKey key = crypto.generateSignatureKey();
    assertTrue(crypto.isSignaturePublicKey(key.publicKey()));
    Bytes signature = crypto.signWithLabel(key.privateKey(), "label", CONTENT);
    assertTrue(crypto.verifyWithLabel(key.publicKey(), "label", CONTENT, signature));
    assertFalse(crypto.verifyWithLabel(key.publicKey(), "other", CONTENT, signature));
    assertFalse(crypto.verifyWithLabel(key.publicKey(), "label", Bytes.EMPTY, signature));
    assertFalse(crypto.verifyWithLabel(Bytes.EMPTY, "label", CONTENT, signature));
    assertFalse(crypto.verifyWithLabel(key.publicKey(), "label", CONTENT, Bytes.EMPTY));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSealedOpens(CipherSuite suite) throws Exception {
    SuiteCrypto crypto = crypto(suite);
    Secret secret = Secret.own(crypto.random(32));
    for (HpkeKey key : new HpkeKey[] {crypto.generateHpkeKey(), crypto.deriveKeyPair(secret)}) {
      assertTrue(crypto.isHpkePublicKey(key.publicKey()));
      HpkeCiphertext sealed = crypto.encryptWithLabel(key.publicKey(), "label", CONTENT, secret);
      assertTrue(crypto.decryptWithLabel(key, "label", CONTENT, sealed).matches(secret));
      assertThrows(
          CryptoRefused.class, () -> crypto.decryptWithLabel(key, "other", CONTENT, sealed));
      var external = crypto.externalInit(key.publicKey());
      assertTrue(
          crypto.externalInitSecret(key, external.kemOutput()).matches(external.initSecret()));
    }
  }
}
