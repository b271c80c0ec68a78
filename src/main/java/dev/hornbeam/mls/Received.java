package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import java.util.Optional;

/** What {@link Group#receive} made of a message: one of the five records. */
public sealed interface Received {
  /**
   * Data of the application. It is in the store's inbox, with its key deleted, until {@link
   * Group#acknowledge} takes it out: a crash loses nothing.
   *
   * @param inboxId names it to {@link Group#acknowledge}
   * @param sender who was the member at that leaf in that epoch
   * @param epoch the epoch it was sent in, which may be a past one; an unsigned number
   * @param data what was given to {@link Group#protect(Bytes)}
   * @param authenticatedData what was sent with it in the clear
   */
  record ApplicationData(
      InboxId inboxId, Member sender, long epoch, Bytes data, Bytes authenticatedData)
      implements Received {
    /** Says how long the data is, not what it is. */
    @Override
    public String toString() {
      return "ApplicationData[" + inboxId + ", " + data.length() + " bytes]";
    }
  }

  /**
   * A proposal, kept until a commit ends the epoch. Nobody may send application data now until
   * someone has committed (RFC 9420 s.12.4).
   *
   * @param reference the ProposalRef (RFC 9420 s.5.2), {@code Nh} bytes, which names it to {@link
   *     CommitBuilder#covering}
   * @param proposer who sent it, if a member; empty for an external sender or who asks to join
   * @param change what it asks for
   * @param authenticatedData what was sent with it, authenticated
   */
  record ProposalReceived(
      Bytes reference, Optional<Member> proposer, Change change, Bytes authenticatedData)
      implements Received {}

  /**
   * A commit, ready to be merged once the application has judged it. Nothing has changed yet.
   *
   * @param commit to be given to {@link Group#merge} or {@link Group#discard}
   */
  record CommitReceived(IncomingCommit commit) implements Received {}

  /**
   * A commit that removes this member. Merging it ends the group for this client; the messages that
   * were not acknowledged stay in {@link MlsClient#inbox}.
   *
   * @param commit to be given to {@link Group#merge}
   */
  record RemovalReceived(IncomingCommit commit) implements Received {}

  /**
   * A message of this member's own that came back; nothing has changed. A proposal and application
   * data had their effect when they were made. A commit has it when it is merged, which is for the
   * application to do. Of an encrypted message it is not checked who made it: another member can
   * make one that claims to be this member's, so compare the bytes before concluding anything.
   */
  record OwnMessage() implements Received {}
}
