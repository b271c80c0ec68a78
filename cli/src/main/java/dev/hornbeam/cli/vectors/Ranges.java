package dev.hornbeam.cli.vectors;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** Puts numbers in words. */
final class Ranges {
  private Ranges() {}

  /**
   * {@code suite 2}, or {@code suites 1-3 7}.
   *
   * @param thing what is numbered
   * @param numbers at least one
   */
  static String of(String thing, SortedSet<Integer> numbers) {
    List<String> ranges = new ArrayList<>();
    int first = numbers.first();
    int last = first;
    for (int number : numbers.tailSet(first + 1)) {
      if (number != last + 1) {
        ranges.add(range(first, last));
        first = number;
      }
      last = number;
    }
    ranges.add(range(first, last));
    return thing + (numbers.size() == 1 ? " " : "s ") + String.join(" ", ranges);
  }

  private static String range(int first, int last) {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
