package dev.hornbeam.interop.script;

import java.util.List;

/** A group that follows from another, which goes on (RFC 9420 section 11.3). */
final class BranchScenarios {
  private BranchScenarios() {}

  static List<Scenario> all() {
    return List.of(
        new Scenario("branch base", BranchScenarios::base),
        new Scenario("branch with_extensions", BranchScenarios::extensions),
        new Scenario("branch external_tree", BranchScenarios::treeOutside),
        new Scenario("branch force_path", BranchScenarios::path),
        Scenario.further("branch with_psk", BranchScenarios::sharedKey),
        Scenario.further("branch of_some", BranchScenarios::some),
        Scenario.further("branch of_a_branch", BranchScenarios::twice));
  }

  private static Conversation five(Play play) {
    return play.group("alice", "bob", "charlie", "diana", "eliza");
  }

  private static BranchStep branch(Conversation group) {
    return group.branch("alice").with("bob", "charlie", "diana", "eliza");
  }

  private static void base(Play play) {
    branch(five(play)).done();
  }

  private static void extensions(Play play) {
    branch(five(play)).extensions(Samples.NO_REQUIREMENTS, Samples.NO_SIGNERS).done();
  }

  private static void treeOutside(Play play) {
    branch(five(play)).tree(Tree.OUTSIDE).done();
  }

  private static void path(Play play) {
    branch(five(play)).withPath().done();
  }

  /** A pre-shared key is told before the Welcome comes, and is known in the new group. */
  private static void sharedKey(Play play) {
    Conversation group = play.group("alice", "bob", "charlie");
    SharedKey key = group.sharedKey();
    Conversation side = group.branch("alice").with("bob", "charlie").telling(key).done();
    side.tell(key, "alice");
    Proposal mix = side.propose("bob", Wish.sharedKey(key));
    side.commit("charlie").covering(mix).done();
    group.commit("charlie").done();
  }

  private static void some(Play play) {
    Conversation group = five(play);
    Conversation side = group.branch("charlie").with("eliza", "alice").withPath().done();
    side.commit("eliza").done();
    group.commit("bob").including(Wish.remove("eliza")).done();
    side.commit("alice").including(Wish.add(side.joiner("frank"))).done();
  }

  private static void twice(Play play) {
    Conversation group = play.group("alice", "bob", "charlie");
    Conversation side = group.branch("bob").with("alice", "charlie").done();
    side.commit("charlie").done();
    Conversation other = side.branch("charlie").with("bob").tree(Tree.OUTSIDE).done();
    other.commit("bob").including(Wish.resumption(1)).done();
  }
}
