package dev.hornbeam.cli.vectors;

import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.types.CipherSuite;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessagesVectorsTest {
  private final VectorKind kind = new MessagesVectors();

  @Test
  void whatItWritesHolds() throws Exception {
    KindCheck.generatedHold(kind);
  }

  /** Other values decode just as well, so what is changed is the length. */
  @Test
  void aByteTooFewOrTooManyFails() throws Exception {
    JsonNode vector = KindCheck.generate(kind, CipherSuite.X25519_AES128GCM_SHA256_ED25519).get(0);
    for (String field : kind.fields()) {
      String hex = vector.get(field).asText();
      for (String changed :
          List.of(hex.substring(2), hex.substring(0, hex.length() - 2), hex + "00")) {
        ObjectNode other = ((ObjectNode) vector.deepCopy()).put(field, changed);
        assertThrows(MalformedMessage.class, () -> KindCheck.verify(kind, other), field);
      }
    }
  }

  @Test
  void aMessageOfAnotherKindFails() throws Exception {
    JsonNode vector = KindCheck.generate(kind, CipherSuite.X25519_AES128GCM_SHA256_ED25519).get(0);
    for (String field : List.of("mls_welcome", "private_message", "public_message_proposal")) {
      ObjectNode other = vector.deepCopy();
      other.set(field, vector.get("public_message_commit"));
      assertThrows(VectorMismatch.class, () -> KindCheck.verify(kind, other), field);
    }
  }
}
