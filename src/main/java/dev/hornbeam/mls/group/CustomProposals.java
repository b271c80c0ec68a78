package dev.hornbeam.mls.group;

import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.CustomProposal;
import dev.hornbeam.mls.types.Extensions;

/** Proposals of types that the application registered (RFC 9420 s.13.2). */
final class CustomProposals {
  private CustomProposals() {}

  /**
   * What a proposal makes of the group's extensions.
   *
   * @throws InvalidMessage if the type is not registered, or the application refuses
   * @throws MalformedMessage if the body is not of the type
   */
  static Extensions apply(Environment env, Proposal.Custom proposal, Extensions extensions)
      throws InvalidMessage, MalformedMessage {
    CustomProposal<?> type = env.customProposals().get(proposal.type());
    if (type == null) {
      throw new InvalidMessage(Rule.PROPOSAL_UNSUPPORTED);
    }
    return apply(env, type, proposal, extensions);
  }

  private static <T> Extensions apply(
      Environment env, CustomProposal<T> type, Proposal.Custom proposal, Extensions extensions)
      throws InvalidMessage, MalformedMessage {
    T value = TlsReader.decode(proposal.body(), type::decode);
    if (type.validate(value, extensions) != CredentialValidator.Verdict.ACCEPTED) {
      throw new InvalidMessage(Rule.CUSTOM_PROPOSAL_REFUSED);
    }
    Extensions changed = type.apply(value, extensions);
    GroupRules.checkExtensions(env, changed);
    GroupRules.validateExternalSenders(env, extensions, changed);
    return changed;
  }
}
