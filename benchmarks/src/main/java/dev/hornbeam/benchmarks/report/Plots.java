package dev.hornbeam.benchmarks.report;

import dev.hornbeam.benchmarks.report.LogPlot.Line;
import dev.hornbeam.benchmarks.report.LogPlot.Stroke;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The pictures that go with a report: those for which there are results. */
final class Plots {
  private static final String FULL = "full";
  private static final String TIME = "time of one operation";

  private final Findings findings;
  private final List<Plot> plots = new ArrayList<>();

  private Plots(Findings findings) {
    this.findings = findings;
  }

  static List<Plot> of(BenchRun run) {
    Plots plots = new Plots(new Findings(run));
    plots.times(
        "time-commit.svg",
        "Commits in a full tree",
        FULL,
        List.of(Operation.COMMITTING, Operation.PROCESSING));
    plots.times(
        "time-add.svg",
        "Adds in a full tree",
        FULL,
        List.of(Operation.ADDING, Operation.PROCESSING_ADD));
    plots.times(
        "time-bare.svg",
        "Commits in a bare tree",
        "bare",
        List.of(
            Operation.COMMITTING,
            Operation.PROCESSING,
            Operation.ADDING,
            Operation.PROCESSING_ADD));
    plots.times(
        "time-join.svg",
        "Joins of a group with a full tree",
        FULL,
        List.of("join by a Welcome", "join externally", "process an external join"));
    plots.times(
        "time-many.svg",
        "Adds of n members at once",
        "",
        List.of("add n at once", "process an add of n"));
    plots.times(
        "time-state.svg",
        "The state of a member in a full tree",
        FULL,
        List.of("load the state", "serialise the state", "deserialise the state"));
    plots.ratios();
    plots.baselines("update", Operation.COMMITTING, "commit");
    plots.tokenShares();
    return List.copyOf(plots.plots);
  }

  private void times(String file, String title, String shape, List<String> operations) {
    LogPlot plot = new LogPlot(title + ": time by size", TIME, Units::time);
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = Operation.titled(operations.get(i), shape);
      for (Maker maker : Maker.values()) {
        plot.add(
            new Line(
                operation.title() + ", " + maker.title(),
                Findings.micros(findings.byN(operation, maker)),
                i,
                maker == Maker.HORNBEAM ? Stroke.SOLID : Stroke.DASHED));
      }
    }
    if (plot.hasLine()) {
      plots.add(plot.draw(file));
    }
  }

  /** At the largest size that both have, for each operation. */
  private void ratios() {
    BarPlot plot =
        new BarPlot(
            "How many times longer Bouncy Castle's MLS takes",
            "time of bcmls / time of Hornbeam",
            List.of("ratio"),
            Units::digits);
    plot.mark(1);
    for (Operation operation : findings.operations()) {
      SortedMap<Long, Measured> ours = findings.byN(operation, Maker.HORNBEAM);
      TreeMap<Long, Measured> peers = new TreeMap<>(findings.byN(operation, Maker.PEER));
      peers.keySet().retainAll(ours.keySet());
      if (!peers.isEmpty()) {
        long n = peers.lastKey();
        OptionalDouble ratio = operation.toPeer(ours.get(n), peers.get(n));
        ratio.ifPresent(
            value ->
                plot.add(new BarPlot.Bar(name(operation, n), List.of(value), Units.times(value))));
      }
    }
    if (!plot.isEmpty()) {
      plots.add(plot.draw("ratio-to-peer.svg"));
    }
  }

  private static String name(Operation operation, long n) {
    return operation.title()
        + (n == 0 ? "" : ", n = " + Units.whole(n))
        + (operation.shape().equals("bare") ? ", bare" : "");
  }

  private void baselines(String method, String operation, String message) {
    LogPlot times = new LogPlot("An update by scheme: time by size", TIME, Units::time);
    LogPlot bytes =
        new LogPlot(
            "An update by scheme: bytes sent by size",
            "bytes sent by the member that updates",
            Units::bytes);
    times.add(
        new Line(
            "TreeKEM",
            Findings.micros(
                findings.byN(Operation.titled(operation, BaselineSection.SHAPE), Maker.HORNBEAM)),
            0,
            Stroke.SOLID));
    bytes.add(
        new Line(
            "TreeKEM",
            SizeSection.byN(findings.run().sizes(), Maker.HORNBEAM, BaselineSection.SHAPE, message),
            0,
            Stroke.SOLID));
    List<Measured> measured = findings.of("BaselineBenchmark." + method);
    Set<String> schemes = new LinkedHashSet<>();
    measured.forEach(each -> schemes.add(each.param("scheme")));
    int colour = 1;
    for (String scheme : schemes) {
      SortedMap<Long, Measured> byN = new TreeMap<>();
      SortedMap<Long, Double> sent = new TreeMap<>();
      for (Measured each : measured) {
        if (each.param("scheme").equals(scheme) && each.n().isPresent()) {
          byN.put(each.n().getAsLong(), each);
          each.counted("bytes").ifPresent(value -> sent.put(each.n().getAsLong(), value));
        }
      }
      String name = BaselineSection.name(scheme);
      times.add(new Line(name, Findings.micros(byN), colour, Stroke.SOLID));
      bytes.add(new Line(name, sent, colour, Stroke.SOLID));
      colour = (colour + 1) % Svg.COLOURS;
    }
    if (!measured.isEmpty() && times.hasLine()) {
      plots.add(times.draw("baselines-time.svg"));
      plots.add(bytes.draw("baselines-bytes.svg"));
    }
  }

  private void tokenShares() {
    BarPlot plot =
        new BarPlot(
            "Share of the token's time",
            "share of the time of one operation",
            List.of("the token's", "the rest, with waits"),
            Units::percent);
    for (Measured each : TokenSection.ofGroups(findings)) {
      OptionalDouble share = TokenSection.share(each);
      if (share.isPresent() && !each.param("keys").equals("software")) {
        double token = share.getAsDouble();
        plot.add(
            new BarPlot.Bar(
                each.name().substring(each.name().indexOf('.') + 1)
                    + ", n = "
                    + each.param("n")
                    + ", latency "
                    + each.param("latency")
                    + " ms",
                List.of(token, 1 - token),
                Units.percent(token) + " of " + Units.time(each.score().micros().orElseThrow())));
      }
    }
    if (!plot.isEmpty()) {
      plots.add(plot.draw("token-share.svg"));
    }
  }
}
