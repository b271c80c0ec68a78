package dev.hornbeam.mls.framing;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.Content;
import dev.hornbeam.mls.message.FramedContent;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.tree.UpdatePath;

/** What each type of sender may send, and whose key must have signed it (RFC 9420 s.6.1). */
final class SenderRules {
  private SenderRules() {}

  /**
   * The key that must have signed the content.
   *
   * @throws InvalidMessage if the sender is not known, or may not send such content
   * @throws MalformedMessage if the group's {@code external_senders} extension is malformed
   */
  static Bytes signatureKey(FramedContent framed, SenderKeys keys)
      throws InvalidMessage, MalformedMessage {
    Content content = framed.content();
    if (framed.sender() instanceof Sender.Member member) {
      return keys.member(member.leaf())
          .orElseThrow(() -> new InvalidMessage(Rule.SENDER_NOT_MEMBER));
    }
    if (framed.sender() instanceof Sender.External external) {
      requireExternal(content);
      return keys.external(external.index())
          .orElseThrow(() -> new InvalidMessage(Rule.SENDER_NOT_LISTED));
    }
    if (framed.sender() instanceof Sender.NewMemberProposal) {
      return ofNewMember(content);
    }
    return ofExternalCommit(content);
  }

  /**
   * Types that RFC 9420 does not define are left to whoever knows them.
   *
   * @throws InvalidMessage if an external sender may not send the content (s.12.1.8)
   */
  private static void requireExternal(Content content) throws InvalidMessage {
    if (!(content instanceof Content.Proposed proposed)) {
      throw new InvalidMessage(Rule.EXTERNAL_SENDER_CONTENT);
    }
    if (proposed.proposal() instanceof Proposal.Update
        || proposed.proposal() instanceof Proposal.ExternalInit) {
      throw new InvalidMessage(Rule.PROPOSAL_SENDER);
    }
  }

  private static Bytes ofNewMember(Content content) throws InvalidMessage {
    if (content instanceof Content.Proposed proposed
        && proposed.proposal() instanceof Proposal.Add add) {
      return add.keyPackage().leafNode().signatureKey();
    }
    throw new InvalidMessage(Rule.NEW_MEMBER_PROPOSAL_CONTENT);
  }

  private static Bytes ofExternalCommit(Content content) throws InvalidMessage {
    if (!(content instanceof Content.Committed committed)) {
      throw new InvalidMessage(Rule.NEW_MEMBER_COMMIT_CONTENT);
    }
    UpdatePath path =
        committed.commit().path().orElseThrow(() -> new InvalidMessage(Rule.EXTERNAL_COMMIT_PATH));
    return path.leafNode().signatureKey();
  }
}
