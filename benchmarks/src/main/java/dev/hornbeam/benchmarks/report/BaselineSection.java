package dev.hornbeam.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What updates, adds and their receipt cost under other schemes than TreeKEM. */
final class BaselineSection {
  /** The tree that TreeKEM is compared in: as after a commit of every member. */
  static final String SHAPE = "full";

  /** What is compared, and Hornbeam's operation for it. */
  private static final Map<String, String> OPERATIONS =
      new TreeMap<>(
          Map.of(
              "update", Operation.COMMITTING,
              "add", Operation.ADDING,
              "receive", Operation.PROCESSING));

  private final Findings findings;

  private BaselineSection(Findings findings) {
    this.findings = findings;
  }

  static String of(Findings findings) {
    BaselineSection section = new BaselineSection(findings);
    StringBuilder tables = new StringBuilder();
    OPERATIONS.forEach((method, title) -> tables.append(section.table(method, title)));
    return tables.isEmpty()
        ? ""
        : """
        ## TreeKEM and what it is compared with

        Asynchronous ratcheting trees (ART), Sender Keys renewed over pairwise sessions, and a \
        message for each member over its pairwise session, on the same primitives; TreeKEM is \
        Hornbeam's, which also signs and hashes its whole state; nothing is stored. Next to the \
        time are the Diffie-Hellman agreements and the bytes of what is sent, or received, and \
        with Sender Keys those that all other members send to who was added.

        """
            + tables;
  }

  private String table(String method, String title) {
    List<Measured> measured = findings.of("BaselineBenchmark." + method);
    Set<String> schemes = new LinkedHashSet<>();
    measured.forEach(each -> schemes.add(each.param("scheme")));
    SortedMap<Long, Measured> treeKem =
        findings.byN(Operation.titled(title, SHAPE), Maker.HORNBEAM);
    List<String> header = new ArrayList<>(List.of("n", "TreeKEM", "bytes"));
    for (String scheme : schemes) {
      header.addAll(List.of(name(scheme), "agreements", "bytes"));
      if (othersSend(method, scheme)) {
        header.add("bytes by others");
      }
    }
    MarkdownTable table = new MarkdownTable(0, header);
    for (long n : new TreeSet<>(measured.stream().map(each -> each.n().orElse(0)).toList())) {
      List<String> row = new ArrayList<>(List.of(Units.whole(n)));
      row.add(time(Optional.ofNullable(treeKem.get(n))));
      row.add(treeKemBytes(method, n));
      for (String scheme : schemes) {
        Optional<Measured> found =
            findings.find(
                "BaselineBenchmark." + method, Map.of("scheme", scheme, "n", Long.toString(n)));
        row.add(time(found));
        row.add(counted(found, "agreements"));
        row.add(counted(found, "bytes"));
        if (othersSend(method, scheme)) {
          row.add(counted(found, "bytesByOthers"));
        }
      }
      table.row(row);
    }
    return measured.isEmpty() ? "" : "### To " + method + "\n\n" + table;
  }

  /** Under Sender Keys, each other member gives its key to the newcomer. */
  private static boolean othersSend(String method, String scheme) {
    return method.equals("add") && scheme.equals("SENDER_KEYS");
  }

  private String treeKemBytes(String method, long n) {
    SortedMap<Long, Double> commit = bytes(method.equals("add") ? "addOne" : "commit");
    SortedMap<Long, Double> welcome =
        method.equals("add") ? bytes("addOne.welcome") : new TreeMap<>();
    return commit.containsKey(n)
        ? Units.whole(Math.round(commit.get(n) + welcome.getOrDefault(n, 0.0)))
        : "";
  }

  private SortedMap<Long, Double> bytes(String message) {
    return SizeSection.byN(findings.run().sizes(), Maker.HORNBEAM, SHAPE, message);
  }

  private static String time(Optional<Measured> measured) {
    OptionalDouble micros =
        measured.map(each -> each.score().micros()).orElse(OptionalDouble.empty());
    return micros.isPresent() ? Units.time(micros.getAsDouble()) : "";
  }

  private static String counted(Optional<Measured> measured, String what) {
    OptionalDouble counted =
        measured.map(each -> each.counted(what)).orElse(OptionalDouble.empty());
    return counted.isPresent() ? Units.whole(Math.round(counted.getAsDouble())) : "";
  }

  /** What a reader knows a scheme by. */
  static String name(String scheme) {
    return switch (scheme) {
      case "ART" -> scheme;
      case "SENDER_KEYS" -> "Sender Keys";
      default -> scheme.substring(0, 1) + scheme.substring(1).toLowerCase(Locale.ROOT);
    };
  }
}
