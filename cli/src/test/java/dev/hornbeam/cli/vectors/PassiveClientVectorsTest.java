package dev.hornbeam.cli.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hornbeam.mls.types.CipherSuite;
import org.junit.jupiter.api.Test;

class PassiveClientVectorsTest {
  private final VectorKind kind = new PassiveClientVectors();

  @Test
  void whatItWritesHolds() throws Exception {
    KindCheck.generatedHold(kind);
  }

  @Test
  void aChangedFieldFails() throws Exception {
    KindCheck.changedFieldFails(kind);
  }

  @Test
  void aMissingProposalFails() throws Exception {
    int missed = 0;
    for (JsonNode vector : cases()) {
      JsonNode epoch = vector.at("/epochs/0");
      if (epoch.path("proposals").size() == 1) {
        ((ArrayNode) epoch.get("proposals")).remove(0);
        assertThrows(Exception.class, () -> KindCheck.verify(kind, vector));
        missed++;
      }
    }
    assertEquals(5, missed);
  }

  @Test
  void aCommitInThePlaceOfAProposalFails() throws Exception {
    ObjectNode vector = (ObjectNode) cases().get(8);
    ObjectNode epoch = (ObjectNode) vector.get("epochs").get(0);
    epoch.putArray("proposals").add(epoch.get("commit"));
    VectorMismatch e = assertThrows(VectorMismatch.class, () -> KindCheck.verify(kind, vector));
    assertTrue(e.getMessage().startsWith("epochs[0].proposals[0]"), e.getMessage());
  }

  private static ArrayNode cases() throws Exception {
    return Generated.cases("passive-client", CipherSuite.X25519_AES128GCM_SHA256_ED25519);
  }
}
