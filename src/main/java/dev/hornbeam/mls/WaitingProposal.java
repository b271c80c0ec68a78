package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.group.PendingProposal;
import dev.hornbeam.mls.group.PublicState;
import dev.hornbeam.mls.message.Sender;
import java.util.Optional;

/**
 * A proposal that waits for a commit of this epoch.
 *
 * @param reference the ProposalRef (RFC 9420 s.5.2), {@code Nh} bytes, which names it to {@link
 *     CommitBuilder#covering}
 * @param proposer who sent it, if a member; empty for an external sender or who asks to join
 * @param change what it asks for
 */
public record WaitingProposal(Bytes reference, Optional<Member> proposer, Change change) {
  static WaitingProposal of(PendingProposal proposal, PublicState state) {
    Optional<Member> proposer =
        proposal.sender() instanceof Sender.Member member
            ? state.tree().leaf(member.leaf()).map(leaf -> Member.of(member.leaf(), leaf))
            : Optional.empty();
    return new WaitingProposal(
        proposal.reference().value(), proposer, Changes.of(proposal.proposal(), proposal.sender()));
  }
}
