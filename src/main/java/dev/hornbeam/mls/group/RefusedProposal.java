package dev.hornbeam.mls.group;

import dev.hornbeam.mls.error.InvalidMessage;
import java.util.Optional;

/** A list of proposals that breaks a rule, and the entry by which it does, if it is one entry. */
final class RefusedProposal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Optional<ProposalList.Entry> entry;
  private final InvalidMessage reason;

  RefusedProposal(InvalidMessage reason, Optional<ProposalList.Entry> entry) {
    super(reason);
    this.reason = reason;
    this.entry = entry;
  }

  InvalidMessage reason() {
    return reason;
  }

  Optional<ProposalList.Entry> entry() {
    return entry;
  }
}
