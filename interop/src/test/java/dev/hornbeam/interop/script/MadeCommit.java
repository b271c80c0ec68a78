package dev.hornbeam.interop.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.protobuf.ByteString;
import dev.hornbeam.interop.rpc.CommitResponse;
import dev.hornbeam.interop.rpc.HandleCommitResponse;
import dev.hornbeam.interop.rpc.HandlePendingCommitRequest;
import java.util.List;
import java.util.Set;

/** A commit that was made, and is pending at its committer. */
public final class MadeCommit {
  private final Conversation group;
  private final Member committer;
  private final List<ByteString> proposals;
  private final CommitResponse made;
  private final List<Joiner> joiners;
  private final Set<String> removed;

  MadeCommit(
      Conversation group,
      Member committer,
      List<ByteString> proposals,
      CommitResponse made,
      List<Joiner> joiners,
      Set<String> removed) {
    this.group = group;
    this.committer = committer;
    this.proposals = proposals;
    this.made = made;
    this.joiners = joiners;
    this.removed = removed;
  }

  /** It is in force for all: those who are removed are told so, those who are added join. */
  public void takesEffect() {
    ByteString authenticator = isAccepted();
    for (Member each : group.others(committer)) {
      ByteString handled = isHandledBy(each);
      if (removed.contains(each.name())) {
        assertEquals(ByteString.EMPTY, handled, () -> each.name() + " was removed");
        group.leaves(each);
      } else {
        assertEquals(authenticator, handled, () -> each.name() + " follows");
      }
    }
    for (Joiner each : joiners) {
      group.enters(
          each.join(made.getWelcome(), made.getRatchetTree(), group.play(), authenticator));
    }
    group.agree();
  }

  /** Its committer puts it in force. */
  ByteString isAccepted() {
    HandleCommitResponse handled =
        committer
            .actor()
            .peer()
            .calls()
            .handlePendingCommit(
                HandlePendingCommitRequest.newBuilder().setStateId(committer.state()).build());
    assertEquals(committer.state(), handled.getStateId());
    assertFalse(handled.getEpochAuthenticator().isEmpty());
    return handled.getEpochAuthenticator();
  }

  private ByteString isHandledBy(Member member) {
    return member.handle(proposals, made.getCommit());
  }

  // --- What must not happen ---

  /** Somebody cannot join by its Welcome, and waits on. */
  public void refusesToWelcome(Joiner joiner) {
    Refusal.of(
        () ->
            joiner.join(made.getWelcome(), made.getRatchetTree(), group.play(), ByteString.EMPTY));
  }

  /** Another commit came before it: neither its committer nor a member can put it in force. */
  public void isTooLateFor(String name) {
    Refusal.of(this::isAccepted);
    Refusal.of(() -> isHandledBy(group.member(name)));
    group.agree();
  }
}
