package dev.hornbeam.cli.vectors;

import org.junit.jupiter.api.Test;

class TranscriptHashesVectorsTest {
  private final VectorKind kind = new TranscriptHashesVectors();

  @Test
  void whatItWritesHolds() throws Exception {
    KindCheck.generatedHold(kind);
  }

  @Test
  void aChangedFieldFails() throws Exception {
    KindCheck.changedFieldFails(kind);
  }
}
