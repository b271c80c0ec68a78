package dev.hornbeam.mls.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.types.CipherSuite;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The base-mode vectors of RFC 9180 App. A for the suites that MLS has, in every profile. */
class HpkeTest {
  private static final String FILE = "rfc9180-base.json";

  static Stream<Arguments> vectors() {
    JsonNode vectors = read();
    return Arrays.stream(TestProfile.values())
        .flatMap(
            profile ->
                Stream.iterate(0, i -> i < vectors.size(), i -> i + 1)
                    .map(i -> Arguments.of(profile, vectors.get(i))));
  }

  private static JsonNode read() {
    try (InputStream in = Objects.requireNonNull(HpkeTest.class.getResourceAsStream(FILE))) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The parts of a suite, which {@link SuiteCrypto} keeps to itself. */
  private record Parts(CipherSuite suite, CryptoProfile profile, Dhkem kem, Hpke hpke) {
    static Parts of(TestProfile of, JsonNode v) {
      CipherSuite suite = CipherSuite.valueOf(v.get("suite").asText());
      CryptoProfile profile = of.profile();
      Dhkem kem =
          new Dhkem(
              suite.kem(),
              profile.dh(suite.kem()),
              profile.hkdf(suite.kem().hash()),
              CryptoObserver.NONE);
      Hpke hpke = new Hpke(suite, kem, profile.hkdf(suite.hash()), profile.aead(suite.aead()));
      return new Parts(suite, profile, kem, hpke);
    }

    HpkeKey recipient(JsonNode v) {
      return SuiteCrypto.of(suite, profile, new SecureRandom())
          .importHpkeKey(Secret.own(hex(v, "skRm").toArray()));
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void keyPairsAreDerived(TestProfile profile, JsonNode v) {
    Dhkem kem = Parts.of(profile, v).kem();
    RawKeyPair recipient = kem.deriveKeyPair(Secret.own(hex(v, "ikmR").toArray()));
    assertEquals(hex(v, "pkRm"), recipient.publicKey());
    assertArrayEquals(hex(v, "skRm").view(), recipient.privateKey().expose());
    RawKeyPair ephemeral = kem.deriveKeyPair(Secret.own(hex(v, "ikmE").toArray()));
    assertEquals(hex(v, "pkEm"), ephemeral.publicKey());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void theSharedSecretIsDecapsulated(TestProfile profile, JsonNode v) throws Exception {
    Parts parts = Parts.of(profile, v);
    Secret shared = parts.kem().decap(hex(v, "enc"), parts.recipient(v));
    assertArrayEquals(hex(v, "shared_secret").view(), shared.expose());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void theFirstMessageOpens(TestProfile profile, JsonNode v) throws Exception {
    Parts parts = Parts.of(profile, v);
    HpkeCiphertext sealed = new HpkeCiphertext(hex(v, "enc"), hex(v, "ct"));
    HpkeKey key = parts.recipient(v);
    Hpke.Info info = parts.hpke().info(hex(v, "info"));
    Secret opened = parts.hpke().open(key, info, hex(v, "aad"), sealed);
    assertArrayEquals(hex(v, "pt").view(), opened.expose());

    assertThrows(
        CryptoRefused.class, () -> parts.hpke().open(key, info, Bytes.utf8("other"), sealed));
    Hpke.Info other = parts.hpke().info(Bytes.utf8("other"));
    assertThrows(CryptoRefused.class, () -> parts.hpke().open(key, other, hex(v, "aad"), sealed));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void secretsAreExported(TestProfile profile, JsonNode v) throws Exception {
    Parts parts = Parts.of(profile, v);
    for (JsonNode export : v.get("exports")) {
      Secret exported =
          parts
              .hpke()
              .receiveExport(
                  hex(v, "enc"),
                  parts.recipient(v),
                  parts.hpke().info(hex(v, "info")),
                  hex(export, "exporter_context"),
                  export.get("L").asInt());
      assertArrayEquals(hex(export, "exported_value").view(), exported.expose());
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void bothHalvesOfAnExportAgree(TestProfile profile, JsonNode v) throws Exception {
    Parts parts = Parts.of(profile, v);
    HpkeKey key = parts.recipient(v);
    Bytes context = Bytes.utf8("context");
    Hpke.Info info = parts.hpke().info(Bytes.EMPTY);
    var sent = parts.hpke().sendExport(key.publicKey(), info, context, 32, new SecureRandom());
    Secret received = parts.hpke().receiveExport(sent.kemOutput(), key, info, context, 32);
    assertTrue(received.matches(sent.initSecret()));
  }

  private static Bytes hex(JsonNode node, String field) {
    return Bytes.fromHex(node.get(field).asText());
  }
}
