package dev.hornbeam.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** A table of text. */
public final class Columns {
  private Columns() {}

  /**
   * Prints rows whose columns are as wide as their widest cell; the last one is not padded.
   *
   * @param rows of as many cells each
   */
  public static void print(List<List<String>> rows, PrintWriter out) {
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size() - 1; column++) {
        int at = column;
        int width = rows.stream().mapToInt(r -> r.get(at).length()).max().orElse(0);
        line.append(String.format(Locale.ROOT, "%-" + (width + 2) + "s", row.get(column)));
      }
      out.println(line.append(row.get(row.size() - 1)).toString().stripTrailing());
    }
  }
}
