package dev.hornbeam.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * A token object as pkcs11-tool lists it.
 *
 * @param kind the heading's first part, such as {@code Private Key Object}
 * @param label CKA_LABEL, empty if it has none
 * @param id CKA_ID in lower-case hexadecimal, empty if it has none
 * @param usage what it may be used for, such as {@code sign, derive}
 * @param access such as {@code sensitive, always sensitive, never extractable, local}
 */
public record ListedObject(String kind, String label, String id, String usage, String access) {

  static List<ListedObject> parse(String listing) {
    List<ListedObject> objects = new ArrayList<>();
    List<String> block = new ArrayList<>();
    for (String line : listing.lines().toList()) {
      if (!line.startsWith(" ")) {
        addTo(objects, block);
        block.clear();
      }
      block.add(line);
    }
    addTo(objects, block);
    return List.copyOf(objects);
  }

  private static void addTo(List<ListedObject> objects, List<String> block) {
    if (block.isEmpty() || !block.get(0).contains(" Object;")) {
      return;
    }
    String heading = block.get(0);
    objects.add(
        new ListedObject(
            heading.substring(0, heading.indexOf(';')),
            field(block, "label:"),
            field(block, "ID:"),
            field(block, "Usage:"),
            field(block, "Access:")));
  }

  private static String field(List<String> block, String name) {
    return block.stream()
        .map(String::strip)
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip())
        .findFirst()
        .orElse("");
  }
}
