package dev.hornbeam.interop.script;

import java.util.List;

/** Messages of the application, in the order in which they were sent and otherwise. */
final class ApplicationScenarios {
  private ApplicationScenarios() {}

  static List<Scenario> all() {
    return List.of(
        new Scenario("application in_order", ApplicationScenarios::inOrder),
        new Scenario("application out_of_order_within_epoch", ApplicationScenarios::outOfOrder),
        new Scenario("application out_of_order_across_epochs", ApplicationScenarios::acrossEpochs),
        Scenario.further(
            "application between_committing_and_accepting", ApplicationScenarios::waits));
  }

  private static void inOrder(Play play) {
    Conversation group = play.group("alice", "bob");
    Letter first = group.says("alice", "one of three", "good morning");
    Letter second = group.says("alice", "two of three", "is anybody there");
    Letter third = group.says("alice", "three of three", "good night");
    group.hears("bob", first);
    group.hears("bob", second);
    group.hears("bob", third);
  }

  private static void outOfOrder(Play play) {
    Conversation group = play.group("alice", "bob");
    Letter first = group.says("alice", "one of three", "good morning");
    Letter second = group.says("alice", "two of three", "is anybody there");
    Letter third = group.says("alice", "three of three", "good night");
    group.hears("bob", third);
    group.hears("bob", second);
    group.hears("bob", first);
  }

  private static void acrossEpochs(Play play) {
    Conversation group = play.group("alice", "bob");
    Letter first = group.says("alice", "one of two", "an old day");
    Letter second = group.says("alice", "two of two", "and its evening");
    group.commit("alice").done();
    Letter third = group.says("alice", "one of two", "a new day");
    Letter fourth = group.says("alice", "two of two", "and its evening");
    group.hears("bob", fourth);
    group.hears("bob", third);
    group.hears("bob", second);
    group.hears("bob", first);
  }

  /** The old epoch lasts until a commit is accepted, and its messages are heard for longer. */
  private static void waits(Play play) {
    Conversation group = play.group("alice", "bob", "charlie");
    MadeCommit commit = group.commit("alice").made();
    Letter meanwhile = group.says("alice", "", "");
    Letter answer = group.says("bob", "no text, only data", "");
    group.hears("bob", meanwhile);
    group.hears("alice", answer);
    commit.takesEffect();
    group.hears("charlie", answer);
    group.hears("charlie", meanwhile);
    Refusal.of(() -> group.hears("charlie", answer));
  }
}
