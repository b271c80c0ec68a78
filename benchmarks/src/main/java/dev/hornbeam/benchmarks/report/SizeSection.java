package dev.hornbeam.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** How long messages are. */
final class SizeSection {
  private static final String INTRODUCTION =
      """
      Bytes. `.welcome` is the Welcome that goes with a commit, `addOneTreeApart` an add whose \
      Welcome comes without the tree, and `state` what a member stores.

      """;

  private SizeSection() {}

  static String of(List<Sizes> sizes) {
    StringBuilder section = new StringBuilder();
    Set<String> shapes = new LinkedHashSet<>();
    sizes.forEach(each -> shapes.add(each.shape()));
    for (String shape : shapes) {
      section
          .append("## Messages of a group with a " + shape + " tree\n\n" + INTRODUCTION)
          .append(table(sizes.stream().filter(each -> each.shape().equals(shape)).toList()));
    }
    return section.toString();
  }

  private static MarkdownTable table(List<Sizes> sizes) {
    Map<Maker, Map<Long, Sizes>> byMaker = new TreeMap<>();
    Set<String> messages = new LinkedHashSet<>();
    List<String> header = new ArrayList<>(List.of("Message"));
    for (Sizes each : sizes) {
      byMaker.computeIfAbsent(each.maker(), key -> new TreeMap<>()).put(each.n(), each);
      messages.addAll(each.bytes().keySet());
    }
    List<Sizes> columns = new ArrayList<>();
    byMaker.forEach(
        (maker, byN) ->
            byN.forEach(
                (n, each) -> {
                  header.add(maker.title() + ", n = " + Units.whole(n));
                  columns.add(each);
                }));
    MarkdownTable table = new MarkdownTable(1, header);
    for (String message : messages) {
      List<String> row = new ArrayList<>(List.of("`" + message + "`"));
      for (Sizes column : columns) {
        row.add(Optional.ofNullable(column.bytes().get(message)).map(Units::whole).orElse(""));
      }
      table.row(row);
    }
    return table;
  }

  /** Bytes of a message by n, of one maker's groups of one shape. */
  static SortedMap<Long, Double> byN(List<Sizes> sizes, Maker maker, String shape, String message) {
    SortedMap<Long, Double> byN = new TreeMap<>();
    for (long n : new TreeSet<>(sizes.stream().map(Sizes::n).toList())) {
      sizes.stream()
          .filter(each -> each.n() == n && each.maker() == maker && each.shape().equals(shape))
          .map(each -> each.bytes().get(message))
          .filter(bytes -> bytes != null)
          .forEach(bytes -> byN.put(n, bytes.doubleValue()));
    }
    return byN;
  }
}
