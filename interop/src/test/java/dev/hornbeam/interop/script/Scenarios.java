package dev.hornbeam.interop.script;

import java.util.List;
import java.util.stream.Stream;

/**
 * All scenarios: those that the configurations of the working group's runner have, under their
 * names, and further ones that its interface allows.
 */
public final class Scenarios {
  private Scenarios() {}

  /** All of them. */
  public static List<Scenario> all() {
    return Stream.of(
            ApplicationScenarios.all(),
            BranchScenarios.all(),
            CommitScenarios.all(),
            ExternalJoinScenarios.all(),
            ExternalProposalScenarios.all(),
            PendingScenarios.all(),
            ReInitScenarios.all(),
            WelcomeScenarios.all())
        .flatMap(List::stream)
        .toList();
  }
}
