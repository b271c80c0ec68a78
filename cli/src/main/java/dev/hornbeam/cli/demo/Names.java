package dev.hornbeam.cli.demo;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What the members are called. */
final class Names {
  private static final List<String> FIRST =
      List.of(
          "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy",
          "karl", "lena", "mike", "nina", "oscar", "peggy");

  /** As many as a line has room for. */
  private static final int LISTED = 6;

  private Names() {}

  /** That many different names. */
  static List<String> of(int members) {
    return IntStream.range(0, members)
        .mapToObj(i -> i < FIRST.size() ? FIRST.get(i) : "member" + (i + 1))
        .toList();
  }

  /** {@code alice, bob and carol}; of many, the first ones and how many there are besides. */
  static String list(List<String> names) {
    return list(names, LISTED);
  }

  /**
   * @param most how many to list
   */
  static String list(List<String> names, int most) {
    if (names.size() == 1) {
      return names.get(0);
    }
    int shown = names.size() <= most ? names.size() - 1 : 2;
    String last =
        names.size() <= most
            ? names.get(shown)
            : String.format(Locale.ROOT, "%,d others", names.size() - shown);
    return String.join(", ", names.subList(0, shown)) + " and " + last;
  }
}
