package dev.hornbeam.mls.group;

import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.ProposalOrRef;
import dev.hornbeam.mls.message.ProposalRef;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.types.CustomProposal;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.ProposalType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The proposals of a commit, with who made each (RFC 9420 s.12.4).
 *
 * @param committer who commits them
 * @param entries in the order of the commit
 */
public record ProposalList(Sender committer, List<Entry> entries) {
  /**
   * One proposal.
   *
   * @param sender the committer, or who sent it before
   * @param reference there if it was sent before, so that its signatures were checked then
   */
  public record Entry(Proposal proposal, Sender sender, Optional<ProposalRef> reference) {
    public boolean isByValue() {
      return reference.isEmpty();
    }
  }

  public ProposalList {
    entries = List.copyOf(entries);
  }

  /**
   * Looks the references up.
   *
   * @throws UndecryptableMessage if one is not known: it is never skipped (s.12.4.2), but it may
   *     yet come
   */
  public static ProposalList resolve(
      Sender committer,
      List<ProposalOrRef> proposals,
      Function<ProposalRef, Optional<PendingProposal>> pending)
      throws UndecryptableMessage {
    List<Entry> entries = new ArrayList<>(proposals.size());
    for (ProposalOrRef each : proposals) {
      if (each instanceof ProposalOrRef.ByValue value) {
        entries.add(new Entry(value.proposal(), committer, Optional.empty()));
      } else if (each instanceof ProposalOrRef.ByReference byReference) {
        entries.add(
            pending
                .apply(byReference.reference())
                .map(ProposalList::entry)
                .orElseThrow(
                    () -> new UndecryptableMessage(UndecryptableMessage.Reason.UNKNOWN_PROPOSAL)));
      }
    }
    return new ProposalList(committer, entries);
  }

  /** What a committer proposes itself, and then exactly those that were sent before. */
  public static ProposalList of(Sender committer, List<Proposal> own, List<PendingProposal> sent) {
    List<Entry> entries = new ArrayList<>(own.size() + sent.size());
    own.forEach(each -> entries.add(new Entry(each, committer, Optional.empty())));
    sent.forEach(each -> entries.add(entry(each)));
    return new ProposalList(committer, entries);
  }

  /** A proposal that was sent before. */
  public static Entry entry(PendingProposal pending) {
    return new Entry(pending.proposal(), pending.sender(), Optional.of(pending.reference()));
  }

  /** The proposals as a commit lists them. */
  public List<ProposalOrRef> toCommit() {
    return entries.stream()
        .map(
            entry ->
                entry
                    .reference()
                    .<ProposalOrRef>map(ProposalOrRef.ByReference::new)
                    .orElseGet(() -> new ProposalOrRef.ByValue(entry.proposal())))
        .toList();
  }

  /** The proposals of one kind, in order. */
  public <T extends Proposal> List<T> all(Class<T> kind) {
    return entries.stream().map(Entry::proposal).filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The first proposal of one kind. */
  public <T extends Proposal> Optional<T> first(Class<T> kind) {
    return all(kind).stream().findFirst();
  }

  /** Whether a commit of this list must have a path (s.12.4). */
  public boolean needsPath(Environment env) {
    return entries.isEmpty() || entries.stream().anyMatch(e -> needsPath(env, e.proposal().type()));
  }

  private static boolean needsPath(Environment env, ProposalType type) {
    return switch (type.value()) {
      case 1, 4, 5 -> false;
      case 2, 3, 6, 7 -> true;
      default -> {
        CustomProposal<?> custom = env.customProposals().get(type);
        yield custom == null || custom.path() == CustomProposal.Path.REQUIRED;
      }
    };
  }

  /** Whether the member is to be removed. */
  boolean removes(LeafIndex member) {
    return all(Proposal.Remove.class).contains(new Proposal.Remove(member));
  }

  public boolean isExternal() {
    return committer instanceof Sender.NewMemberCommit;
  }
}
