package dev.hornbeam.interop.script;

import java.util.List;

/** Joining by a Welcome. */
final class WelcomeScenarios {
  private WelcomeScenarios() {}

  static List<Scenario> all() {
    return List.of(
        new Scenario("welcome_join no_path_secret", WelcomeScenarios::noPath),
        new Scenario("welcome_join with_path_secret", WelcomeScenarios::path),
        new Scenario("welcome_join with_psk", WelcomeScenarios::sharedKey),
        new Scenario("welcome_join with_external_tree", WelcomeScenarios::treeOutside),
        Scenario.further("welcome_join wrong_welcome_first", WelcomeScenarios::wrongFirst));
  }

  private static void noPath(Play play) {
    Conversation group = play.group("alice");
    Joiner bob = group.joiner("bob");
    Proposal add = group.propose("alice", Wish.add(bob));
    group.commit("alice").covering(add).done();
  }

  private static void path(Play play) {
    Conversation group = play.group("alice");
    Joiner bob = group.joiner("bob");
    Proposal add = group.propose("alice", Wish.add(bob));
    group.commit("alice").covering(add).withPath().done();
  }

  private static void sharedKey(Play play) {
    Conversation group = play.group("alice");
    Joiner bob = group.joiner("bob");
    Proposal add = group.propose("alice", Wish.add(bob));
    SharedKey key = group.sharedKey("alice");
    bob.learns(key);
    Proposal mix = group.propose("alice", Wish.sharedKey(key));
    group.commit("alice").covering(add, mix).done();
  }

  private static void treeOutside(Play play) {
    Conversation group = play.group("alice");
    Joiner bob = group.joiner("bob");
    Proposal add = group.propose("alice", Wish.add(bob));
    group.commit("alice").covering(add).tree(Tree.OUTSIDE).done();
  }

  /** A key that is not known yet, and a Welcome for another, leave the key package as it was. */
  private static void wrongFirst(Play play) {
    Conversation group = play.group("alice");
    SharedKey key = group.sharedKey("alice");
    Joiner bob = group.joiner("bob");
    Joiner charlie = group.joiner("charlie");
    group.commit("alice").including(Wish.add(charlie)).done();
    MadeCommit commit = group.commit("alice").including(Wish.add(bob), Wish.sharedKey(key)).made();
    group.tell(key, "charlie");
    commit.refusesToWelcome(bob);
    bob.learns(key);
    commit.takesEffect();
  }
}
