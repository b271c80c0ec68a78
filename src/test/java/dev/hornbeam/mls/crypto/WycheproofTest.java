package dev.hornbeam.mls.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hornbeam.mls.SharedVectors;
import dev.hornbeam.mls.types.CipherSuite.Aead;
import dev.hornbeam.mls.types.CipherSuite.Hash;
import dev.hornbeam.mls.types.CipherSuite.Kem;
import dev.hornbeam.mls.types.CipherSuite.SignatureScheme;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Project Wycheproof's cases against whatever each profile selects: every valid one passes, every
 * invalid one is refused. The few that use what MLS never does are counted, and the count is fixed.
 */
class WycheproofTest {
  /** What must hold of one case. */
  private interface Check {
    /** Whether the case was in scope. */
    boolean holds(JsonNode group, JsonNode test) throws Exception;
  }

  static Stream<Arguments> digests() {
    return matrix(Hash.values());
  }

  static Stream<Arguments> aeads() {
    return matrix(Aead.values());
  }

  static Stream<Arguments> kems() {
    return matrix(Kem.values());
  }

  static Stream<Arguments> schemes() {
    return matrix(SignatureScheme.values());
  }

  private static Stream<Arguments> matrix(Enum<?>... of) {
    return Arrays.stream(TestProfile.values())
        .flatMap(profile -> Arrays.stream(of).map(each -> Arguments.of(profile, each)))
        .filter(a -> has((TestProfile) a.get()[0], a.get()[1]));
  }

  private static boolean has(TestProfile profile, Object of) {
    Primitive primitive =
        of instanceof Hash hash
            ? Primitive.of(hash)
            : of instanceof Aead aead
                ? Primitive.of(aead)
                : of instanceof Kem kem ? Primitive.of(kem) : Primitive.of((SignatureScheme) of);
    return profile.profile().lacking().stream().noneMatch(l -> l.primitive() == primitive);
  }

  @ParameterizedTest
  @MethodSource("digests")
  void hmac(TestProfile profile, Hash hash) {
    Hmac hmac = profile.profile().hmac(hash);
    run(
        "hmac_sha" + 8 * hash.length() + "_test.json",
        (group, test) -> {
          byte[] mac = hmac.mac(hex(test, "key"), hex(test, "msg"));
          // A truncated tag is compared with as many bytes; MLS itself never truncates.
          byte[] truncated = Arrays.copyOf(mac, group.get("tagSize").asInt() / 8);
          assertEquals(isValid(test), Arrays.equals(hex(test, "tag"), truncated));
          return true;
        },
        0);
  }

  @ParameterizedTest
  @MethodSource("digests")
  void hkdf(TestProfile profile, Hash hash) {
    Hkdf hkdf = profile.profile().hkdf(hash);
    run(
        "hkdf_sha" + 8 * hash.length() + "_test.json",
        (group, test) -> {
          byte[] prk = hkdf.extract(hex(test, "salt"), hex(test, "ikm"));
          int size = test.get("size").asInt();
          if (isValid(test)) {
            assertArrayEquals(hex(test, "okm"), hkdf.expand(prk, size, hex(test, "info")));
          } else {
            assertThrows(
                IllegalArgumentException.class, () -> hkdf.expand(prk, size, hex(test, "info")));
          }
          return true;
        },
        0);
  }

  @ParameterizedTest
  @MethodSource("aeads")
  void aead(TestProfile profile, Aead aead) {
    AeadCipher cipher = profile.profile().aead(aead);
    boolean chacha = aead == Aead.CHACHA20_POLY1305;
    run(
        chacha ? "chacha20_poly1305_test.json" : "aes_gcm_test.json",
        (group, test) -> {
          byte[] key = hex(test, "key");
          byte[] nonce = hex(test, "iv");
          if (key.length != aead.keyLength()) {
            return false;
          }
          byte[] msg = hex(test, "msg");
          byte[] aad = hex(test, "aad");
          byte[] sealed = Labels.concat(hex(test, "ct"), hex(test, "tag"));
          if (nonce.length != aead.nonceLength()) {
            assertThrows(
                IllegalArgumentException.class, () -> cipher.open(key, nonce, aad, sealed));
            return false;
          }
          if (isValid(test)) {
            assertArrayEquals(sealed, cipher.seal(key, nonce, aad, msg));
            assertArrayEquals(msg, cipher.open(key, nonce, aad, sealed));
          } else {
            assertThrows(CryptoRefused.class, () -> cipher.open(key, nonce, aad, sealed));
          }
          return true;
        },
        switch (aead) {
          case AES_128_GCM -> 249;
          case AES_256_GCM -> 250;
          case CHACHA20_POLY1305 -> 9;
        });
  }

