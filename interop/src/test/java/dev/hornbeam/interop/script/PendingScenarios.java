package dev.hornbeam.interop.script;

import java.util.List;

/** Proposals that wait, and commits that are pending. */
final class PendingScenarios {
  private PendingScenarios() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.further("pending covers_some_of_what_waits", PendingScenarios::some),
        Scenario.further("pending second_commit_replaces_the_first", PendingScenarios::replaced),
        Scenario.further("pending commit_loses_against_another", PendingScenarios::lost),
        Scenario.further("pending removed_committer", PendingScenarios::removedCommitter),
        Scenario.further("pending updates_of_all_but_one", PendingScenarios::manyUpdates),
        Scenario.further("pending update_then_commit", PendingScenarios::updateThenCommit),
        Scenario.further("pending back_again", PendingScenarios::backAgain));
  }

  /** Of three proposals a commit covers one: the others are lost, and can be made again. */
  private static void some(Play play) {
    Conversation group = play.group("alice", "bob", "charlie");
    Joiner diana = group.joiner("diana");
    Proposal update = group.propose("bob", Wish.update());
    Proposal remove = group.propose("charlie", Wish.remove("bob"));
    Proposal add = group.propose("alice", Wish.add(diana));
    group.commit("alice").covering(add).done();
    Refusal.of(() -> group.commit("diana").covering(update, remove).made());
    group
        .commit("diana")
        .covering(group.propose("bob", Wish.update()))
        .including(Wish.remove("charlie"))
        .done();
  }

  private static void replaced(Play play) {
    Conversation group = play.group("alice", "bob", "charlie");
    Proposal update = group.propose("bob", Wish.update());
    group.commit("alice").including(Wish.remove("charlie")).made();
    group.commit("alice").covering(update).made();
    group.agree();
    group.commit("alice").including(Wish.add(group.joiner("diana"))).withPath().done();
    group.commit("charlie").covering(group.propose("bob", Wish.update())).done();
  }

  private static void lost(Play play) {
    Conversation group = play.group("alice", "bob", "charlie");
    Proposal update = group.propose("charlie", Wish.update());
    Joiner diana = group.joiner("diana");
    MadeCommit loser = group.commit("alice").covering(update).including(Wish.add(diana)).made();
    MadeCommit winner = group.commit("bob").covering(update).made();
    winner.takesEffect();
    loser.isTooLateFor("charlie");
    loser.isTooLateFor("bob");
    group.commit("alice").including(Wish.add(diana)).done();
  }

  private static void removedCommitter(Play play) {
    Conversation group = play.group("alice", "bob", "charlie");
    group.commit("bob").withPath().made();
    group.commit("alice").including(Wish.remove("bob")).done();
    group.commit("charlie").done();
  }

  private static void manyUpdates(Play play) {
    Conversation group = play.group("alice", "bob", "charlie", "diana", "eliza");
    group
        .commit("charlie")
        .covering(
            group.propose("eliza", Wish.update()),
            group.propose("alice", Wish.update()),
            group.propose("diana", Wish.update()),
            group.propose("bob", Wish.update()))
        .done();
  }

  /** Who proposed an Update commits without it; and nobody can cover the committer's own. */
  private static void updateThenCommit(Play play) {
    Conversation group = play.group("alice", "bob", "charlie");
    Proposal update = group.propose("bob", Wish.update());
    Refusal.of(() -> group.commit("bob").covering(update).made());
    group.commit("bob").done();
    Refusal.of(() -> group.commit("alice").covering(update).made());
  }

  /** The same actor goes and comes back, by Welcome and by itself, with no path in between. */
  private static void backAgain(Play play) {
    Conversation group = play.group("alice", "bob", "charlie", "diana");
    group.commit("alice").including(Wish.remove("bob")).done();
    group.commit("charlie").including(Wish.add(group.joiner("bob"))).tree(Tree.OUTSIDE).done();
    group.commit("diana").including(Wish.remove("bob")).done();
    group.externalJoin("bob").done("charlie");
    group.commit("alice").including(Wish.remove("bob"), Wish.add(group.joiner("bob"))).done();
  }
}
