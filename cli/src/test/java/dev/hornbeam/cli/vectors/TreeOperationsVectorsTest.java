package dev.hornbeam.cli.vectors;

import org.junit.jupiter.api.Test;

class TreeOperationsVectorsTest {
  private final VectorKind kind = new TreeOperationsVectors();

  @Test
  void whatItWritesHolds() throws Exception {
    KindCheck.generatedHold(kind);
  }

  @Test
  void aChangedFieldFails() throws Exception {
    KindCheck.changedFieldFails(kind);
  }
}
