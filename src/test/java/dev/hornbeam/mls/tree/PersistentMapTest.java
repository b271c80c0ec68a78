package dev.hornbeam.mls.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PersistentMapTest {
  @Test
  void behavesAsAnySortedMap() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    PersistentMap<Integer, Integer> map = PersistentMap.empty();
    TreeMap<Integer, Integer> model = new TreeMap<>();
    for (int i = 0; i < 20_000; i++) {
      // Sizes go up and down: mostly puts for a while, then mostly removals.
      int key = random.nextInt(500);
      if (random.nextInt(10) < (i / 2000 % 2 == 0 ? 8 : 2)) {
        map = map.with(key, i);
        model.put(key, i);
      } else {
        map = map.without(key);
        model.remove(key);
      }
      assertEquals(Optional.ofNullable(model.get(key)), map.get(key), () -> "seed " + seed);
      if (i % 100 == 0) {
        assertSame(model, map, seed);
        assertSame(model, PersistentMap.copyOf(model), seed);
      }
    }
  }

  @Test
  void olderVersionsStay() {
    List<PersistentMap<Integer, Integer>> versions = new ArrayList<>();
    versions.add(PersistentMap.empty());
    for (int i = 0; i < 100; i++) {
      versions.add(versions.get(i).with(i, i));
    }
    for (int i = 0; i < 50; i++) {
      versions.add(versions.get(100 + i).without(i));
    }
    for (int i = 0; i <= 150; i++) {
      int first = Math.max(0, i - 100);
      assertEquals(Math.min(i, 100) - first, versions.get(i).keys().size());
      assertEquals(Optional.empty(), versions.get(i).get(Math.min(i, 100)));
    }
  }

  /** Keys in order are the worst case for a tree that does not balance itself. */
  @Test
  void staysShallow() {
    PersistentMap<Integer, Integer> map = PersistentMap.empty();
    for (int i = 0; i < 100_000; i++) {
      map = map.with(i, i);
    }
    // 1.44 log2(n), the bound of AVL trees.
    assertTrue(map.height() <= 24);
  }

  private static void assertSame(
      SortedMap<Integer, Integer> model, PersistentMap<Integer, Integer> map, long seed) {
    assertEquals(List.copyOf(model.keySet()), map.keys(), () -> "seed " + seed);
    model.forEach((key, value) -> assertEquals(Optional.of(value), map.get(key)));
  }
}
