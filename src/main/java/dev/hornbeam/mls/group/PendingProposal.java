package dev.hornbeam.mls.group;

import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.ProposalRef;
import dev.hornbeam.mls.message.Sender;

/**
 * A proposal of the current epoch that was received or sent, and may be committed by reference. Its
 * signatures, and the credentials in it, were checked when it came.
 *
 * @param content as it was authenticated
 */
public record PendingProposal(ProposalRef reference, AuthenticatedContent content) {
  public Proposal proposal() {
    if (content.content().content() instanceof Content.Proposed proposed) {
      return proposed.proposal();
    }
    throw new AssertionError("not a proposal");
  }

  public Sender sender() {
    return content.content().sender();
  }
}
