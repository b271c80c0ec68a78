package dev.hornbeam.interop.script;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dev.hornbeam.interop.rpc.CreateSubgroupResponse;
import dev.hornbeam.interop.rpc.HandleReInitCommitResponse;
import dev.hornbeam.interop.rpc.HandleReInitWelcomeRequest;
import dev.hornbeam.interop.rpc.JoinGroupResponse;
import dev.hornbeam.interop.rpc.ReInitWelcomeRequest;
import dev.hornbeam.mls.types.CipherSuite;
import java.util.Map;

/** A group that a ReInit has ended, whose members are ready for the one that comes next. */
public final class EndedGroup {
  private final Conversation old;
  private final Map<Member, HandleReInitCommitResponse> ready;
  private final ByteString id;
  private final CipherSuite suite;
  private final ReInitWelcomeRequest.Builder request = ReInitWelcomeRequest.newBuilder();

  EndedGroup(
      Conversation old,
      Map<Member, HandleReInitCommitResponse> ready,
      ByteString id,
      CipherSuite suite) {
    this.old = old;
    this.ready = ready;
    this.id = id;
    this.suite = suite;
  }

  /** With a path in the commit that adds the others. */
  public EndedGroup withPath() {
    request.setForcePath(true);
    return this;
  }

  /** Where those who are welcomed find the tree. */
  public EndedGroup tree(Tree tree) {
    request.setExternalTree(tree == Tree.OUTSIDE);
    return this;
  }

  /** Nobody says anything in it any more, and nobody commits. */
  public EndedGroup isSilent() {
    for (Member each : old.members()) {
      Refusal.of(() -> each.says("", "too late"));
      Refusal.of(() -> old.commit(each.name()).made());
      Refusal.of(() -> old.propose(each.name(), Wish.update()));
    }
    old.agree();
    return this;
  }

  /** A member makes the new group, and welcomes all others to it. */
  public Conversation welcomedBy(String name) {
    Member welcomer = old.member(name);
    for (Member each : old.others(welcomer)) {
      request.addKeyPackage(of(each).getKeyPackage());
    }
    Peer peer = welcomer.actor().peer();
    CreateSubgroupResponse made =
        peer.calls().reInitWelcome(request.setReinitId(of(welcomer).getReinitId()).build());
    assertEquals(request.getExternalTree(), !made.getRatchetTree().isEmpty(), "a tree outside");
    Conversation group = new Conversation(old.play(), suite, id);
    old.play().begun(group);
    group.enters(moved(welcomer, made.getStateId()));
    old.others(welcomer).forEach(each -> group.enters(joins(each, made)));
    group.agree();
    return group;
  }

  private Member joins(Member member, CreateSubgroupResponse made) {
    JoinGroupResponse joined =
        member
            .actor()
            .peer()
            .calls()
            .handleReInitWelcome(
                HandleReInitWelcomeRequest.newBuilder()
                    .setReinitId(of(member).getReinitId())
                    .setWelcome(made.getWelcome())
                    .setRatchetTree(made.getRatchetTree())
                    .build());
    assertEquals(made.getEpochAuthenticator(), joined.getEpochAuthenticator(), member::name);
    return moved(member, joined.getStateId());
  }

  /** Who is in the new group is not in the old one. */
  private Member moved(Member member, int state) {
    Peer peer = member.actor().peer();
    peer.closed(of(member).getReinitId());
    peer.closed(member.state());
    return new Member(member.actor(), peer.opened(state));
  }

  private HandleReInitCommitResponse of(Member member) {
    return ready.getOrDefault(member, HandleReInitCommitResponse.getDefaultInstance());
  }
}
