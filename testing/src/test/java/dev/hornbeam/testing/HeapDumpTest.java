package dev.hornbeam.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.hornbeam.testing.HeapDump.Hit;
import dev.hornbeam.testing.HeapDump.Needle;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HeapDumpTest {
  @SuppressWarnings("unused") // only the dump reads them
  private static final class Holder {
    private static final byte[][] ROWS = {bytes(3)};

    private final String before = "before";
    private final byte[] field = bytes(1);
    private final int[] words = new int[4];
    private final long number;

    Holder() {
      ByteBuffer.wrap(bytes(2)).asIntBuffer().get(words);
      number = ByteBuffer.wrap(bytes(4)).getLong();
    }
  }

  /** Sixteen bytes that are nowhere else. */
  private static byte[] bytes(int which) {
    byte[] bytes = new byte[16];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (which * 71 + i * i * 13 + 5);
    }
    return bytes;
  }

  /** Makes the dump, with a holder that is alive. */
  static final class Dumped {
    private Dumped() {}

    public static void main(String[] args) throws IOException {
      Holder holder = new Holder();
      try {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(args[0], true);
      } finally {
        Reference.reachabilityFence(holder);
      }
    }
  }

  @Test
  void whatIsThereIsFoundWithWhatHoldsIt() {
    try (Workspace files = Workspace.create("dump")) {
      Path file = files.file("live.hprof");
      ForkedJvm.of(Dumped.class).arguments(file.toString()).run().orThrow();
      HeapDump heap = HeapDump.of(file);
      String holder = Holder.class.getName();
      assertEquals(List.of("byte[16] in " + holder + ".field"), places(heap, bytes(1)));
      assertEquals(List.of("int[4] in " + holder + ".words"), places(heap, bytes(2)));
      assertEquals(List.of("byte[16] in static " + holder + ".ROWS"), places(heap, bytes(3)));
      byte[] number = ByteBuffer.allocate(8).put(bytes(4), 0, 8).array();
      assertEquals(List.of(holder), places(heap, number));
      assertTrue(heap.contains(new Needle("1", bytes(1))));
      assertFalse(heap.contains(new Needle("5", bytes(5))));
      assertEquals(List.of(), places(heap, bytes(5)));
    }
  }

  private static List<String> places(HeapDump heap, byte[] value) {
    return heap.search(List.of(new Needle("value", value))).stream()
        .map(Hit::place)
        .collect(Collectors.toList());
  }
}
