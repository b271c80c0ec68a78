package dev.hornbeam.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The report of a run in Markdown; its plots are files beside it. */
final class Report {
  private Report() {}

  /** The whole page. What was not measured has no section. */
  static String of(BenchRun run) {
    Findings findings = new Findings(run);
    StringBuilder page = new StringBuilder("# Benchmarks of Hornbeam\n\n");
    page.append(about(run.about()));
    if (run.ending() == BenchRun.Ending.INCOMPLETE) {
      page.append("**This run was ended before it was done: what it came to is here.**\n\n");
    }
    page.append(
        """
        A time is the mean of an operation, ± half the width of its 99.9 % confidence interval; \
        next to it is what the operation allocates, except where what is made for each operation \
        would count too. Only numbers of one run are comparable, and numbers of a short run are \
        rough. A group is "full" when all its members have committed, and "bare" when one member \
        has added all others.

        """);
    page.append(OperationSections.of(findings));
    page.append(SizeSection.of(run.sizes()));
    page.append(PrimitiveSection.of(findings));
    page.append(BaselineSection.of(findings));
    page.append(TokenSection.of(findings));
    page.append(plots(Plots.of(run)));
    page.append(unmeasured(run));
    return page.toString().stripTrailing() + "\n";
  }

  private static String about(About about) {
    About.Machine machine = about.machine();
    MarkdownTable table = new MarkdownTable(2, List.of("", ""));
    table.row("Date", about.date());
    table.row("Command", "`" + about.command() + "`");
    table.row("Hornbeam", about.version() + ", commit " + about.commit());
    table.row(
        "Machine",
        String.join(
            ", ",
            machine.cpu(),
            machine.cores() + (machine.cores() == 1 ? " core" : " cores"),
            Units.memory((double) machine.memory()),
            machine.os()));
    table.row(
        "Java", about.java().version() + ", " + about.java().vendor() + ", " + about.java().vm());
    if (!about.peer().isEmpty()) {
      table.row("bcmls", "Bouncy Castle's MLS " + about.peer());
    }
    byImplementation(about.profile())
        .forEach((who, primitives) -> table.row(who, String.join(", ", primitives)));
    return table.toString();
  }

  private static Map<String, List<String>> byImplementation(List<About.Served> profile) {
    Map<String, List<String>> served = new LinkedHashMap<>();
    for (About.Served each : profile) {
      String who = each.implementation() + " " + each.version();
      served.computeIfAbsent(who, key -> new ArrayList<>()).add(each.primitive());
    }
    return served;
  }

  private static String plots(List<Plot> plots) {
    if (plots.isEmpty()) {
      return "";
    }
    StringBuilder section = new StringBuilder("## Plots\n\n");
    plots.forEach(
        plot ->
            section
                .append("![")
                .append(plot.title())
                .append("](")
                .append(plot.file())
                .append(")\n\n"));
    return section.toString();
  }

  private static String unmeasured(BenchRun run) {
    List<Unmeasured> failed = run.unmeasured(Unmeasured.Kind.FAILED);
    Set<String> lacks = new TreeSet<>();
    run.unmeasured(Unmeasured.Kind.LACKING).forEach(each -> lacks.add(each.reason()));
    if (failed.isEmpty() && lacks.isEmpty() && run.leftOut().isEmpty()) {
      return "";
    }
    StringBuilder section = new StringBuilder("## What was not measured\n\n");
    failed.forEach(
        each ->
            section.append(
                "- **Failed:** `" + each.label() + "`: " + each.reason() + "; see jmh.log\n"));
    run.leftOut().forEach(reason -> section.append("- Left out: " + reason + "\n"));
    lacks.forEach(reason -> section.append("- Lacking: " + reason + "\n"));
    return section.append('\n').toString();
  }
}
