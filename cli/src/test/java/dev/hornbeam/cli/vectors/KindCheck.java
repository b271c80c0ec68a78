package dev.hornbeam.cli.vectors;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Checks one kind of test vector against the working group's file and against its own cases. */
final class KindCheck {
  private KindCheck() {}

  /**
   * Every case of the working group's file holds. Where the file is absent, the test fails if the
   * environment says {@code CI=true}, and is aborted with a message otherwise.
   */
  static void fileHolds(VectorKind kind) throws Exception {
    JsonNode file = read(kind.name() + ".json");
    assertFalse(file.isEmpty());
    assertAll(
        IntStream.range(0, file.size())
            .mapToObj(i -> () -> assertDoesNotThrow(() -> verify(kind, file.get(i)), "case " + i)));
  }

  /** Every case that the kind writes is recognised and holds, for each suite. */
  static void generatedHold(VectorKind kind) throws MlsException {
    for (CipherSuite suite : CipherSuite.values()) {
      ArrayNode cases = generate(kind, suite);
      assertFalse(cases.isEmpty());
      for (JsonNode vector : cases) {
        assertEquals(Optional.of(kind.name()), VectorKinds.of(vector).map(VectorKind::name));
        assertDoesNotThrow(() -> verify(kind, vector), () -> suite + ": " + vector);
      }
    }
  }

  /** A case in which the first digit of any one text differs does not hold. */
  static void changedFieldFails(VectorKind kind) throws MlsException {
    ArrayNode cases = generate(kind, CipherSuite.X25519_AES128GCM_SHA256_ED25519);
    JsonNode last = cases.get(cases.size() - 1);
    int fields = fields(last).size();
    for (int i = 0; i < fields; i++) {
      JsonNode changed = last.deepCopy();
      Field field = fields(changed).get(i);
      String hex = field.parent.get(field.name).asText();
      field.parent.put(field.name, (hex.charAt(0) == '0' ? '1' : '0') + hex.substring(1));
      assertThrows(Exception.class, () -> verify(kind, changed), field.name);
    }
  }

  static ArrayNode generate(VectorKind kind, CipherSuite suite) throws MlsException {
    ArrayNode cases = JsonNodeFactory.instance.arrayNode();
    kind.generate(SuiteCrypto.of(suite, CryptoProfile.fastest(), new SecureRandom()), cases);
    return cases;
  }

  static void verify(VectorKind kind, JsonNode vector) throws VectorMismatch, MlsException {
    kind.verify(new VectorCase(vector, ""));
  }

  private record Field(ObjectNode parent, String name) {}

  /** The text fields anywhere in the case. */
  private static List<Field> fields(JsonNode json) {
    List<Field> fields = new ArrayList<>();
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (json.get(name).isTextual() && !json.get(name).asText().isEmpty()) {
                fields.add(new Field((ObjectNode) json, name));
              }
            });
    json.forEach(child -> fields.addAll(fields(child)));
    return fields;
  }

  /** {@code ../shared/vectors}, or what the system property {@code hornbeam.vectors} names. */
  private static JsonNode read(String name) {
    Path path = folder().map(f -> f.resolve("mls").resolve(name)).orElseGet(() -> absent(name));
    try {
      return new ObjectMapper().readTree((Files.isReadable(path) ? path : absent(name)).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path absent(String name) {
    String message =
        name + " is not there: set -Dhornbeam.vectors, or put the vectors in ../shared/vectors";
    return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
  }

  private static Optional<Path> folder() {
    String named = System.getProperty("hornbeam.vectors");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      Path candidate = up.resolve("shared/vectors");
      if (Files.isDirectory(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
