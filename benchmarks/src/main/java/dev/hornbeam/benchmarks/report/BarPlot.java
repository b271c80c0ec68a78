package dev.hornbeam.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/** Bars that lie, one for each thing, made of one part or several. */
final class BarPlot {
  private static final double WIDTH = 420;
  private static final double BAR = 18;
  private static final double PITCH = 28;
  private static final double BOTTOM = 56;

  /** About so many numbers on the axis. */
  private static final int TICKS = 5;

  /**
   * One bar.
   *
   * @param parts their lengths, as many as the plot has
   * @param text what stands at its end
   */
  record Bar(String name, List<Double> parts, String text) {
    Bar {
      parts = List.copyOf(parts);
    }

    double length() {
      return parts.stream().mapToDouble(part -> part).sum();
    }
  }

  private final String title;
  private final String quantity;
  private final List<String> parts;
  private final DoubleFunction<String> unit;
  private final List<Bar> bars = new ArrayList<>();
  private OptionalDouble mark = OptionalDouble.empty();

  /**
   * @param quantity what the axis is of
   * @param parts what the bars are made of; one part needs no legend
   * @param unit writes a value of the axis
   */
  BarPlot(String title, String quantity, List<String> parts, DoubleFunction<String> unit) {
    this.title = title;
    this.quantity = quantity;
    this.parts = List.copyOf(parts);
    this.unit = unit;
  }

  void add(Bar bar) {
    bars.add(bar);
  }

  /** Draws a line across all bars. */
  void mark(double at) {
    mark = OptionalDouble.of(at);
  }

  boolean isEmpty() {
    return bars.isEmpty();
  }

  Plot draw(String file) {
    double left = 24 + bars.stream().mapToDouble(bar -> Svg.width(bar.name())).max().orElse(0);
    double right = 20 + bars.stream().mapToDouble(bar -> Svg.width(bar.text())).max().orElse(0);
    double top = parts.size() > 1 ? 76 : 52;
    double height = PITCH * bars.size();
    double longest = bars.stream().mapToDouble(Bar::length).max().orElse(1);
    double width = Math.max(left + WIDTH + right, 40 + 1.3 * Svg.width(title));
    Svg svg = new Svg(width, top + height + BOTTOM, title, description());
    legend(svg, left);
    for (double tick : ticks(longest)) {
      double at = left + WIDTH * tick / longest;
      svg.line("grid", at, top, at, top + height);
      svg.text("quiet", at, top + height + 18, Svg.Anchor.MIDDLE, Units.brief(unit.apply(tick)));
    }
    for (int i = 0; i < bars.size(); i++) {
      draw(svg, bars.get(i), left, top + PITCH * i, WIDTH / longest);
    }
    if (mark.isPresent() && mark.getAsDouble() <= longest) {
      double at = left + WIDTH * mark.getAsDouble() / longest;
      svg.line("mark", at, top, at, top + height);
    }
    for (int i = 0; i < bars.size(); i++) {
      name(svg, bars.get(i), left, top + PITCH * i, WIDTH / longest);
    }
    svg.line("axis", left, top, left, top + height);
    svg.text("", left + WIDTH / 2, top + height + 42, Svg.Anchor.MIDDLE, quantity);
    return new Plot(file, title, svg.end());
  }

  private String description() {
    return quantity
        + ". "
        + bars.stream().map(bar -> bar.name() + ": " + bar.text()).collect(Collectors.joining("; "))
        + ".";
  }

  private void legend(Svg svg, double left) {
    double x = left;
    for (int i = 0; i < parts.size() && parts.size() > 1; i++) {
      svg.rectangle("f" + i, x, 48, 12, 12);
      svg.text("", x + 18, 58, Svg.Anchor.START, parts.get(i));
      x += 44 + Svg.width(parts.get(i));
    }
  }

  private static void draw(Svg svg, Bar bar, double left, double top, double scale) {
    double y = top + (PITCH - BAR) / 2;
    double x = left;
    for (int part = 0; part < bar.parts().size(); part++) {
      double width = bar.parts().get(part) * scale;
      svg.rectangle("f" + part, x, y, width, BAR);
      x += width;
    }
  }

  private static void name(Svg svg, Bar bar, double left, double top, double scale) {
    double y = top + PITCH / 2 + 4;
    svg.text("", left - 8, y, Svg.Anchor.END, bar.name());
    svg.text("value", left + bar.length() * scale + 8, y, Svg.Anchor.START, bar.text());
  }

  /** Round numbers from zero to the longest bar. */
  private static List<Double> ticks(double longest) {
    double rough = longest / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = power;
    for (int factor : new int[] {2, 5, 10}) {
      if (step < rough) {
        step = factor * power;
      }
    }
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; i * step <= longest * 1.0001; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }
}
