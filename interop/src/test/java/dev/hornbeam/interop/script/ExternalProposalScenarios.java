package dev.hornbeam.interop.script;

import java.util.List;

/** Proposals from outside of a group (RFC 9420 section 12.1.8). */
final class ExternalProposalScenarios {
  private ExternalProposalScenarios() {}

  static List<Scenario> all() {
    return List.of(
        new Scenario("external_proposals joiner_signed_add", ExternalProposalScenarios::joiner),
        new Scenario("external_proposals external_add", ExternalProposalScenarios::add),
        new Scenario("external_proposals external_remove", ExternalProposalScenarios::remove),
        new Scenario("external_proposals external_psk", ExternalProposalScenarios::sharedKey),
        new Scenario("external_proposals resumption_psk", ExternalProposalScenarios::resumption),
        new Scenario(
            "external_proposals group_context_extensions", ExternalProposalScenarios::extensions),
        new Scenario("external_proposals multiple_external", ExternalProposalScenarios::multiple),
        new Scenario("external_proposals external_reinit", ExternalProposalScenarios::reInit),
        Scenario.further("external_proposals two_signers", ExternalProposalScenarios::twoSigners),
        Scenario.further("external_proposals many_at_once", ExternalProposalScenarios::manyAtOnce));
  }

  /** A group gets an external signer, listed after those that it has. */
  private static ExternalSigner signer(Conversation group, String name) {
    ExternalSigner signer = group.signer(name);
    Proposal listing = group.propose("alice", Wish.signer(signer));
    group.commit("alice").covering(listing).done();
    return signer;
  }

  private static void joiner(Play play) {
    Conversation group = play.group("alice");
    Proposal asking = group.asksToJoin("bob", "alice");
    group.commit("alice").covering(asking).done();
  }

  private static void add(Play play) {
    Conversation group = play.group("alice", "bob");
    ExternalSigner ds = signer(group, "ds");
    Joiner charlie = group.joiner("charlie");
    Proposal add = group.propose(ds, 0, "alice", Wish.add(charlie));
    group.commit("alice").covering(add).done();
  }

  private static void remove(Play play) {
    Conversation group = play.group("alice", "bob", "charlie");
    ExternalSigner ds = signer(group, "ds");
    Proposal remove = group.propose(ds, 0, "alice", Wish.remove("bob"));
    group.commit("alice").covering(remove).done();
  }

  private static void sharedKey(Play play) {
    Conversation group = play.group("alice", "bob", "charlie");
    SharedKey key = group.sharedKey("alice", "bob", "charlie");
    ExternalSigner ds = signer(group, "ds");
    Proposal mix = group.propose(ds, 0, "alice", Wish.sharedKey(key));
    group.commit("alice").covering(mix).done();
  }

  private static void resumption(Play play) {
    Conversation group = play.group("alice", "bob", "charlie");
    ExternalSigner ds = signer(group, "ds");
    Proposal mix = group.propose(ds, 0, "alice", Wish.resumption(2));
    group.commit("alice").covering(mix).done();
  }

  /** The signer proposes extensions without itself: it can propose no more. */
  private static void extensions(Play play) {
    Conversation group = play.group("alice", "bob", "charlie");
    ExternalSigner ds = signer(group, "ds");
    Proposal alone = group.propose(ds, 0, "alice", Wish.extensions(Samples.NO_REQUIREMENTS));
    group.commit("alice").covering(alone).done();
    Proposal tooLate = group.propose(ds, 0, "bob", Wish.remove("charlie"));
    Refusal.of(() -> group.commit("alice").covering(tooLate).made());
  }

  private static void multiple(Play play) {
    Conversation group = play.group("alice", "bob", "charlie");
    SharedKey first = group.sharedKey("alice", "bob", "charlie");
    SharedKey second = group.sharedKey("alice", "bob", "charlie");
    ExternalSigner ds1 = signer(group, "ds1");
    signer(group, "ds2");
    group
        .commit("alice")
        .covering(
            group.propose(ds1, 0, "alice", Wish.sharedKey(first)),
            group.propose(ds1, 0, "alice", Wish.sharedKey(second)))
        .done();
  }

  private static void reInit(Play play) {
    Conversation group = play.group("alice", "bob", "charlie");
    ExternalSigner ds = signer(group, "ds");
    ReInitStep step =
        group.reInit().changingId().changingSuite().extensions(Samples.NO_REQUIREMENTS);
    Proposal proposal = group.propose(ds, 0, "alice", step.wish());
    step.covered("alice", proposal).withPath().welcomedBy("bob");
  }

  /** Each signs by its own place in the list. */
  private static void twoSigners(Play play) {
    Conversation group = play.group("alice", "bob", "charlie");
    ExternalSigner ds1 = signer(group, "ds1");
    ExternalSigner ds2 = signer(group, "ds2");
    Proposal forged = group.propose(ds1, 1, "bob", Wish.remove("charlie"));
    Refusal.of(() -> group.commit("alice").covering(forged).made());
    group
        .commit("charlie")
        .covering(
            group.propose(ds2, 1, "bob", Wish.add(group.joiner("diana"))),
            group.propose(ds1, 0, "bob", Wish.remove("alice")))
        .done();
  }

  /** From a joiner, a signer and members, and by value. */
  private static void manyAtOnce(Play play) {
    Conversation group = play.group("alice", "bob", "charlie");
    ExternalSigner ds = signer(group, "ds");
    group
        .commit("bob")
        .covering(
            group.asksToJoin("diana", "charlie"),
            group.propose(ds, 0, "charlie", Wish.add(group.joiner("eliza"))),
            group.propose("alice", Wish.update()))
        .including(Wish.add(group.joiner("frank")), Wish.remove("charlie"))
        .tree(Tree.OUTSIDE)
        .done();
  }
}
