package dev.hornbeam.interop.script;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hornbeam.interop.rpc.CommitRequest;
import dev.hornbeam.interop.rpc.CommitResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A commit that a member is about to make: it covers nothing yet, and needs no path. */
public final class CommitStep {
  private final Conversation group;
  private final Member committer;
  private final List<Proposal> covered = new ArrayList<>();
  private final List<Wish> included = new ArrayList<>();
  private final Set<Joiner> absent = new HashSet<>();
  private final CommitRequest.Builder request;

  CommitStep(Conversation group, Member committer) {
    this.group = group;
    this.committer = committer;
    this.request = CommitRequest.newBuilder().setStateId(committer.state());
  }

  /** These proposals, by reference. */
  public CommitStep covering(Proposal... proposals) {
    for (Proposal each : proposals) {
      covered.add(each);
      request.addByReference(each.message());
    }
    return this;
  }

  /** These proposals, by value. */
  public CommitStep including(Wish... wishes) {
    for (Wish each : wishes) {
      included.add(each);
      request.addByValue(each.description());
    }
    return this;
  }

  /** With a path, whether a proposal needs one or not. */
  public CommitStep withPath() {
    request.setForcePath(true);
    return this;
  }

  /** The tree is handed to those who join. */
  public CommitStep tree(Tree tree) {
    request.setExternalTree(tree == Tree.OUTSIDE);
    return this;
  }

  /** Somebody is added who never joins. */
  public CommitStep without(Joiner joiner) {
    absent.add(joiner);
    return this;
  }

  /** The member makes it. It is in force for nobody. */
  public MadeCommit made() {
    CommitResponse answer = committer.actor().peer().calls().commit(request.build());
    assertEquals(joiners().isEmpty(), answer.getWelcome().isEmpty(), "who gets a Welcome");
    assertEquals(request.getExternalTree(), !answer.getRatchetTree().isEmpty(), "a tree outside");
    return new MadeCommit(
        group,
        committer,
        request.getByReferenceList(),
        answer,
        joiners().stream().filter(each -> !absent.contains(each)).toList(),
        Set.copyOf(wishes().flatMap(each -> each.leaves().stream()).toList()));
  }

  /** The member makes it, it is in force for all, and those who are added join. */
  public void done() {
    made().takesEffect();
  }

  private List<Joiner> joiners() {
    return wishes().flatMap(each -> each.joins().stream()).toList();
  }

  private Stream<Wish> wishes() {
    return Stream.concat(covered.stream().map(Proposal::wish), included.stream());
  }
}
