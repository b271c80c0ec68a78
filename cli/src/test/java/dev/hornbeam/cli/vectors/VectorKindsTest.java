package dev.hornbeam.cli.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VectorKindsTest {
  @Test
  void kindsAreSortedByName() {
    List<String> names = VectorKinds.ALL.stream().map(VectorKind::name).toList();
    assertEquals(names.stream().sorted().toList(), names);
  }

  @Test
  void noKindIsTakenForAnother() {
    for (VectorKind kind : VectorKinds.ALL) {
      for (VectorKind other : VectorKinds.ALL) {
        assertFalse(
            kind != other && kind.fields().containsAll(other.fields()),
            () -> kind.name() + " has all fields of " + other.name());
      }
    }
  }

  @Test
  void dashAndUnderscoreAreTheSame() {
    assertEquals(Optional.of("psk_secret"), VectorKinds.named("psk-secret").map(VectorKind::name));
    assertEquals(Optional.of("tree-math"), VectorKinds.named("tree_math").map(VectorKind::name));
    assertTrue(VectorKinds.named("treemath").isEmpty());
  }
}
