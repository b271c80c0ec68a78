package dev.hornbeam.interop.script;

import java.util.List;

/** Joining by a commit of one's own (RFC 9420 section 12.4.3.2). */
final class ExternalJoinScenarios {
  private ExternalJoinScenarios() {}

  static List<Scenario> all() {
    return List.of(
        new Scenario("external_join normal", ExternalJoinScenarios::normal),
        new Scenario("external_join with_psk", ExternalJoinScenarios::sharedKey),
        new Scenario("external_join removing_prior", ExternalJoinScenarios::replacing),
        new Scenario("external_join with_external_tree", ExternalJoinScenarios::treeOutside),
        new Scenario("external_join with_more_members", ExternalJoinScenarios::moreMembers),
        Scenario.further("external_join prior_psk_tree", ExternalJoinScenarios::allAtOnce),
        Scenario.further("external_join with_two_psks", ExternalJoinScenarios::twoKeys),
        Scenario.further(
            "external_join while_proposals_wait", ExternalJoinScenarios::whileWaiting));
  }

  private static void normal(Play play) {
    Conversation group = play.group("alice");
    group.externalJoin("bob").done("alice");
  }

  private static void sharedKey(Play play) {
    Conversation group = play.group("alice");
    SharedKey key = group.sharedKey("alice");
    group.externalJoin("bob").with(key).done("alice");
  }

  private static void replacing(Play play) {
    Conversation group = play.group("alice");
    group.externalJoin("bob").done("alice");
    group.externalJoin("bob").replacingItself().done("alice");
  }

  private static void treeOutside(Play play) {
    Conversation group = play.group("alice");
    group.externalJoin("bob").tree(Tree.OUTSIDE).done("alice");
  }

  private static void moreMembers(Play play) {
    Conversation group = play.group("alice", "bob", "charlie", "diana");
    group.externalJoin("ellen").done("diana");
  }

  private static void allAtOnce(Play play) {
    Conversation group = play.group("alice", "bob", "charlie");
    SharedKey key = group.sharedKey("alice", "bob", "charlie");
    group.externalJoin("diana").with(key).tree(Tree.OUTSIDE).done("bob");
    group.tell(key, "diana");
    group.externalJoin("bob").replacingItself().with(key).tree(Tree.OUTSIDE).done("diana");
    group.commit("bob").withPath().done();
  }

  private static void twoKeys(Play play) {
    Conversation group = play.group("alice", "bob");
    SharedKey first = group.sharedKey("alice", "bob");
    SharedKey second = group.sharedKey("bob", "alice");
    group.externalJoin("charlie").with(first, second).done("alice");
  }

  /** What waited in the epoch that ends is covered by nobody any more. */
  private static void whileWaiting(Play play) {
    Conversation group = play.group("alice", "bob");
    Proposal lost = group.propose("bob", Wish.update());
    MadeCommit late = group.commit("alice").covering(lost).made();
    group.externalJoin("charlie").done("alice");
    late.isTooLateFor("bob");
    Refusal.of(() -> group.commit("alice").covering(lost).made());
    Proposal again = group.propose("bob", Wish.update());
    group.commit("charlie").covering(again).done();
  }
}
