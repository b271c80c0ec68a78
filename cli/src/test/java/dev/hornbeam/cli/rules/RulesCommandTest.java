package dev.hornbeam.cli.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.Run;
import dev.hornbeam.mls.error.Checkpoint;
import dev.hornbeam.mls.error.Obligation;
import dev.hornbeam.mls.error.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class RulesCommandTest {
  private static final Path PAGE = Path.of("..", "docs", "rules.md");

  private static Run listed(Object... args) {
    Run run = Run.hornbeam(args);
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals("", run.err());
    return run;
  }

  /** The second column of every other line. */
  private static List<String> names(Run run) {
    return run.out()
        .lines()
        .filter(line -> !line.startsWith(" "))
        .map(RulesCommandTest::name)
        .toList();
  }

  private static String name(String line) {
    return line.split(" +", -1)[1];
  }

  private static List<String> rules(Predicate<Rule> filter) {
    List<String> names = Arrays.stream(Rule.values()).filter(filter).map(Rule::name).toList();
    assertFalse(names.isEmpty());
    return names;
  }

  @Test
  void everyRuleIsListed() {
    Run run = listed("rules");
    assertEquals(rules(rule -> true), names(run));
    assertEquals(2L * Rule.values().length, run.out().lines().count());
    assertTrue(
        run.out()
            .matches(
                "(?s).*\n12\\.2 +REMOVE_OF_COMMITTER +a commit removes the committer\n"
                    + " +member, server, sender +in ProposalListRules\n.*"),
        run.out());
    for (Rule rule : Rule.values()) {
      assertTrue(run.out().contains(rule.statement() + "\n"), rule.name());
      assertTrue(run.out().contains(" in " + String.join(", ", rule.enforcedIn()) + "\n"));
    }
  }

  @Test
  void sectionIncludesThoseWithin() {
    assertEquals(
        rules(rule -> rule.section().startsWith("12.4")),
        names(listed("rules", "--section", "12.4")));
    assertEquals(
        rules(rule -> rule.section().equals("12.2")), names(listed("rules", "--section", "12.2")));
    assertEquals(
        rules(rule -> rule.section().matches("6(\\..*)?")),
        names(listed("rules", "--section", "6")));
  }

  @Test
  void checkpointIsWhoRefuses() {
    for (Checkpoint checkpoint : Checkpoint.values()) {
      String name = checkpoint.title().replace(' ', '-');
      assertEquals(
          rules(rule -> rule.enforcedBy().contains(checkpoint)),
          names(listed("rules", "--checkpoint", name)));
    }
    assertEquals(
        rules(r -> r.section().equals("7.3") && r.enforcedBy().contains(Checkpoint.JOINER)),
        names(listed("rules", "--checkpoint", "JOINER", "--section", "7.3")));
  }

  @Test
  void whatIsLeftToOthersIsListedWithTheReason() {
    Run run = listed("rules", "--left");
    assertEquals(Arrays.stream(Obligation.values()).map(Obligation::name).toList(), names(run));
    for (Obligation obligation : Obligation.values()) {
      assertTrue(run.out().contains(obligation.statement() + "\n"), obligation.name());
      assertTrue(run.out().contains(obligation.reason() + "\n"), obligation.name());
    }
    assertEquals(
        List.of("KEY_USED_ONCE", "CONSUMED_DELETED"),
        names(listed("rules", "--left", "--section", "9")));
  }

  @Test
  void pageIsCurrent() throws Exception {
    assertEquals(
        Files.readString(PAGE),
        listed("rules", "--format", "markdown").out(),
        "docs/rules.md is old; make it again: ./hornbeam rules --format markdown >docs/rules.md");
  }

  /** A table whose text has the sign of a cell's end is another table. */
  @Test
  void rowsOfThePageHaveAsManyCellsAsTheirHead() {
    List<String> rows =
        listed("rules", "--format", "markdown")
            .out()
            .lines()
            .filter(l -> l.startsWith("|"))
            .toList();
    assertTrue(rows.size() > Rule.values().length + Obligation.values().length);
    for (String row : rows) {
      assertEquals(6, row.chars().filter(c -> c == '|').count(), row);
    }
  }

  @Test
  void whatFitsNothingIsAnError() {
    assertBad("'12.x' is no section; one is written as 12.4.2", "--section", "12.x");
    assertBad("no rule fits; --left lists what no rule stands for", "--section", "9");
    assertBad("nothing of this section is left to others", "--left", "--section", "17.3");
    assertBad("--left is about what no checkpoint refuses", "--left", "--checkpoint", "server");
    assertBad("whole page", "--format", "markdown", "--section", "9");
    assertBad("'postman' is none of member, server, joiner,", "--checkpoint", "postman");
    assertBad("--format", "--format", "html");
  }

  private static void assertBad(String message, Object... args) {
    Object[] all = new Object[args.length + 1];
    all[0] = "rules";
    System.arraycopy(args, 0, all, 1, args.length);
    Run run = Run.hornbeam(all);
    assertEquals(ExitCode.USAGE, run.code(), run.out());
    assertEquals("", run.out());
    assertTrue(run.err().contains(message), run.err());
  }
}
