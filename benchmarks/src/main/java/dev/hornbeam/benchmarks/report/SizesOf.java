package dev.hornbeam.benchmarks.report;

import dev.hornbeam.benchmarks.MessageSizes;
import dev.hornbeam.benchmarks.peer.PeerMessageSizes;
import dev.hornbeam.mls.LargeGroup;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The messages of one group are made and their bytes counted.
 *
 * @param maker whose messages
 * @param n how many members, at least 3
 */
record SizesOf(Maker maker, LargeGroup.Shape shape, int n) implements Step {
  @Override
  public String name() {
    return switch (maker) {
      case HORNBEAM -> "MessageSizes.of";
      case PEER -> "PeerMessageSizes.of";
    };
  }

  @Override
  public SortedMap<String, String> params() {
    return new TreeMap<>(
        Map.of("n", Integer.toString(n), "shape", shape.name().toLowerCase(Locale.ROOT)));
  }

  @Override
  public Duration estimate() {
    return Cost.of(this);
  }

  /**
   * Makes the messages.
   *
   * @throws Exception if the peer fails
   */
  Sizes count() throws Exception {
    Map<String, Long> bytes =
        switch (maker) {
          case HORNBEAM -> MessageSizes.of(shape, n);
          case PEER -> PeerMessageSizes.of(shape, n);
        };
    return new Sizes(maker, shape.name().toLowerCase(Locale.ROOT), n, bytes);
  }
}
