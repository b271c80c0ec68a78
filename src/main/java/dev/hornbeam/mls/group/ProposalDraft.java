package dev.hornbeam.mls.group;

import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafValidation;
import dev.hornbeam.mls.tree.Membership;
import dev.hornbeam.mls.types.Extensions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses, of proposals that wait, all that fit together and with some that are given. Each is
 * tried once, against the keys and the support of the members that those before it lead to, so that
 * many bad ones cost no more than many good ones.
 */
final class ProposalDraft {
  private final Environment env;
  private final PublicState state;
  private final Sender committer;
  private final Optional<LeafNode.Contents> leaf;

  ProposalDraft(
      Environment env, PublicState state, Sender committer, Optional<LeafNode.Contents> leaf) {
    this.env = env;
    this.state = state;
    this.committer = committer;
    this.leaf = leaf;
  }

  /** Takes one proposal into the list, or throws and leaves all as it was. */
  private interface Step<T> {
    void take(T proposal, ProposalList.Entry entry) throws InvalidMessage, MalformedMessage;
  }

  /**
   * Chooses.
   *
   * @param given are in the list whatever they do to it
   * @return the candidates that fit, in their order
   * @throws MalformedMessage if an extension of the group is malformed
   */
  List<ProposalList.Entry> choose(
      List<ProposalList.Entry> given, List<ProposalList.Entry> candidates) throws MalformedMessage {
    Attempt attempt = new Attempt(given, candidates);
    if (!attempt.decideExtensions()) {
      // Members would lack what the group is to use: it stays as it is, but for what is given.
      attempt = new Attempt(given, candidates.stream().filter(e -> !isOfExtensions(e)).toList());
      attempt.decideExtensions();
    }
    return attempt.fill();
  }

  private static boolean isOfExtensions(ProposalList.Entry entry) {
    return entry.proposal() instanceof Proposal.GroupContextExtensions
        || entry.proposal() instanceof Proposal.Custom;
  }

  private void requireOwnSupport(Membership members, Extensions extensions)
      throws InvalidMessage, MalformedMessage {
    if (committer instanceof Sender.Member member) {
      GroupInfos.requireSupport(
          state.member(member.leaf()).capabilities(), members.support(), extensions);
    }
  }

  /** One pass over the proposals, kind by kind. */
  private final class Attempt {
    private final List<ProposalList.Entry> candidates;
    private final List<ProposalList.Entry> all;
    private final ProposalListRules rules =
        new ProposalListRules(env, state, committer, AppliedProposals.Role.COMMITTER);
    private final Set<ProposalList.Entry> refused =
        Collections.newSetFromMap(new IdentityHashMap<>());
    private Membership members = state.tree().membership();
    private Extensions extensions = state.context().extensions();

    Attempt(List<ProposalList.Entry> given, List<ProposalList.Entry> candidates) {
      this.candidates = candidates;
      this.all = new ArrayList<>(given);
      all.addAll(candidates);
    }

    /**
     * Removes members, and settles the extensions.
     *
     * @return whether those who stay, and those whom the committer adds, support the extensions
     */
    boolean decideExtensions() throws MalformedMessage {
      each(Proposal.Remove.class, (remove, entry) -> remove(remove));
      replaceCommitter();
      each(Proposal.GroupContextExtensions.class, (proposal, entry) -> set(proposal));
      each(Proposal.Custom.class, (custom, entry) -> apply(custom));
      LeafValidation leaves = env.leafValidation(extensions);
      each(Proposal.Update.class, (update, entry) -> update(leaves, update, entry));
      try {
        GroupRules.checkSupport(members.support(), extensions);
        requireOwnSupport(members, extensions);
        for (ProposalList.Entry entry : all) {
          if (entry.isByValue() && entry.proposal() instanceof Proposal.Add add) {
            leaves.checkDemands(add.keyPackage().leafNode());
          }
        }
        return true;
      } catch (InvalidMessage e) {
        return false;
      }
    }

    /** Adds members, and all that has nothing to do with members. */
    List<ProposalList.Entry> fill() throws MalformedMessage {
      LeafValidation leaves = env.leafValidation(extensions);
      each(Proposal.Add.class, (add, entry) -> add(leaves, add, entry));
      each(Proposal.PreSharedKey.class, (psk, entry) -> {});
      each(
          Proposal.ReInit.class,
          (reInit, entry) -> ProposalListRules.checkReInit(state.context(), reInit));
      return candidates.stream().filter(entry -> !refused.contains(entry)).toList();
    }

    private <T extends Proposal> void each(Class<T> kind, Step<T> step) {
      for (ProposalList.Entry entry : all) {
        if (kind.isInstance(entry.proposal())) {
          try {
            rules.require(entry);
            step.take(kind.cast(entry.proposal()), entry);
            rules.add(entry);
          } catch (InvalidMessage | MalformedMessage e) {
            refused.add(entry);
          }
        }
      }
    }

    private void remove(Proposal.Remove remove) throws InvalidMessage {
      Optional<LeafNode> leaf = state.tree().leaf(remove.removed());
      GroupRules.require(leaf.isPresent(), Rule.REMOVE_OF_BLANK);
      members = members.with(leaf, Optional.empty());
    }

    /** The committer's new identity goes before what others propose. */
    private void replaceCommitter() {
      if (leaf.isPresent() && committer instanceof Sender.Member member) {
        try {
          members = members.with(state.member(member.leaf()), leaf.get());
        } catch (InvalidMessage e) {
          // No commit with that leaf is possible, whatever else it has; making it says why.
        }
      }
    }

    private void set(Proposal.GroupContextExtensions proposal)
        throws InvalidMessage, MalformedMessage {
      GroupRules.checkExtensions(env, proposal.extensions());
      extensions = proposal.extensions();
    }

    private void apply(Proposal.Custom custom) throws InvalidMessage, MalformedMessage {
      GroupRules.require(members.support().lacking(custom.type()) == 0, Rule.PROPOSAL_UNSUPPORTED);
      extensions = CustomProposals.apply(env, custom, extensions);
    }

    private void update(LeafValidation leaves, Proposal.Update update, ProposalList.Entry entry)
        throws InvalidMessage, MalformedMessage {
      Optional<LeafNode> leaf = state.tree().leaf(ProposalListRules.updated(entry));
      GroupRules.require(leaf.isPresent(), Rule.SENDER_NOT_MEMBER);
      leaves.checkDemands(update.leafNode());
      members = supported(members.with(leaf, Optional.of(update.leafNode())));
    }

    private void add(LeafValidation leaves, Proposal.Add add, ProposalList.Entry entry)
        throws InvalidMessage, MalformedMessage {
      LeafNode leaf = add.keyPackage().leafNode();
      if (!entry.isByValue()) {
        leaves.checkDemands(leaf);
        LeafValidation.checkLifetime(leaf, env.clock().instant());
      }
      members = supported(members.with(Optional.empty(), Optional.of(leaf)));
    }

    /** What the committer itself would refuse is not for it to commit. */
    private Membership supported(Membership next) throws InvalidMessage, MalformedMessage {
      requireOwnSupport(next, Extensions.NONE);
      return next;
    }
  }
}
