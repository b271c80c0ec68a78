package dev.hornbeam.cli.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hornbeam.cli.Progress;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.CipherSuite;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks one kind of test vector against its own cases. */
final class KindCheck {
  private KindCheck() {}

  /** Every case that the kind writes is recognised and holds, for each suite. */
  static void generatedHold(VectorKind kind) throws Exception {
    List<JsonNode> cases = new ArrayList<>();
    Generated.cases(kind.name(), CipherSuite.values()).forEach(cases::add);
    assertFalse(cases.isEmpty());
    for (JsonNode vector : cases) {
      assertEquals(Optional.of(kind.name()), VectorKinds.of(vector).map(VectorKind::name));
    }
    var silent = new Progress(new PrintWriter(Writer.nullWriter()));
    try (Verifier verifier = new Verifier(silent)) {
      for (CaseResult result : verifier.verify(new VectorFile(Path.of("a"), kind, cases))) {
        assertEquals(CaseResult.passed(result.index()), result);
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
}
