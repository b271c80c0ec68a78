package dev.hornbeam.benchmarks.report;

import java.util.Locale;

/**
 * Writes a picture element by element. Its colours are those of classes, of which there is a light
 * and a dark set; it has a background of its own, so that it can be read on any page.
 */
final class Svg {
  /** How many colours there are for data: classes {@code c0} and so on. */
  static final int COLOURS = 6;

  private static final String STYLE =
      """
      text { font-family: system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; \
      font-size: 12px; fill: #24292f; }
      .title { font-size: 15px; font-weight: 600; }
      .quiet { fill: #57606a; }
      .value { stroke: #ffffff; stroke-width: 4px; paint-order: stroke; }
      .back { fill: #ffffff; stroke: #d0d7de; }
      .grid { stroke: #e4e8ec; }
      .axis { stroke: #8c959f; }
      .mark { stroke: #57606a; stroke-dasharray: 4 3; }
      .line { fill: none; stroke-width: 2; }
      .dashed { stroke-dasharray: 6 4; }
      .s0 { stroke: #0b65c2; } .f0 { fill: #0b65c2; }
      .s1 { stroke: #c4540a; } .f1 { fill: #c4540a; }
      .s2 { stroke: #1a7f4b; } .f2 { fill: #1a7f4b; }
      .s3 { stroke: #8a3fc0; } .f3 { fill: #8a3fc0; }
      .s4 { stroke: #b5303c; } .f4 { fill: #b5303c; }
      .s5 { stroke: #6b7280; } .f5 { fill: #6b7280; }
      @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .quiet { fill: #9aa4af; }
      .value { stroke: #0d1117; }
      .back { fill: #0d1117; stroke: #30363d; }
      .grid { stroke: #21272f; }
      .axis { stroke: #6e7681; }
      .mark { stroke: #9aa4af; }
      .s0 { stroke: #58a6ff; } .f0 { fill: #58a6ff; }
      .s1 { stroke: #f0883e; } .f1 { fill: #f0883e; }
      .s2 { stroke: #3fb950; } .f2 { fill: #3fb950; }
      .s3 { stroke: #bc8cff; } .f3 { fill: #bc8cff; }
      .s4 { stroke: #ff7b72; } .f4 { fill: #ff7b72; }
      .s5 { stroke: #8b949e; } .f5 { fill: #8b949e; }
      }
      """;

  private final StringBuilder document = new StringBuilder();

  /** Where a text stands to its position. */
  enum Anchor {
    /** The text begins there. */
    START,
    /** It has its middle there. */
    MIDDLE,
    /** It ends there. */
    END
  }

  /**
   * @param title shown, and told to those who cannot see
   * @param description what is to be seen, told to those who cannot
   */
  Svg(double width, double height, String title, String description) {
    document.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$.0f\" height=\"%2$.0f\""
                + " viewBox=\"0 0 %1$.0f %2$.0f\" role=\"img\" aria-labelledby=\"title desc\">\n",
            width,
            height));
    document.append("<title id=\"title\">").append(escaped(title)).append("</title>\n");
    document.append("<desc id=\"desc\">").append(escaped(description)).append("</desc>\n");
    document.append("<style>\n").append(STYLE).append("</style>\n");
    rectangle("back", 0.5, 0.5, width - 1, height - 1);
    text("title", 20, 30, Anchor.START, title);
  }

  void rectangle(String style, double x, double y, double width, double height) {
    element(
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\"/>",
        style, x, y, width, height);
  }

  void line(String style, double x1, double y1, double x2, double y2) {
    element(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        style, x1, y1, x2, y2);
  }

  void dot(String style, double x, double y) {
    element("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>", style, x, y);
  }

  /**
   * @param points pairs of coordinates, as SVG has them
   */
  void path(String style, String points) {
    element("<polyline class=\"%s\" points=\"%s\"/>", style, points);
  }

  void text(String style, double x, double y, Anchor anchor, String text) {
    element(
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        style, x, y, anchor.name().toLowerCase(Locale.ROOT), escaped(text));
  }

  /** A text that is read from below. */
  void upright(String style, double x, double y, String text) {
    element(
        "<text class=\"%1$s\" x=\"%2$.1f\" y=\"%3$.1f\" text-anchor=\"middle\""
            + " transform=\"rotate(-90 %2$.1f %3$.1f)\">%4$s</text>",
        style, x, y, escaped(text));
  }

  private void element(String format, Object... values) {
    document.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** The whole document. */
  String end() {
    return document + "</svg>\n";
  }

  /** How wide a text is at most, as no font is at hand to ask. */
  static double width(String text) {
    return 7.2 * text.length();
  }

  private static String escaped(String text) {
    return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "?")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
