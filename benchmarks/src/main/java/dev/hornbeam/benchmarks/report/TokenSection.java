package dev.hornbeam.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.DoubleFunction;

/** What tokens do, and how much of an operation is theirs. */
final class TokenSection {
  private final Findings findings;

  private TokenSection(Findings findings) {
    this.findings = findings;
  }

  static String of(Findings findings) {
    TokenSection section = new TokenSection(findings);
    MarkdownTable throughput = section.throughput();
    MarkdownTable groups = section.groups();
    StringBuilder text = new StringBuilder();
    if (!throughput.isEmpty()) {
      text.append(
          "Operations per second of a SoftHSM token, by as many callers as sessions; the latency"
              + " is added to each call of the module.\n\n");
      text.append(throughput);
    }
    if (!groups.isEmpty()) {
      text.append(
          "What members do whose keys are on a token, and how much of that time is the"
              + " token's.\n\n");
      text.append(groups);
    }
    MarkdownTable members = section.members();
    if (!members.isEmpty()) {
      text.append("Members on one token who commit at once.\n\n");
      text.append(members);
    }
    return text.isEmpty() ? "" : "## Tokens\n\n" + text;
  }

  private MarkdownTable throughput() {
    List<Measured> measured =
        findings.run().measured().stream()
            .filter(each -> each.name().startsWith("TokenOperationBenchmark."))
            .toList();
    TreeSet<Integer> sessions = new TreeSet<>();
    measured.forEach(each -> sessions.add(number(each.param("sessions"))));
    List<String> header = new ArrayList<>(List.of("Operation", "latency"));
    sessions.forEach(count -> header.add(count == 1 ? "1 session" : count + " sessions"));
    MarkdownTable table = new MarkdownTable(1, header);
    for (String name : new TreeSet<>(measured.stream().map(Measured::name).toList())) {
      TreeSet<Integer> latencies = new TreeSet<>();
      findings.of(name).forEach(each -> latencies.add(number(each.param("latency"))));
      for (int latency : latencies) {
        List<String> row =
            new ArrayList<>(List.of(name.substring(name.indexOf('.') + 1), latency + " ms"));
        for (int count : sessions) {
          row.add(
              findings
                  .find(
                      name,
                      Map.of(
                          "sessions", Integer.toString(count),
                          "latency", Integer.toString(latency)))
                  .map(each -> Units.digits(each.score().value()))
                  .orElse(""));
        }
        table.row(row);
      }
    }
    return table;
  }

  private MarkdownTable groups() {
    MarkdownTable table =
        new MarkdownTable(
            2,
            List.of(
                "Operation",
                "keys",
                "latency",
                "n",
                "time",
                "of the token",
                "share",
                "signing",
                "time / (in software + signatures)"));
    for (Measured each : ofGroups(findings)) {
      boolean inSoftware = each.param("keys").equals("software");
      table.row(
          each.name().substring(each.name().indexOf('.') + 1),
          each.param("keys"),
          inSoftware ? "" : each.param("latency") + " ms",
          Units.whole(each.n().orElse(0)),
          Units.time(each.score().micros().orElseThrow()),
          inSoftware ? "" : told(tokenMicros(each), Units::time),
          inSoftware ? "" : told(share(each), Units::percent),
          inSoftware ? "" : told(perOperation(each, "signingMicros"), Units::time),
          told(overBudget(each), Units::times));
    }
    return table;
  }

  private MarkdownTable members() {
    MarkdownTable table = new MarkdownTable(0, List.of("members", "latency", "time of all"));
    for (Measured each : findings.of("TokenMembersBenchmark.commitAtOnce")) {
      table.row(
          each.param("members"),
          each.param("latency") + " ms",
          told(each.score().micros(), Units::time));
    }
    return table;
  }

  /** The results of members with keys on a token, or like them, that are times. */
  static List<Measured> ofGroups(Findings findings) {
    return findings.run().measured().stream()
        .filter(each -> each.name().startsWith("TokenGroupBenchmark."))
        .filter(each -> each.score().micros().isPresent())
        .toList();
  }

  /** How the time compares with that of keys in software and of the token's signatures. */
  private OptionalDouble overBudget(Measured measured) {
    OptionalDouble signing = perOperation(measured, "signingMicros");
    OptionalDouble software =
        ofGroups(findings).stream()
            .filter(each -> each.name().equals(measured.name()))
            .filter(each -> each.param("keys").equals("software"))
            .filter(each -> each.param("n").equals(measured.param("n")))
            .mapToDouble(each -> each.score().micros().orElseThrow())
            .min();
    return signing.isPresent() && software.isPresent() && measured.param("keys").equals("token")
        ? OptionalDouble.of(
            measured.score().micros().orElseThrow()
                / (software.getAsDouble() + signing.getAsDouble()))
        : OptionalDouble.empty();
  }

  private static String told(OptionalDouble number, DoubleFunction<String> unit) {
    return number.isPresent() ? unit.apply(number.getAsDouble()) : "";
  }

  /** Microseconds of an operation that the token took. */
  static OptionalDouble tokenMicros(Measured measured) {
    return perOperation(measured, "tokenMicros");
  }

  /** What was added up over all operations that were measured. */
  private static OptionalDouble perOperation(Measured measured, String counter) {
    OptionalDouble micros = measured.counted(counter);
    OptionalDouble operations = measured.counted("operations");
    return micros.isPresent() && operations.isPresent() && operations.getAsDouble() > 0
        ? OptionalDouble.of(micros.getAsDouble() / operations.getAsDouble())
        : OptionalDouble.empty();
  }

  /** The part of the time that the token took: 0 to 1. */
  static OptionalDouble share(Measured measured) {
    OptionalDouble token = tokenMicros(measured);
    OptionalDouble whole = measured.score().micros();
    return token.isPresent() && whole.isPresent() && whole.getAsDouble() > 0
        ? OptionalDouble.of(Math.min(1, token.getAsDouble() / whole.getAsDouble()))
        : OptionalDouble.empty();
  }

  private static int number(String text) {
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
  }
}
