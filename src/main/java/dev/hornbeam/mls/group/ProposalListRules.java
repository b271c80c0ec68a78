package dev.hornbeam.mls.group;

import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The rules that a list of proposals meets whatever the tree is (RFC 9420 s.12.2). */
final class ProposalListRules {
  private ProposalListRules() {}

  /**
   * Checks a list.
   *
   * @throws RefusedProposal with the rule, and the entry that breaks it
   */
  static void check(Environment env, PublicState state, ProposalList list) throws RefusedProposal {
    if (list.isExternal()) {
      checkExternal(list);
    } else {
      checkRegular(list);
    }
    checkPsks(env, state, list);
    checkOnce(list, Proposal.GroupContextExtensions.class, Rule.EXTENSIONS_PROPOSED_TWICE);
  }

  /** Exactly one ExternalInit, at most one Remove, any PSKs, all by value, nothing else. */
  private static void checkExternal(ProposalList list) throws RefusedProposal {
    for (ProposalList.Entry entry : list.entries()) {
      Proposal proposal = entry.proposal();
      require(entry.isByValue(), Rule.EXTERNAL_COMMIT_REFERENCE, entry);
      require(
          proposal instanceof Proposal.ExternalInit
              || proposal instanceof Proposal.Remove
              || proposal instanceof Proposal.PreSharedKey,
          Rule.EXTERNAL_COMMIT_PROPOSALS,
          entry);
    }
    checkOnce(list, Proposal.ExternalInit.class, Rule.EXTERNAL_COMMIT_INIT);
    checkOnce(list, Proposal.Remove.class, Rule.EXTERNAL_COMMIT_REMOVES);
    if (list.first(Proposal.ExternalInit.class).isEmpty()) {
      throw new RefusedProposal(new InvalidMessage(Rule.EXTERNAL_COMMIT_INIT), Optional.empty());
    }
  }

  private static void checkRegular(ProposalList list) throws RefusedProposal {
    Set<LeafIndex> touched = new HashSet<>();
    for (ProposalList.Entry entry : list.entries()) {
      if (entry.proposal() instanceof Proposal.Update) {
        require(!entry.sender().equals(list.committer()), Rule.UPDATE_BY_COMMITTER, entry);
        LeafIndex leaf = updated(entry);
        require(touched.add(leaf), Rule.LEAF_CHANGED_TWICE, entry);
      } else if (entry.proposal() instanceof Proposal.Remove remove) {
        require(
            !new Sender.Member(remove.removed()).equals(list.committer()),
            Rule.REMOVE_OF_COMMITTER,
            entry);
        require(touched.add(remove.removed()), Rule.LEAF_CHANGED_TWICE, entry);
      } else if (entry.proposal() instanceof Proposal.ReInit) {
        require(list.entries().size() == 1, Rule.REINIT_NOT_ALONE, entry);
      } else if (entry.proposal() instanceof Proposal.ExternalInit) {
        throw new RefusedProposal(new InvalidMessage(Rule.EXTERNAL_INIT), Optional.of(entry));
      }
    }
  }

  /** The leaf that an Update replaces: its sender's. */
  static LeafIndex updated(ProposalList.Entry entry) throws RefusedProposal {
    if (entry.sender() instanceof Sender.Member member) {
      return member.leaf();
    }
    throw new RefusedProposal(new InvalidMessage(Rule.PROPOSAL_SENDER), Optional.of(entry));
  }

  /** RFC 9420 s.12.1.4, and no PSK twice (s.12.2). */
  private static void checkPsks(Environment env, PublicState state, ProposalList list)
      throws RefusedProposal {
    // In a new group of one, nobody but its creator can link it to an older group.
    boolean mayLink = state.epoch() == 0 && state.tree().memberCount() == 1;
    Set<PreSharedKeyId> seen = new HashSet<>();
    for (ProposalList.Entry entry : list.entries()) {
      if (entry.proposal() instanceof Proposal.PreSharedKey psk) {
        PreSharedKeyId id = psk.id();
        require(id.nonce().length() == env.crypto().hashLength(), Rule.PSK_NONCE_LENGTH, entry);
        require(!id.psk().linksGroups() || mayLink, Rule.PSK_USAGE, entry);
        require(seen.add(id), Rule.PSK_TWICE, entry);
      }
    }
  }

  private static void checkOnce(ProposalList list, Class<? extends Proposal> kind, Rule rule)
      throws RefusedProposal {
    Optional<ProposalList.Entry> second =
        list.entries().stream().filter(e -> kind.isInstance(e.proposal())).skip(1).findFirst();
    if (second.isPresent()) {
      throw new RefusedProposal(new InvalidMessage(rule), second);
    }
  }

  private static void require(boolean holds, Rule rule, ProposalList.Entry entry)
      throws RefusedProposal {
    if (!holds) {
      throw new RefusedProposal(new InvalidMessage(rule), Optional.of(entry));
    }
  }
}