  @ParameterizedTest
  @MethodSource("kems")
  void agreement(TestProfile profile, Kem kem) {
    Dh dh = profile.profile().dh(kem);
    String file =
        switch (kem) {
          case X25519 -> "x25519_test.json";
          case X448 -> "x448_test.json";
          case P256 -> "ecdh_secp256r1_ecpoint_test.json";
          case P384 -> "ecdh_secp384r1_ecpoint_test.json";
          case P521 -> "ecdh_secp521r1_ecpoint_test.json";
        };
    run(
        file,
        (group, test) -> {
          byte[] publicKey = hex(test, "public");
          byte[] privateKey = privateKey(kem, hex(test, "private"));
          byte[] shared = hex(test, "shared");
          boolean zero = new BigInteger(1, shared).signum() == 0 && !kem.isNist();
          // Compressed points are "acceptable": RFC 9180 s.7.1.1 has the uncompressed form alone.
          boolean good = isValid(test) || (isAcceptable(test) && !kem.isNist());
          if (good && !zero) {
            assertTrue(dh.isPublicKey(publicKey));
            assertArrayEquals(shared, dh.agree(privateKey, publicKey));
          } else {
            assertThrows(CryptoRefused.class, () -> dh.agree(privateKey, publicKey));
            assertFalse(dh.isPublicKey(publicKey));
          }
          return true;
        },
        0);
  }

  private static byte[] privateKey(Kem kem, byte[] bytes) {
    return kem.isNist()
        ? BigIntegers.asUnsignedByteArray(kem.privateKeyLength(), new BigInteger(1, bytes))
        : bytes;
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void signature(TestProfile profile, SignatureScheme scheme) {
    Signer signer = profile.profile().signer(scheme);
    String file =
        switch (scheme) {
          case ED25519 -> "ed25519_test.json";
          case ED448 -> "ed448_test.json";
          case ECDSA_P256_SHA256 -> "ecdsa_secp256r1_sha256_test.json";
          case ECDSA_P384_SHA384 -> "ecdsa_secp384r1_sha384_test.json";
          case ECDSA_P521_SHA512 -> "ecdsa_secp521r1_sha512_test.json";
        };
    run(
        file,
        (group, test) -> {
          JsonNode key = group.get("publicKey");
          byte[] publicKey = hex(key, scheme.isEdDsa() ? "pk" : "uncompressed");
          assertTrue(signer.isPublicKey(publicKey));
          assertEquals(isValid(test), signer.verify(publicKey, hex(test, "msg"), hex(test, "sig")));
          return true;
        },
        0);
  }

  private static void run(String file, Check check, int outOfScope) {
    JsonNode all = SharedVectors.read("wycheproof/" + file);
    int ran = 0;
    int skipped = 0;
    for (JsonNode group : all.get("testGroups")) {
      for (JsonNode test : group.get("tests")) {
        try {
          if (check.holds(group, test)) {
            ran++;
          } else {
            skipped++;
          }
        } catch (Exception | AssertionError e) {
          fail(file + " case " + test.get("tcId") + ", " + test.get("comment"), e);
        }
      }
    }
    assertEquals(outOfScope, skipped);
    assertEquals(all.get("numberOfTests").asInt(), ran + skipped);
  }

  private static boolean isValid(JsonNode test) {
    return test.get("result").asText().equals("valid");
  }

  private static boolean isAcceptable(JsonNode test) {
    return test.get("result").asText().equals("acceptable");
  }

  private static byte[] hex(JsonNode test, String field) {
    return HexFormat.of().parseHex(test.get(field).asText());
  }
}
