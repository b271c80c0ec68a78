package dev.hornbeam.mls;

import dev.hornbeam.mls.group.CommitMaking;

/** Where those who join get the ratchet tree from (RFC 9420 s.12.4.3.3). */
public enum TreeDelivery {
  /** In the {@code ratchet_tree} extension of the GroupInfo or Welcome. */
  IN_MESSAGE,
  /** By other means: see {@link Group#ratchetTree}. */
  OUT_OF_BAND;

  CommitMaking.TreeDelivery internal() {
    return this == IN_MESSAGE
        ? CommitMaking.TreeDelivery.IN_GROUP_INFO
        : CommitMaking.TreeDelivery.OUT_OF_BAND;
  }
}
