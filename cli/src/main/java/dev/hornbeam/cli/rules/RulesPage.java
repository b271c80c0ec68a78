package dev.hornbeam.cli.rules;

import dev.hornbeam.mls.error.Checkpoint;
import dev.hornbeam.mls.error.Obligation;
import dev.hornbeam.mls.error.Rule;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.stream.Collectors;

/** The page {@code docs/rules.md}. */
final class RulesPage {
  private static final String INTRODUCTION =
      """
      # The rules of RFC 9420

      This page is generated: `./hornbeam rules --format markdown >docs/rules.md`.

      Each demand of RFC 9420 (sections 5 to 17) that can be seen in a message is a constant of the enum
      `dev.hornbeam.mls.error.Rule`. A message that breaks one is refused with `InvalidMessage`, whose `rule()` is
      that constant and whose text has its section. The group is then as it was before, and what is genuine can still
      come; but an encrypted message whose encryption was genuine has used up its message key. The same exception keeps
      a client from making what the others would refuse.

      What is against the grammar of the standard (its presentation language and the structures written in it: lengths,
      presence octets, unknown values of closed enumerations) is no rule: it is refused with `MalformedMessage`, which
      names the field and the offset.

      Who refuses what:
      """;

  private RulesPage() {}

  static void print(PrintWriter out) {
    INTRODUCTION.lines().forEach(out::println);
    out.println();
    for (Checkpoint checkpoint : Checkpoint.values()) {
      out.println("- " + checkpoint.title() + ": " + meaning(checkpoint));
    }
    printRules(out);
    printObligations(out);
  }

  private static void printRules(PrintWriter out) {
    String top = "";
    for (Rule rule : Rule.values()) {
      if (!Sections.top(rule.section()).equals(top)) {
        top = Sections.top(rule.section());
        out.println();
        out.println("## " + top + ". " + Sections.title(top));
        out.println();
        printRow(out, "Rule", "Section", "What is refused", "By", "In");
        out.println("|---|---|---|---|---|");
      }
      printRow(
          out,
          "`" + rule.name() + "`",
          rule.section(),
          rule.statement(),
          titles(rule.enforcedBy()),
          rule.enforcedIn().stream()
              .map(name -> "`" + name + "`")
              .collect(Collectors.joining(", ")));
    }
  }

  private static void printObligations(PrintWriter out) {
    out.println();
    out.println("## Left to others");
    out.println();
    out.println(
        "Demands that no message shows to be broken, or that nobody is to blame for; constants of");
    out.println("`dev.hornbeam.mls.error.Obligation`.");
    out.println();
    printRow(
        out, "Obligation", "Section", "What is to hold", "Kept by", "How, or why it is no rule");
    out.println("|---|---|---|---|---|");
    for (Obligation obligation : Obligation.values()) {
      printRow(
          out,
          "`" + obligation.name() + "`",
          obligation.section(),
          obligation.statement(),
          obligation.party().title(),
          obligation.reason());
    }
  }

  private static void printRow(PrintWriter out, String... cells) {
    out.println("| " + String.join(" | ", cells) + " |");
  }

  /** Who refuses it, in few words. */
  static String titles(Collection<Checkpoint> checkpoints) {
    return checkpoints.size() == Checkpoint.values().length
        ? "everyone"
        : checkpoints.stream().map(Checkpoint::title).collect(Collectors.joining(", "));
  }

  private static String meaning(Checkpoint checkpoint) {
    return switch (checkpoint) {
      case MEMBER -> "a member that receives a message of its group (`Group.receive`)";
      case SERVER -> "a server that follows a group without its secrets (`PublicGroup`)";
      case JOINER -> "a client that joins by a Welcome (`MlsClient.join`)";
      case EXTERNAL_JOINER ->
          "a client that joins by an external commit (`MlsClient.joinExternally`)";
      case SENDER -> "a client that would send it, or found such a group";
    };
  }
}
