package dev.hornbeam.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/** Lines over the number of members, both axes being logarithmic. */
final class LogPlot {
  private static final double LEFT = 96;
  private static final double TOP = 56;
  private static final double WIDTH = 480;
  private static final double HEIGHT = 320;
  private static final double BOTTOM = 58;

  /** Room around the data, as a factor. */
  private static final double ROOM = 1.3;

  private static final int[] STEPS = {1, 2, 5};

  /** How a line is drawn. */
  enum Stroke {
    SOLID,
    DASHED
  }

  /**
   * One line.
   *
   * @param name for the legend
   * @param points positive, by n
   * @param colour one of {@link Svg#COLOURS}
   */
  record Line(String name, SortedMap<Long, Double> points, int colour, Stroke stroke) {
    Line {
      points = new TreeMap<>(points);
    }
  }

  private final String title;
  private final String quantity;
  private final DoubleFunction<String> unit;
  private final List<Line> lines = new ArrayList<>();

  /**
   * @param quantity what the lines are of
   * @param unit writes a value of the vertical axis
   */
  LogPlot(String title, String quantity, DoubleFunction<String> unit) {
    this.title = title;
    this.quantity = quantity;
    this.unit = unit;
  }

  /** Adds a line, if it has a point. */
  void add(Line line) {
    if (!line.points().isEmpty()) {
      lines.add(line);
    }
  }

  /** Whether a line leads from one size to another. */
  boolean hasLine() {
    return lines.stream().anyMatch(line -> line.points().size() > 1);
  }

  Plot draw(String file) {
    Scale x =
        Scale.of(
            lines.stream()
                .flatMap(line -> line.points().keySet().stream())
                .map(Long::doubleValue)
                .toList());
    Scale y = Scale.of(lines.stream().flatMap(line -> line.points().values().stream()).toList());
    double legend = LEFT + WIDTH + 24;
    double widest = lines.stream().mapToDouble(line -> Svg.width(line.name())).max().orElse(0);
    Svg svg = new Svg(legend + 34 + widest + 16, TOP + HEIGHT + BOTTOM, title, description());
    grid(svg, x, y);
    for (int i = 0; i < lines.size(); i++) {
      draw(svg, lines.get(i), x, y);
      legend(svg, lines.get(i), legend, TOP + 12 + 22 * i);
    }
    return new Plot(file, title, svg.end());
  }

  private String description() {
    return quantity
        + " by n, the number of members. "
        + lines.stream()
            .map(line -> line.name() + ": " + values(line))
            .collect(Collectors.joining("; "))
        + ".";
  }

  private String values(Line line) {
    return line.points().entrySet().stream()
        .map(point -> unit.apply(point.getValue()) + " at " + Units.whole(point.getKey()))
        .collect(Collectors.joining(", "));
  }

  private void grid(Svg svg, Scale x, Scale y) {
    for (double tick : y.ticks(HEIGHT / 34)) {
      double at = TOP + HEIGHT * (1 - y.position(tick));
      svg.line("grid", LEFT, at, LEFT + WIDTH, at);
      svg.text("quiet", LEFT - 8, at + 4, Svg.Anchor.END, Units.brief(unit.apply(tick)));
    }
    for (double tick : x.ticks(WIDTH / 56)) {
      double at = LEFT + WIDTH * x.position(tick);
      svg.line("grid", at, TOP, at, TOP + HEIGHT);
      svg.text("quiet", at, TOP + HEIGHT + 18, Svg.Anchor.MIDDLE, Units.whole(Math.round(tick)));
    }
    svg.line("axis", LEFT, TOP, LEFT, TOP + HEIGHT);
    svg.line("axis", LEFT, TOP + HEIGHT, LEFT + WIDTH, TOP + HEIGHT);
    svg.text("", LEFT + WIDTH / 2, TOP + HEIGHT + 42, Svg.Anchor.MIDDLE, "n, members of the group");
    svg.upright("", 24, TOP + HEIGHT / 2, quantity);
  }

  private static void draw(Svg svg, Line line, Scale x, Scale y) {
    List<String> points = new ArrayList<>();
    for (Map.Entry<Long, Double> point : line.points().entrySet()) {
      double right = LEFT + WIDTH * x.position(point.getKey());
      double down = TOP + HEIGHT * (1 - y.position(point.getValue()));
      points.add(String.format(Locale.ROOT, "%.1f,%.1f", right, down));
      svg.dot("f" + line.colour(), right, down);
    }
    svg.path(style(line), String.join(" ", points));
  }

  private static void legend(Svg svg, Line line, double x, double y) {
    svg.line(style(line), x, y - 4, x + 26, y - 4);
    svg.dot("f" + line.colour(), x + 13, y - 4);
    svg.text("", x + 34, y, Svg.Anchor.START, line.name());
  }

  private static String style(Line line) {
    return "line s" + line.colour() + (line.stroke() == Stroke.DASHED ? " dashed" : "");
  }

  /** A logarithmic axis. */
  private record Scale(double from, double to) {
    static Scale of(List<Double> values) {
      double min = values.stream().mapToDouble(value -> value).min().orElse(1);
      double max = values.stream().mapToDouble(value -> value).max().orElse(1);
      return new Scale(min / ROOM, max * ROOM);
    }

    /** From 0 to 1. */
    double position(double value) {
      return Math.log(value / from) / Math.log(to / from);
    }

    /** Powers of ten, with twos and fives between them if there is room for so many. */
    List<Double> ticks(double room) {
      List<Double> fine = new ArrayList<>();
      List<Double> coarse = new ArrayList<>();
      for (int power = (int) Math.floor(Math.log10(from)); Math.pow(10, power) <= to; power++) {
        for (int step : STEPS) {
          double tick = step * Math.pow(10, power);
          if (tick >= from && tick <= to) {
            fine.add(tick);
            if (step == 1) {
              coarse.add(tick);
            }
          }
        }
      }
      return fine.size() <= room || coarse.isEmpty() ? fine : coarse;
    }
  }
}
