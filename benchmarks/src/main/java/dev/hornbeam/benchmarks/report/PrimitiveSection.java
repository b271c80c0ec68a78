package dev.hornbeam.benchmarks.report;

import dev.hornbeam.cli.SuiteNames;
import dev.hornbeam.mls.types.CipherSuite;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the primitives of each suite take, by who implements them. */
final class PrimitiveSection {
  /** The names of a row are those of its benchmark, and bytes of data if that is a parameter. */
  private record Row(String name, String size) {
    String title() {
      return "`" + name + "`" + (size.isEmpty() ? "" : " of " + size + " B");
    }
  }

  private final List<Measured> measured;
  private final List<Unmeasured> unmeasured;
  private final Set<String> profiles = new LinkedHashSet<>();

  private PrimitiveSection(Findings findings) {
    measured = findings.run().measured().stream().filter(each -> isOf(each.params())).toList();
    unmeasured = findings.run().unmeasured().stream().filter(each -> isOf(each.params())).toList();
    measured.forEach(each -> profiles.add(each.param("profile")));
    unmeasured.forEach(each -> profiles.add(each.params().getOrDefault("profile", "")));
  }

  private static boolean isOf(Map<String, String> params) {
    return params.containsKey("suite") && params.containsKey("profile");
  }

  static String of(Findings findings) {
    PrimitiveSection primitives = new PrimitiveSection(findings);
    StringBuilder section = new StringBuilder();
    Set<String> suites = new TreeSet<>();
    primitives.measured.forEach(each -> suites.add(each.param("suite")));
    suites.forEach(
        suite ->
            section
                .append("### " + suite + " " + name(suite) + "\n\n")
                .append(primitives.table(suite)));
    return section.isEmpty()
        ? ""
        : "## Primitives\n\nTime of each, by profile: `fastest` is what a client uses that is not"
            + " told otherwise, `portable` what it uses to be the same everywhere.\n\n"
            + section;
  }

  private static String name(String suite) {
    return suite.matches("\\d{1,4}")
        ? CipherSuite.of(Integer.parseInt(suite)).map(SuiteNames::of).orElse("")
        : "";
  }

  private MarkdownTable table(String suite) {
    List<String> header = new ArrayList<>(List.of("Primitive"));
    header.addAll(profiles);
    MarkdownTable table = new MarkdownTable(1, header);
    Map<Row, Map<String, String>> rows = new TreeMap<>(PrimitiveSection::inOrder);
    for (Measured each : measured) {
      if (each.param("suite").equals(suite) && each.score().micros().isPresent()) {
        put(rows, each.name(), each.params(), Units.time(each.score().micros().getAsDouble()));
      }
    }
    for (Unmeasured each : unmeasured) {
      if (suite.equals(each.params().get("suite"))) {
        put(
            rows,
            each.name(),
            each.params(),
            each.kind() == Unmeasured.Kind.LACKING ? "lacks" : "failed");
      }
    }
    rows.forEach(
        (row, cells) -> {
          List<String> texts = new ArrayList<>(List.of(row.title()));
          profiles.forEach(profile -> texts.add(cells.getOrDefault(profile, "")));
          table.row(texts);
        });
    return table;
  }

  private static void put(
      Map<Row, Map<String, String>> rows, String name, Map<String, String> params, String cell) {
    Row row = new Row(name.replace("Benchmark", ""), params.getOrDefault("size", ""));
    rows.computeIfAbsent(row, key -> new TreeMap<>()).put(params.getOrDefault("profile", ""), cell);
  }

  private static int inOrder(Row one, Row other) {
    int byName = one.name.compareTo(other.name);
    return byName != 0 ? byName : one.title().compareTo(other.title());
  }
}
