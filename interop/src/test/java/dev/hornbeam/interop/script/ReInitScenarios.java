package dev.hornbeam.interop.script;

import java.util.List;

/** A group that ends, for another to take its place (RFC 9420 section 11.2). */
final class ReInitScenarios {
  private ReInitScenarios() {}

  static List<Scenario> all() {
    return List.of(
        new Scenario("reinit change_ciphersuite", ReInitScenarios::suite),
        new Scenario("reinit change_group_id", ReInitScenarios::id),
        new Scenario("reinit change_extensions", ReInitScenarios::extensions),
        new Scenario("reinit all_same_actor", ReInitScenarios::sameActor),
        new Scenario("reinit external_tree", ReInitScenarios::treeOutside),
        new Scenario("reinit force_path", ReInitScenarios::path),
        Scenario.further("reinit by_value", ReInitScenarios::byValue),
        Scenario.further("reinit twice", ReInitScenarios::twice),
        Scenario.further("reinit silences_the_old_group", ReInitScenarios::silence));
  }

  private static Conversation five(Play play) {
    return play.group("alice", "bob", "charlie", "diana", "eliza");
  }

  private static EndedGroup ended(Conversation group, ReInitStep step) {
    Proposal proposal = group.propose("alice", step.wish());
    return step.covered("bob", proposal);
  }

  private static void suite(Play play) {
    Conversation group = five(play);
    ended(group, group.reInit().changingSuite()).welcomedBy("charlie");
  }

  private static void id(Play play) {
    Conversation group = five(play);
    ended(group, group.reInit().changingId()).welcomedBy("charlie");
  }

  private static void extensions(Play play) {
    Conversation group = five(play);
    ReInitStep step = group.reInit().extensions(Samples.NO_REQUIREMENTS, Samples.NO_SIGNERS);
    ended(group, step).welcomedBy("charlie");
  }

  private static void sameActor(Play play) {
    Conversation group = five(play);
    ReInitStep step = group.reInit().changingId();
    Proposal proposal = group.propose("alice", step.wish());
    step.covered("alice", proposal).welcomedBy("alice");
  }

  private static void treeOutside(Play play) {
    Conversation group = five(play);
    ended(group, group.reInit().changingId()).tree(Tree.OUTSIDE).welcomedBy("charlie");
  }

  private static void path(Play play) {
    Conversation group = five(play);
    ended(group, group.reInit().changingId()).withPath().welcomedBy("charlie");
  }

  private static void byValue(Play play) {
    Conversation group = play.group("alice", "bob", "charlie");
    Conversation next =
        group.reInit().changingId().changingSuite().included("charlie").welcomedBy("bob");
    next.commit("alice").including(Wish.add(next.joiner("diana"))).done();
  }

  private static void twice(Play play) {
    Conversation first = play.group("alice", "bob", "charlie");
    Conversation second = first.reInit().changingSuite().included("alice").welcomedBy("bob");
    second.commit("charlie").including(Wish.remove("alice")).done();
    ReInitStep step = second.reInit().changingId();
    Proposal proposal = second.propose("bob", step.wish());
    Conversation third = step.covered("charlie", proposal).withPath().welcomedBy("bob");
    third.commit("charlie").including(Wish.resumption(1)).done();
  }

  private static void silence(Play play) {
    Conversation group = play.group("alice", "bob", "charlie");
    Letter before = group.says("alice", "", "heard later");
    EndedGroup ended = group.reInit().changingId().included("alice").isSilent();
    group.hears("bob", before);
    ended.tree(Tree.OUTSIDE).withPath().welcomedBy("charlie");
  }
}
