package dev.hornbeam.interop.script;

import java.util.List;

/** Commits that cover each kind of proposal, by reference and by value. */
final class CommitScenarios {
  private CommitScenarios() {}

  static List<Scenario> all() {
    return List.of(
        new Scenario("commit empty", CommitScenarios::empty),
        new Scenario("commit add", CommitScenarios::add),
        new Scenario("commit remove", CommitScenarios::remove),
        new Scenario("commit update", CommitScenarios::update),
        new Scenario("commit group_context_extensions", CommitScenarios::extensions),
        new Scenario("commit external_psk", CommitScenarios::sharedKeys),
        new Scenario("commit resumption_psk", CommitScenarios::resumption),
        new Scenario("commit all_together_alice_proposes", play -> allTogether(play, "alice")),
        new Scenario("commit all_together_bob_proposes", play -> allTogether(play, "bob")));
  }

  private static void empty(Play play) {
    Conversation group = play.group("alice", "bob");
    group.commit("alice").done();
  }

  private static void add(Play play) {
    Conversation group = play.group("alice", "bob");
    addThree(group, "charlie1", "charlie2", "charlie3").withPath().done();
    addThree(group, "charlie4", "charlie5", "charlie6").done();
  }

  private static CommitStep addThree(
      Conversation group, String byAlice, String byBob, String byValue) {
    Joiner first = group.joiner(byAlice);
    Joiner second = group.joiner(byBob);
    Joiner third = group.joiner(byValue);
    return group
        .commit("alice")
        .covering(group.propose("alice", Wish.add(first)), group.propose("bob", Wish.add(second)))
        .including(Wish.add(third));
  }

  private static void remove(Play play) {
    Conversation group = play.group("alice", "bob");
    Proposal first = group.propose("alice", Wish.add(group.joiner("charlie1")));
    Proposal second = group.propose("alice", Wish.add(group.joiner("charlie2")));
    Proposal third = group.propose("alice", Wish.add(group.joiner("charlie3")));
    group.commit("alice").covering(first, second, third).done();

    Proposal byAlice = group.propose("alice", Wish.remove("charlie1"));
    Proposal byBob = group.propose("bob", Wish.remove("charlie2"));
    group.commit("alice").covering(byAlice, byBob).including(Wish.remove("charlie3")).done();
  }

  private static void update(Play play) {
    Conversation group = play.group("alice", "bob");
    Proposal update = group.propose("bob", Wish.update());
    group.commit("alice").covering(update).done();
  }

  private static void extensions(Play play) {
    Conversation group = play.group("alice", "bob");
    Proposal two =
        group.propose("alice", Wish.extensions(Samples.NO_REQUIREMENTS, Samples.NO_SIGNERS));
    group.commit("alice").covering(two).done();
    Proposal none = group.propose("bob", Wish.extensions());
    group.commit("alice").covering(none).done();
    group.commit("alice").including(Wish.extensions(Samples.NO_REQUIREMENTS)).done();
  }

  private static void sharedKeys(Play play) {
    Conversation group = play.group("alice", "bob");
    SharedKey first = group.sharedKey("alice", "bob");
    SharedKey second = group.sharedKey("alice", "bob");
    SharedKey third = group.sharedKey("alice", "bob");
    mixKeys(group, first, second, third).withPath().done();
    mixKeys(group, first, second, third).done();
  }

  private static CommitStep mixKeys(
      Conversation group, SharedKey byAlice, SharedKey byBob, SharedKey byValue) {
    return group
        .commit("alice")
        .covering(
            group.propose("alice", Wish.sharedKey(byAlice)),
            group.propose("bob", Wish.sharedKey(byBob)))
        .including(Wish.sharedKey(byValue));
  }

  private static void resumption(Play play) {
    Conversation group = play.group("alice", "bob");
    group.commit("alice").done();
    group.commit("alice").done();
    mixEpochs(group, 1, 2, 3).withPath().done();
    mixEpochs(group, 2, 3, 4).withPath().done();
  }

  private static CommitStep mixEpochs(Conversation group, long byAlice, long byBob, long byValue) {
    return group
        .commit("alice")
        .covering(
            group.propose("alice", Wish.resumption(byAlice)),
            group.propose("bob", Wish.resumption(byBob)))
        .including(Wish.resumption(byValue));
  }

  /** Who is added here cannot join: secrets of epochs before are mixed in. */
  private static void allTogether(Play play, String proposer) {
    Conversation group = play.group("alice", "bob");
    Proposal first = group.propose("alice", Wish.add(group.joiner("charlie1")));
    Proposal second = group.propose("alice", Wish.add(group.joiner("charlie2")));
    group.commit("alice").covering(first, second).done();

    SharedKey proposed = group.sharedKey("alice", "bob");
    SharedKey included = group.sharedKey("alice", "bob");
    Joiner charlie3 = group.joiner("charlie3");
    Joiner charlie4 = group.joiner("charlie4");
    CommitStep commit =
        group
            .commit("alice")
            .without(charlie3)
            .without(charlie4)
            .covering(
                group.propose(proposer, Wish.add(charlie3)),
                group.propose(proposer, Wish.remove("charlie1")),
                group.propose(
                    proposer, Wish.extensions(Samples.NO_REQUIREMENTS, Samples.NO_SIGNERS)),
                group.propose(proposer, Wish.sharedKey(proposed)),
                group.propose(proposer, Wish.resumption(1)))
            .including(
                Wish.add(charlie4),
                Wish.remove("charlie2"),
                Wish.sharedKey(included),
                Wish.resumption(2));
    if (!proposer.equals("alice")) {
      commit.covering(group.propose(proposer, Wish.update()));
    }
    MadeCommit made = commit.made();
    made.refusesToWelcome(charlie3);
    made.takesEffect();
  }
}
