package dev.hornbeam.benchmarks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.benchmarks.peer.PeerMessageSizes;
import dev.hornbeam.mls.LargeGroup;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MessageSizesTest {
  private static long of(Map<String, Long> sizes, String name) {
    return Optional.ofNullable(sizes.get(name)).orElseThrow();
  }

  /** A path has a ciphertext for each level of a full tree, and for each member of a bare one. */
  @Test
  void aCommitGrowsWithTheDepthOfAFullTreeAndTheMembersOfABareOne() throws Exception {
    long full = growth(LargeGroup.Shape.FULL);
    long bare = growth(LargeGroup.Shape.BARE);
    assertTrue(full > 0 && bare > 16 * full, () -> full + " and " + bare);
  }

  private static long growth(LargeGroup.Shape shape) throws Exception {
    return of(MessageSizes.of(shape, 128), "commit") - of(MessageSizes.of(shape, 64), "commit");
  }

  @Test
  void thePeersCommitIsAsLongInAFullTree() throws Exception {
    Map<String, Long> ours = MessageSizes.of(LargeGroup.Shape.FULL, 32);
    Map<String, Long> peers = PeerMessageSizes.of(LargeGroup.Shape.FULL, 32);
    assertTrue(ours.keySet().containsAll(peers.keySet()), peers::toString);
    // The same path; only the names, capabilities and group ids in it differ.
    long difference = of(ours, "commit") - of(peers, "commit");
    assertTrue(Math.abs(difference) < 100, () -> ours + " and " + peers);
  }
}
