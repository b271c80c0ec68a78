package dev.hornbeam.interop.script;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dev.hornbeam.interop.rpc.CreateBranchRequest;
import dev.hornbeam.interop.rpc.CreateSubgroupResponse;
import dev.hornbeam.interop.rpc.Extension;
import dev.hornbeam.interop.rpc.HandleBranchRequest;
import dev.hornbeam.interop.rpc.HandleBranchResponse;
import java.util.ArrayList;
import java.util.List;

/** A group of some members of another, which goes on (RFC 9420 section 11.3). */
public final class BranchStep {
  private final Conversation old;
  private final Member founder;
  private final List<Member> others = new ArrayList<>();
  private final List<SharedKey> keys = new ArrayList<>();
  private final CreateBranchRequest.Builder request;

  BranchStep(Conversation old, Member founder) {
    this.old = old;
    this.founder = founder;
    this.request = CreateBranchRequest.newBuilder().setStateId(founder.state());
  }

  /** These members of the old group come along. */
  public BranchStep with(String... names) {
    for (String name : names) {
      others.add(old.member(name));
    }
    return this;
  }

  /** All extensions of the new group. */
  public BranchStep extensions(Extension... extensions) {
    request.addAllExtensions(List.of(extensions));
    return this;
  }

  /** With a path in the commit that adds the others. */
  public BranchStep withPath() {
    request.setForcePath(true);
    return this;
  }

  /** Where those who come along find the tree. */
  public BranchStep tree(Tree tree) {
    request.setExternalTree(tree == Tree.OUTSIDE);
    return this;
  }

  /** Those who come along are told a pre-shared key while they wait for the Welcome. */
  public BranchStep telling(SharedKey key) {
    keys.add(key);
    return this;
  }

  /** The new group begins. */
  public Conversation done() {
    List<Joiner> joiners = others.stream().map(each -> old.joiner(each.name())).toList();
    joiners.forEach(each -> keys.forEach(each::learns));
    joiners.forEach(each -> request.addKeyPackages(each.keyPackage()));
    ByteString id = Play.freshId();
    CreateSubgroupResponse made =
        founder.actor().peer().calls().createBranch(request.setGroupId(id).build());
    assertEquals(request.getExternalTree(), !made.getRatchetTree().isEmpty(), "a tree outside");
    Conversation group = new Conversation(old.play(), old.suite(), id);
    old.play().begun(group);
    group.enters(new Member(founder.actor(), founder.actor().peer().opened(made.getStateId())));
    for (int i = 0; i < others.size(); i++) {
      group.enters(joins(others.get(i), joiners.get(i), made));
    }
    group.agree();
    old.agree();
    return group;
  }

  private static Member joins(Member member, Joiner joiner, CreateSubgroupResponse made) {
    Peer peer = member.actor().peer();
    HandleBranchResponse joined =
        peer.calls()
            .handleBranch(
                HandleBranchRequest.newBuilder()
                    .setStateId(member.state())
                    .setTransactionId(joiner.transaction())
                    .setWelcome(made.getWelcome())
                    .setRatchetTree(made.getRatchetTree())
                    .build());
    peer.closed(joiner.transaction());
    assertEquals(made.getEpochAuthenticator(), joined.getEpochAuthenticator(), member::name);
    return new Member(member.actor(), peer.opened(joined.getStateId()));
  }
}
