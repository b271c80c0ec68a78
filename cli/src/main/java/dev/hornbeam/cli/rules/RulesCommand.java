package dev.hornbeam.cli.rules;

import dev.hornbeam.cli.BadInput;
import dev.hornbeam.cli.Columns;
import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.HornbeamCommand;
import dev.hornbeam.mls.error.Checkpoint;
import dev.hornbeam.mls.error.Obligation;
import dev.hornbeam.mls.error.Rule;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hornbeam rules}. */
@Command(
    name = "rules",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the rules of RFC 9420 that the engine enforces.",
      "",
      "Each rule has two lines: its section, its name and what is refused; who refuses it, and the"
          + " classes that do. A message that breaks a rule is refused with an InvalidMessage that"
          + " names it."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the rules were listed",
      "1:the program failed",
      "2:the command line cannot be used, or no rule fits it"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  hornbeam rules --section 12.2 --checkpoint server",
      "  hornbeam rules --left",
      "  hornbeam rules --format markdown >docs/rules.md"
    })
public final class RulesCommand implements HornbeamCommand {
  @Option(
      names = "--section",
      paramLabel = "NUMBER",
      description = "Only of this section of RFC 9420 and those within it, such as 12.4.")
  private @Nullable String section;

  @Option(
      names = "--checkpoint",
      paramLabel = "WHO",
      converter = CheckpointOption.class,
      completionCandidates = CheckpointOption.class,
      description = "Only what is refused by: ${COMPLETION-CANDIDATES}.")
  private @Nullable Checkpoint checkpoint;

  @Option(
      names = "--left",
      description =
          "List what no rule stands for instead: who keeps it, and why it is not refused.")
  private boolean left;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text, or markdown for a page of all rules and all that is left to others.")
  private RuleFormat format = RuleFormat.TEXT;

  @Spec private CommandSpec spec;

  /** For {@code ServiceLoader}. */
  public RulesCommand() {}

  @Override
  public Integer call() throws BadInput {
    requireFit();
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case MARKDOWN -> RulesPage.print(out);
      case TEXT -> Columns.print(left ? obligations() : rules(), out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private void requireFit() throws BadInput {
    if (format == RuleFormat.MARKDOWN && (left || section != null || checkpoint != null)) {
      throw new BadInput("--format markdown makes the whole page, and goes with no other option");
    }
    if (left && checkpoint != null) {
      throw new BadInput("--left is about what no checkpoint refuses");
    }
    if (section != null && !Sections.isNumber(section)) {
      throw new BadInput("'" + section + "' is no section; one is written as 12.4.2");
    }
  }

  private List<List<String>> rules() throws BadInput {
    List<List<String>> rows = new ArrayList<>();
    for (Rule rule : Rule.values()) {
      if (fits(rule.section()) && (checkpoint == null || rule.enforcedBy().contains(checkpoint))) {
        rows.add(List.of(rule.section(), rule.name(), rule.statement()));
        rows.add(
            List.of(
                "",
                RulesPage.titles(rule.enforcedBy()),
                "in " + String.join(", ", rule.enforcedIn())));
      }
    }
    return notNone(rows, "no rule fits; --left lists what no rule stands for");
  }

  private List<List<String>> obligations() throws BadInput {
    List<List<String>> rows = new ArrayList<>();
    for (Obligation obligation : Obligation.values()) {
      if (fits(obligation.section())) {
        rows.add(List.of(obligation.section(), obligation.name(), obligation.statement()));
        rows.add(List.of("", obligation.party().title(), obligation.reason()));
      }
    }
    return notNone(rows, "nothing of this section is left to others");
  }

  private static List<List<String>> notNone(List<List<String>> rows, String otherwise)
      throws BadInput {
    if (rows.isEmpty()) {
      throw new BadInput(otherwise);
    }
    return rows;
  }

  private boolean fits(String of) {
    return section == null || Sections.isWithin(of, section);
  }
}
