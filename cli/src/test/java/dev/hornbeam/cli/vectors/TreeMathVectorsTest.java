package dev.hornbeam.cli.vectors;

import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hornbeam.mls.types.CipherSuite;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeMathVectorsTest {
  private final VectorKind kind = new TreeMathVectors();

  @Test
  void whatItWritesHolds() throws Exception {
    KindCheck.generatedHold(kind);
  }

  /** The format has no texts here, so numbers are changed, and a null becomes a number. */
  @Test
  void aChangedNumberFails() throws Exception {
    ObjectNode vector =
        (ObjectNode) KindCheck.generate(kind, CipherSuite.X25519_AES128GCM_SHA256_ED25519).get(3);
    for (String field : List.of("n_leaves", "n_nodes", "root")) {
      ObjectNode changed = vector.deepCopy().put(field, vector.get(field).asInt() + 1);
      assertThrows(VectorMismatch.class, () -> kind.verify(new VectorCase(changed, "")), field);
    }
    for (String field : List.of("left", "right", "parent", "sibling")) {
      for (int i = 0; i < vector.get(field).size(); i++) {
        ObjectNode changed = vector.deepCopy();
        ArrayNode nodes = (ArrayNode) changed.get(field);
        nodes.set(i, nodes.get(i).asInt() + 1);
        assertThrows(VectorMismatch.class, () -> kind.verify(new VectorCase(changed, "")), field);
      }
    }
  }
}
