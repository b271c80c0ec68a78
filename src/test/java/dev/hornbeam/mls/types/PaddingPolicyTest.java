package dev.hornbeam.mls.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PaddingPolicyTest {
  @Test
  void noneAddsNothing() {
    for (int length = 1; length < 1000; length++) {
      assertEquals(0, PaddingPolicy.none().padding(length));
    }
  }

  @Test
  void multipleIsTheNextOne() {
    PaddingPolicy policy = PaddingPolicy.toMultipleOf(64);
    assertEquals(63, policy.padding(1));
    assertEquals(1, policy.padding(63));
    assertEquals(0, policy.padding(64));
    assertEquals(63, policy.padding(65));
    assertEquals(0, PaddingPolicy.toMultipleOf(1).padding(7));
  }

  @Test
  void multipleOfNothingIsMisuse() {
    for (int bytes : new int[] {0, -1, Integer.MIN_VALUE}) {
      assertThrows(IllegalArgumentException.class, () -> PaddingPolicy.toMultipleOf(bytes));
    }
  }

  @Test
  void stepsAreFewAndAddLittle() {
    PaddingPolicy policy = PaddingPolicy.toSteps();
    TreeSet<Integer> lengths = new TreeSet<>();
    for (int length = 1; length <= 1 << 16; length++) {
      int padding = policy.padding(length);
      assertTrue(padding >= 0 && padding <= length * 0.12, "padding of " + length);
      assertEquals(0, policy.padding(length + padding), "a step is its own step");
      lengths.add(length + padding);
    }
    assertTrue(lengths.size() < 200, () -> lengths.size() + " lengths");
  }

  @Test
  void stepsAreThoseOfPadme() {
    PaddingPolicy policy = PaddingPolicy.toSteps();
    assertEquals(10, 9 + policy.padding(9));
    assertEquals(104, 100 + policy.padding(100));
    assertEquals(1024, 1000 + policy.padding(1000));
    assertEquals(1 << 29, (1 << 29) + policy.padding(1 << 29));
  }
}
