package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import java.util.Optional;

/** What {@link Group#receive} made of a message. */
public sealed interface Received {
  /**
   * Data of the application. It is in the store's inbox, with its key deleted, until {@link
   * Group#acknowledge} takes it out: a crash loses nothing.
   *
   * @param inboxId names it to {@link Group#acknowledge}
   * @param sender who was the member at that leaf in that epoch
   * @param epoch the epoch it was sent in, which may be a past one
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
   * @param proposer who sent it, if a member
   */
  record ProposalReceived(Optional<Member> proposer, Change change, Bytes authenticatedData)
      implements Received {}

  /** A commit, ready to be merged once the application has judged it. */
  record CommitReceived(IncomingCommit commit) implements Received {}

  /** A commit that removes this member. Merging it ends the group for this client. */
  record RemovalReceived(IncomingCommit commit) implements Received {}

  /** A message of this member's own that came back. It had its effect when it was sent. */
  record OwnMessage() implements Received {}
}
