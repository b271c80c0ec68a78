package dev.hornbeam.interop.script;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dev.hornbeam.interop.rpc.CommitRequest;
import dev.hornbeam.interop.rpc.CommitResponse;
import dev.hornbeam.interop.rpc.Extension;
import dev.hornbeam.interop.rpc.HandleCommitRequest;
import dev.hornbeam.interop.rpc.HandlePendingCommitRequest;
import dev.hornbeam.interop.rpc.HandleReInitCommitResponse;
import dev.hornbeam.mls.types.CipherSuite;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The end of a group, for another to take its place (RFC 9420 section 11.2). Unless told otherwise,
 * the new one has the same id and cipher suite, and no extensions.
 */
public final class ReInitStep {
  private final Conversation old;
  private ByteString id;
  private CipherSuite suite;
  private List<Extension> extensions = List.of();

  ReInitStep(Conversation old) {
    this.old = old;
    this.id = old.id();
    this.suite = old.suite();
  }

  /** The new group has another id. */
  public ReInitStep changingId() {
    id = old.id().concat(ByteString.copyFromUtf8("++"));
    return this;
  }

  /** The new group has another cipher suite. */
  public ReInitStep changingSuite() {
    suite = old.play().otherThan(suite);
    return this;
  }

  /** All extensions of the new group. */
  public ReInitStep extensions(Extension... all) {
    extensions = List.of(all);
    return this;
  }

  /** As somebody is to propose it, or to put it into a commit. */
  public Wish wish() {
    return Wish.reInit(id, suite, extensions.toArray(Extension[]::new));
  }

  /** Somebody commits what was proposed, and all are ready for the new group. */
  public EndedGroup covered(String committer, Proposal proposal) {
    return ended(committer, CommitRequest.newBuilder().addByReference(proposal.message()));
  }

  /** Somebody commits it by value, and all are ready for the new group. */
  public EndedGroup included(String committer) {
    return ended(committer, CommitRequest.newBuilder().addByValue(wish().description()));
  }

  private EndedGroup ended(String committer, CommitRequest.Builder request) {
    Member member = old.member(committer);
    CommitResponse made =
        member.actor().peer().calls().reInitCommit(request.setStateId(member.state()).build());
    assertEquals(ByteString.EMPTY, made.getWelcome(), "nobody is added");
    Map<Member, HandleReInitCommitResponse> ready = new LinkedHashMap<>();
    HandleReInitCommitResponse first =
        member
            .actor()
            .peer()
            .calls()
            .handlePendingReInitCommit(
                HandlePendingCommitRequest.newBuilder().setStateId(member.state()).build());
    ready.put(member, first);
    for (Member each : old.others(member)) {
      HandleReInitCommitResponse handled =
          each.actor()
              .peer()
              .calls()
              .handleReInitCommit(
                  HandleCommitRequest.newBuilder()
                      .setStateId(each.state())
                      .addAllProposal(request.getByReferenceList())
                      .setCommit(made.getCommit())
                      .build());
      assertEquals(first.getEpochAuthenticator(), handled.getEpochAuthenticator(), each::name);
      ready.put(each, handled);
    }
    ready.forEach((each, handled) -> each.actor().peer().opened(handled.getReinitId()));
    old.agree();
    old.play().ended(old);
    return new EndedGroup(old, ready, id, suite);
  }
}
