package dev.hornbeam.mls.group;

import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafValidation;
import dev.hornbeam.mls.tree.Support;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.CustomProposal;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.Optional;

/** What is checked of a proposal when it comes, before anyone commits it (RFC 9420 s.12.1). */
public final class ProposalReceipt {
  private ProposalReceipt() {}

  /**
   * Checks a proposal whose own signature was checked: signatures in it, and credentials. Rules
   * that depend on what else a commit does wait for the commit.
   *
   * @throws MlsException if it breaks a rule
   */
  public static void check(Environment env, PublicState state, Proposal proposal, Sender sender)
      throws MlsException {
    try {
      checkKind(env, state, proposal, sender);
    } catch (MalformedMessage e) {
      throw new InvalidMessage(Rule.PROPOSAL_MALFORMED, e.field());
    }
  }

  private static void checkKind(
      Environment env, PublicState state, Proposal proposal, Sender sender) throws MlsException {
    if (proposal instanceof Proposal.Add add) {
      checkKeyPackage(env, state, add.keyPackage());
      env.validate(CredentialValidator.Occasion.ADD, add.keyPackage().leafNode(), Optional.empty());
    } else if (proposal instanceof Proposal.Update update) {
      checkUpdate(env, state, update.leafNode(), sender);
    } else if (proposal instanceof Proposal.Remove remove) {
      GroupRules.require(state.tree().leaf(remove.removed()).isPresent(), Rule.REMOVE_OF_BLANK);
    } else if (proposal instanceof Proposal.GroupContextExtensions extensions) {
      GroupRules.checkExtensions(env, extensions.extensions());
      GroupRules.validateExternalSenders(
          env, state.context().extensions(), extensions.extensions());
    } else if (proposal instanceof Proposal.PreSharedKey psk) {
      ProposalListRules.checkPsk(env.crypto(), psk.id());
    } else if (proposal instanceof Proposal.ReInit reInit) {
      ProposalListRules.checkReInit(state.context(), reInit);
    } else if (proposal instanceof Proposal.ExternalInit) {
      throw new InvalidMessage(Rule.EXTERNAL_INIT);
    } else if (proposal instanceof Proposal.Custom && sender instanceof Sender.External) {
      CustomProposal<?> custom = env.customProposals().get(proposal.type());
      GroupRules.require(
          custom != null && custom.externalSenders() == CustomProposal.ExternalSenders.ALLOWED,
          Rule.PROPOSAL_SENDER);
    }
  }

  /**
   * Checks a key package that the application wants to add (s.10.1), but for its credential.
   *
   * @throws MlsException if it breaks a rule
   */
  public static void checkKeyPackage(Environment env, PublicState state, KeyPackage keyPackage)
      throws MlsException {
    LeafValidation leaves = LeafValidation.outsideGroups(env.crypto(), env.maximumLifetime());
    GroupRules.checkKeyPackage(env, state.context(), leaves, keyPackage);
  }

  /**
   * Checks the leaf of an Update of this member's own, before it is sent: what it says, and whether
   * it fits the others.
   *
   * @throws MlsException if it breaks a rule
   */
  public static void checkOwnUpdate(
      Environment env, PublicState state, LeafIndex own, LeafNode leaf) throws MlsException {
    Extensions extensions = state.context().extensions();
    env.leafValidation(extensions).checkOwn(leaf);
    Support members = state.tree().edit().updateLeaf(own, leaf).build().support();
    GroupRules.checkSupport(members, extensions);
    GroupInfos.requireSupport(leaf.capabilities(), members, extensions);
  }

  private static void checkUpdate(Environment env, PublicState state, LeafNode leaf, Sender sender)
      throws MlsException {
    if (!(sender instanceof Sender.Member member)) {
      throw new InvalidMessage(Rule.PROPOSAL_SENDER);
    }
    LeafNode old =
        state
            .tree()
            .leaf(member.leaf())
            .orElseThrow(() -> new InvalidMessage(Rule.SENDER_NOT_MEMBER));
    LeafValidation.outsideGroups(env.crypto(), env.maximumLifetime())
        .checkUpdate(leaf, state.groupId(), member.leaf(), old);
    if (!Environment.presented(leaf).equals(Environment.presented(old))) {
      env.validate(CredentialValidator.Occasion.UPDATE, leaf, Optional.of(old));
    }
  }
}
