package dev.hornbeam.mls.group;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.schedule.PskSecret;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.ProposalType;
import java.util.HashSet;
import java.util.Set;

/**
 * The rules that a list of proposals meets whatever the tree is (RFC 9420 s.12.2), checked while
 * the list grows.
 */
final class ProposalListRules {
  private final Environment env;
  private final Sender committer;
  private final boolean mayLinkGroups;
  private final Set<LeafIndex> changed = new HashSet<>();

  /** Encoded ids: a peer can choose others so that all fall together in a set. */
  private final Set<Bytes> psks = new HashSet<>();

  private final Set<ProposalType> types = new HashSet<>();

  ProposalListRules(
      Environment env, PublicState state, Sender committer, AppliedProposals.Role role) {
    this.env = env;
    this.committer = committer;
    // Only its creator links a new group of one to an older group (s.11.2, s.11.3).
    this.mayLinkGroups =
        role == AppliedProposals.Role.COMMITTER
            && committer instanceof Sender.Member
            && state.epoch() == 0
            && state.tree().memberCount() == 1;
  }

  /**
   * Checks a whole list.
   *
   * @throws InvalidMessage with the rule that it breaks
   */
  static void check(
      Environment env, PublicState state, ProposalList list, AppliedProposals.Role role)
      throws InvalidMessage {
    ProposalListRules rules = new ProposalListRules(env, state, list.committer(), role);
    for (ProposalList.Entry entry : list.entries()) {
      rules.require(entry);
      rules.add(entry);
    }
    GroupRules.require(
        !list.isExternal() || rules.types.contains(ProposalType.EXTERNAL_INIT),
        Rule.EXTERNAL_COMMIT_INIT);
  }

  /**
   * Checks that a proposal can be in the list with those that were added.
   *
   * @throws InvalidMessage with the rule that it breaks
   */
  void require(ProposalList.Entry entry) throws InvalidMessage {
    if (committer instanceof Sender.NewMemberCommit) {
      requireExternal(entry);
    } else {
      requireRegular(entry);
    }
    if (entry.proposal() instanceof Proposal.PreSharedKey psk) {
      requirePsk(psk.id());
    } else if (entry.proposal() instanceof Proposal.GroupContextExtensions) {
      requireFirst(entry.proposal(), Rule.EXTENSIONS_PROPOSED_TWICE);
    }
  }

  /**
   * Adds a proposal to the list.
   *
   * @throws InvalidMessage only if {@link #require} would throw too
   */
  void add(ProposalList.Entry entry) throws InvalidMessage {
    types.add(entry.proposal().type());
    if (entry.proposal() instanceof Proposal.Remove remove) {
      changed.add(remove.removed());
    } else if (entry.proposal() instanceof Proposal.Update) {
      changed.add(updated(entry));
    } else if (entry.proposal() instanceof Proposal.PreSharedKey psk) {
      psks.add(psk.id().encoded());
    }
  }

  /** Exactly one ExternalInit, at most one Remove, any PSKs, all by value, nothing else. */
  private void requireExternal(ProposalList.Entry entry) throws InvalidMessage {
    Proposal proposal = entry.proposal();
    GroupRules.require(entry.isByValue(), Rule.EXTERNAL_COMMIT_REFERENCE);
    if (proposal instanceof Proposal.ExternalInit) {
      requireFirst(proposal, Rule.EXTERNAL_COMMIT_INIT);
    } else if (proposal instanceof Proposal.Remove) {
      requireFirst(proposal, Rule.EXTERNAL_COMMIT_REMOVES);
    } else {
      GroupRules.require(proposal instanceof Proposal.PreSharedKey, Rule.EXTERNAL_COMMIT_PROPOSALS);
    }
  }

  private void requireRegular(ProposalList.Entry entry) throws InvalidMessage {
    GroupRules.require(!types.contains(ProposalType.REINIT), Rule.REINIT_NOT_ALONE);
    if (entry.proposal() instanceof Proposal.Update) {
      GroupRules.require(!entry.sender().equals(committer), Rule.UPDATE_BY_COMMITTER);
      GroupRules.require(!changed.contains(updated(entry)), Rule.LEAF_CHANGED_TWICE);
    } else if (entry.proposal() instanceof Proposal.Remove remove) {
      GroupRules.require(
          !new Sender.Member(remove.removed()).equals(committer), Rule.REMOVE_OF_COMMITTER);
      GroupRules.require(!changed.contains(remove.removed()), Rule.LEAF_CHANGED_TWICE);
    } else if (entry.proposal() instanceof Proposal.ReInit) {
      GroupRules.require(types.isEmpty(), Rule.REINIT_NOT_ALONE);
    } else if (entry.proposal() instanceof Proposal.ExternalInit) {
      throw new InvalidMessage(Rule.EXTERNAL_INIT);
    }
  }

  /** The leaf that an Update replaces: its sender's. */
  static LeafIndex updated(ProposalList.Entry entry) throws InvalidMessage {
    if (entry.sender() instanceof Sender.Member member) {
      return member.leaf();
    }
    throw new InvalidMessage(Rule.PROPOSAL_SENDER);
  }

  /** RFC 9420 s.12.1.4, and no PSK twice (s.12.2). */
  private void requirePsk(PreSharedKeyId id) throws InvalidMessage {
    checkNonce(env.crypto(), id);
    GroupRules.require(!id.psk().linksGroups() || mayLinkGroups, Rule.PSK_USAGE);
    GroupRules.require(!psks.contains(id.encoded()), Rule.PSK_TWICE);
    GroupRules.require(psks.size() < PskSecret.MAX_COUNT, Rule.PSK_COUNT);
  }

  /**
   * Checks a PreSharedKey proposal that is not of one who founds a group on another (s.12.1.4).
   *
   * @throws InvalidMessage if it breaks a rule
   */
  static void checkPsk(SuiteCrypto crypto, PreSharedKeyId id) throws InvalidMessage {
    checkNonce(crypto, id);
    GroupRules.require(!id.psk().linksGroups(), Rule.PSK_USAGE);
  }

  private static void checkNonce(SuiteCrypto crypto, PreSharedKeyId id) throws InvalidMessage {
    GroupRules.require(id.nonce().length() == crypto.hashLength(), Rule.PSK_NONCE_LENGTH);
  }

  /**
   * Checks a ReInit proposal (s.12.1.5).
   *
   * @throws InvalidMessage if it breaks a rule
   */
  static void checkReInit(GroupContext context, Proposal.ReInit reInit) throws InvalidMessage {
    GroupRules.require(reInit.version() >= context.version(), Rule.REINIT_VERSION);
    GroupRules.checkTypes(reInit.extensions());
  }

  private void requireFirst(Proposal proposal, Rule rule) throws InvalidMessage {
    GroupRules.require(!types.contains(proposal.type()), rule);
  }
}
