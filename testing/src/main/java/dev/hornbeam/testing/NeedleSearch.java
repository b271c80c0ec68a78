package dev.hornbeam.testing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Searches for many needles at once: by their first eight bytes, then in full. */
final class NeedleSearch {
  private static final int FILTER_BITS = 22;

  private final Map<Long, List<HeapDump.Needle>> byHead = new HashMap<>();
  private final BitSet filter = new BitSet(1 << FILTER_BITS);

  /**
   * @param needles of eight bytes or more
   */
  NeedleSearch(List<HeapDump.Needle> needles) {
    for (HeapDump.Needle needle : needles) {
      long head = ByteBuffer.wrap(needle.value()).getLong();
      byHead.computeIfAbsent(head, unused -> new ArrayList<>()).add(needle);
      filter.set(slot(head));
    }
  }

  /** Where the needles are; of two that begin at one place, one. */
  NavigableMap<Integer, HeapDump.Needle> in(ByteBuffer bytes) {
    NavigableMap<Integer, HeapDump.Needle> found = new TreeMap<>();
    byte[] window = new byte[1 << 16];
    long head = 0;
    for (int start = 0; start < bytes.limit(); start += window.length) {
      int length = Math.min(window.length, bytes.limit() - start);
      bytes.get(start, window, 0, length);
      for (int i = 0; i < length; i++) {
        head = (head << 8) | (window[i] & 0xff);
        if (filter.get(slot(head))) {
          match(bytes, start + i - 7, head, found);
        }
      }
    }
    return found;
  }

  private void match(
      ByteBuffer bytes, int at, long head, NavigableMap<Integer, HeapDump.Needle> found) {
    for (HeapDump.Needle needle : byHead.getOrDefault(head, List.of())) {
      int length = needle.value().length;
      if (at >= 0
          && at + length <= bytes.limit()
          && bytes.slice(at, length).equals(ByteBuffer.wrap(needle.value()))) {
        found.put(at, needle);
      }
    }
  }

  private static int slot(long head) {
    return (int) ((head * 0x9e3779b97f4a7c15L) >>> (Long.SIZE - FILTER_BITS));
  }
}
