package dev.hornbeam.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A table whose first columns are text and whose others are numbers. */
final class MarkdownTable {
  private final List<List<String>> rows = new ArrayList<>();
  private final int texts;

  /**
   * @param texts how many columns are text
   * @param header the names of all columns
   */
  MarkdownTable(int texts, List<String> header) {
    this.texts = texts;
    rows.add(List.copyOf(header));
  }

  /**
   * @param cells as many as there are columns
   */
  void row(List<String> cells) {
    if (cells.size() != rows.get(0).size()) {
      throw new IllegalArgumentException(cells + " do not go under " + rows.get(0));
    }
    rows.add(List.copyOf(cells));
  }

  void row(String... cells) {
    row(List.of(cells));
  }

  boolean isEmpty() {
    return rows.size() == 1;
  }

  /** The table, ended by an empty line. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(line(rows.get(0)));
    for (int column = 0; column < rows.get(0).size(); column++) {
      text.append(column < texts ? "|---" : "|---:");
    }
    text.append("|\n");
    rows.subList(1, rows.size()).forEach(row -> text.append(line(row)));
    return text.append('\n').toString();
  }

  private static String line(List<String> row) {
    return row.stream()
            .map(cell -> cell.replace("|", "\\|").replaceAll("\\s+", " "))
            .collect(Collectors.joining(" | ", "| ", " |"))
        + "\n";
  }
}
