package dev.hornbeam.benchmarks.report;

import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.DoubleFunction;

/** What operations on groups take, and how that compares. */
final class OperationSections {
  private static final String NONE = "";

  private final Findings findings;

  private OperationSections(Findings findings) {
    this.findings = findings;
  }

  static String of(Findings findings) {
    OperationSections sections = new OperationSections(findings);
    return section("Operations", sections.aboutPeer(), sections.operations())
        + section(
            "Growth",
            "The exponent e, when the time grows as n to the power of e from the smallest to the"
                + " largest of these groups.\n\n",
            sections.growth())
        + section(
            "Threads",
            "How many times faster an operation is when its work is shared among threads.\n\n",
            sections.threads())
        + section(
            "Needed work",
            "The asymmetric operations that an operation cannot do without, each by the fastest"
                + " implementation and all on one thread, and the whole operation on one thread.\n\n",
            sections.needed())
        + section(
            "Memory",
            "The heap that a member needs, without its store, ± some hundreds of kB: one whose state"
                + " was loaded from the store, one who just joined, and one who was loaded and has"
                + " since followed the group through ten commits.\n\n",
            sections.memory());
  }

  private static String section(String title, String introduction, MarkdownTable table) {
    return table.isEmpty() ? "" : "## " + title + "\n\n" + introduction + table;
  }

  private String aboutPeer() {
    return findings.operations().stream().allMatch(each -> findings.byN(each, Maker.PEER).isEmpty())
        ? ""
        : """
        bcmls is Bouncy Castle's MLS on Bouncy Castle's own cryptography in Java. It stores \
        nothing, and is given proposals that are decoded. Whoever joins by it does not verify the \
        signatures of the members' leaf nodes, as RFC 9420 demands and Hornbeam does: the ratios \
        of joins are of different work.

        """;
  }

  private MarkdownTable operations() {
    MarkdownTable table =
        new MarkdownTable(
            2,
            List.of(
                "Operation",
                "Tree",
                "n",
                Maker.HORNBEAM.title(),
                "±",
                "allocated",
                Maker.PEER.title(),
                "±",
                "allocated",
                "bcmls / Hornbeam"));
    for (Operation operation : findings.operations()) {
      SortedMap<Long, Measured> ours = findings.byN(operation, Maker.HORNBEAM);
      SortedMap<Long, Measured> peers = findings.byN(operation, Maker.PEER);
      SortedSet<Long> sizes = new TreeSet<>(ours.keySet());
      sizes.addAll(peers.keySet());
      for (long n : sizes) {
        Cells our = Cells.of(ours, n);
        Cells peer = Cells.of(peers, n);
        boolean isOwn = operation.isAllocationItsOwn();
        table.row(
            operation.title(),
            operation.shape(),
            n == 0 ? NONE : Units.whole(n),
            our.time,
            our.error,
            isOwn ? our.allocated : NONE,
            peer.time,
            peer.error,
            isOwn ? peer.allocated : NONE,
            told(operation.toPeer(ours.get(n), peers.get(n)), Units::times));
      }
    }
    return table;
  }

  /** How one result is written. */
  private record Cells(String time, String error, String allocated) {
    static Cells of(SortedMap<Long, Measured> results, long n) {
      Measured measured = results.get(n);
      if (measured == null) {
        return new Cells(NONE, NONE, NONE);
      }
      return new Cells(
          told(measured.score().micros(), Units::time),
          told(measured.score().errorMicros(), Units::time),
          told(measured.allocated(), Units::memory));
    }
  }

  private static String told(OptionalDouble number, DoubleFunction<String> unit) {
    return number.isPresent() ? unit.apply(number.getAsDouble()) : NONE;
  }

  private MarkdownTable growth() {
    MarkdownTable table =
        new MarkdownTable(3, List.of("Operation", "Tree", "By", "from n", "to n", "exponent"));
    for (Operation operation : findings.operations()) {
      for (Maker maker : Maker.values()) {
        Growth.of(Findings.micros(findings.byN(operation, maker)))
            .ifPresent(
                growth ->
                    table.row(
                        operation.title(),
                        operation.shape(),
                        maker.title(),
                        Units.whole(growth.from()),
                        Units.whole(growth.to()),
                        Units.exponent(growth.exponent())));
      }
    }
    return table;
  }

  private MarkdownTable threads() {
    MarkdownTable table =
        new MarkdownTable(
            2,
            List.of("Operation", "Tree", "n", "threads", "one thread", "with threads", "faster"));
    for (Operation operation : findings.operations()) {
      SortedMap<Long, Measured> one = findings.byN(operation, Maker.HORNBEAM);
      for (String threads : findings.threads(operation)) {
        SortedMap<Long, Measured> many = findings.byN(operation, Maker.HORNBEAM, threads);
        for (long n : many.keySet()) {
          if (one.containsKey(n)) {
            table.row(
                operation.title(),
                operation.shape(),
                Units.whole(n),
                threads,
                Cells.of(one, n).time,
                Cells.of(many, n).time,
                told(Ratio.of(one.get(n), many.get(n)), Units::times));
          }
        }
      }
    }
    return table;
  }

  private MarkdownTable needed() {
    MarkdownTable table =
        new MarkdownTable(
            2, List.of("Operation", "Tree", "n", "needed", "whole", "whole / needed"));
    for (Measured needed : findings.of("NeededWorkBenchmark.needed")) {
      Operation.pricedBy(needed).ifPresent(operation -> addNeeded(table, operation, needed));
    }
    return table;
  }

  private void addNeeded(MarkdownTable table, Operation operation, Measured needed) {
    long n = needed.n().orElse(0);
    SortedMap<Long, Measured> wholes = findings.byN(operation, Maker.HORNBEAM);
    table.row(
        operation.title(),
        operation.shape(),
        Units.whole(n),
        told(needed.score().micros(), Units::time),
        Cells.of(wholes, n).time,
        told(Ratio.of(wholes.get(n), needed), Units::times));
  }

  private MarkdownTable memory() {
    MarkdownTable table = new MarkdownTable(2, List.of("Member", "Tree", "n", "heap"));
    for (Measured each : findings.of("MemoryBenchmark.retained")) {
      OptionalDouble bytes = each.counted("retainedBytes");
      if (bytes.isPresent()) {
        table.row(
            each.param("member"),
            each.param("shape"),
            Units.whole(each.n().orElse(0)),
            Units.memory(bytes.getAsDouble()));
      }
    }
    return table;
  }
}
