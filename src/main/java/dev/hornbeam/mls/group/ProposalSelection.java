package dev.hornbeam.mls.group;

import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.StoreFailed;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.ProposalRef;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses which of the proposals that wait are committed (RFC 9420 s.12.2, s.12.4): all that fit
 * together. A Remove is preferred to an Update of the same leaf, a later Update to an earlier one,
 * and anything to a ReInit.
 */
public final class ProposalSelection {
  private final Environment env;
  private final PublicState state;
  private final Sender committer;
  private final Optional<LeafNode.Contents> leaf;

  /**
   * @param committer who is going to commit
   * @param leaf what the committer's leaf says from then on, if the commit gives it another
   *     identity; its encryption key is of no matter
   */
  public ProposalSelection(
      Environment env, PublicState state, Sender committer, Optional<LeafNode.Contents> leaf) {
    this.env = env;
    this.state = state;
    this.committer = committer;
    this.leaf = leaf;
  }

  /**
   * The committer's own proposals, and of those that wait all that fit with them.
   *
   * @param own the committer's own proposals; if they break a rule themselves, applying the list
   *     says so
   * @param pending those that wait, in the order in which they came
   * @param psks the pre-shared keys that this client has
   */
  public ProposalList choose(
      List<Proposal> own, Collection<PendingProposal> pending, PskSource psks) throws MlsException {
    List<ProposalList.Entry> entries = new ArrayList<>();
    own.forEach(p -> entries.add(new ProposalList.Entry(p, committer, Optional.empty())));
    List<ProposalList.Entry> candidates = candidates(own, pending, psks);
    if (!candidates.isEmpty()) {
      entries.addAll(new ProposalDraft(env, state, committer, leaf).choose(entries, candidates));
    }
    return new ProposalList(committer, entries);
  }

  private List<ProposalList.Entry> candidates(
      List<Proposal> own, Collection<PendingProposal> pending, PskSource psks) throws StoreFailed {
    Set<LeafIndex> taken = new HashSet<>();
    own.forEach(proposal -> removed(proposal).ifPresent(taken::add));
    Set<LeafIndex> leaving = new HashSet<>(taken);
    Map<LeafIndex, ProposalRef> lastUpdate = new HashMap<>();
    for (PendingProposal each : pending) {
      removed(each.proposal()).ifPresent(leaving::add);
      if (each.proposal() instanceof Proposal.Update
          && each.sender() instanceof Sender.Member member) {
        lastUpdate.put(member.leaf(), each.reference());
      }
    }
    List<ProposalList.Entry> candidates = new ArrayList<>();
    for (PendingProposal each : pending) {
      Optional<LeafIndex> removed = removed(each.proposal());
      boolean fits =
          removed.isPresent()
              ? !new Sender.Member(removed.get()).equals(committer) && taken.add(removed.get())
              : isWanted(each, leaving, lastUpdate) && isKnown(each.proposal(), psks);
      if (fits) {
        candidates.add(ProposalList.entry(each));
      }
    }
    return withoutReInit(own, candidates);
  }

  private static Optional<LeafIndex> removed(Proposal proposal) {
    return proposal instanceof Proposal.Remove remove
        ? Optional.of(remove.removed())
        : Optional.empty();
  }

  /** Of a member's Updates, the last, unless the member leaves or is the committer. */
  private boolean isWanted(
      PendingProposal each, Set<LeafIndex> leaving, Map<LeafIndex, ProposalRef> lastUpdate) {
    return !(each.proposal() instanceof Proposal.Update
            && each.sender() instanceof Sender.Member member)
        || (!each.sender().equals(committer)
            && !leaving.contains(member.leaf())
            && each.reference().equals(lastUpdate.get(member.leaf())));
  }

  private static boolean isKnown(Proposal proposal, PskSource psks) throws StoreFailed {
    if (!(proposal instanceof Proposal.PreSharedKey psk)) {
      return true;
    }
    Optional<Secret> value = psks.find(psk.id().psk());
    value.ifPresent(Secret::close);
    return value.isPresent();
  }

  /** A ReInit is committed alone, or not at all. */
  private static List<ProposalList.Entry> withoutReInit(
      List<Proposal> own, List<ProposalList.Entry> candidates) {
    if (own.stream().anyMatch(Proposal.ReInit.class::isInstance)) {
      return List.of();
    }
    List<ProposalList.Entry> others =
        candidates.stream().filter(e -> !(e.proposal() instanceof Proposal.ReInit)).toList();
    return others.isEmpty() && own.isEmpty() ? candidates.stream().limit(1).toList() : others;
  }
}
