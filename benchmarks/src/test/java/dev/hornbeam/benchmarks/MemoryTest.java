package dev.hornbeam.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heap is no time: how much a member needs is the same on every machine. */
class MemoryTest {
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;

  private static long retained(String member, int n) throws Exception {
    GroupScene scene = new GroupScene();
    scene.n = n;
    scene.shape = "full";
    scene.threads = 1;
    scene.begin();
    JoinBenchmark.Invited invited = new JoinBenchmark.Invited();
    invited.prepare(scene);
    MemoryBenchmark benchmark = new MemoryBenchmark();
    benchmark.member = member;
    try {
      return benchmark.retained(scene, invited, new MemoryBenchmark.Memory());
    } finally {
      scene.end();
    }
  }

  @Test
  void whatIsKeptAliveIsMeasured() throws Exception {
    byte[][] others = kibibytes(3000);
    assertNear(5000 * KIB, RetainedHeap.of(() -> List.of(kibibytes(5000), others)));
    List<byte[][]> small = new ArrayList<>();
    assertNear(0, RetainedHeap.of(() -> small.add(kibibytes(1000))));
    assertEquals(1, small.size());
  }

  /** In pieces, of which a collector does not say that they take whole regions. */
  private static byte[][] kibibytes(int count) {
    byte[][] pieces = new byte[count][];
    for (int i = 0; i < count; i++) {
      pieces[i] = new byte[(int) KIB - 24];
    }
    return pieces;
  }

  private static void assertNear(long expected, long actual) {
    assertTrue(
        Math.abs(actual - expected) < 512 * KIB, () -> actual + " bytes and not " + expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"loaded", "joined", "following"})
  void aMemberOfAThousandNeedsAtMostFourMebibytes(String member) throws Exception {
    long bytes = retained(member, 1000);
    // Each member has at least its two keys and its signature in the tree.
    assertTrue(bytes > 1000 * 128, () -> bytes + " bytes are not a tree");
    assertTrue(bytes <= 4 * MIB, () -> bytes + " bytes");
  }

  /** What a member costs does not depend on how many there are, so that a tenth tells the whole. */
  @Test
  void aMemberOfFiftyThousandNeedsAtMostAHundredAndFiftyMebibytes() throws Exception {
    long bytes = retained("joined", 5000);
    assertTrue(10 * bytes <= 150 * MIB, () -> bytes + " bytes at a tenth");
  }
}
