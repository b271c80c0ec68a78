package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.group.NextEpoch;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.Store;

/**
 * A staged external commit: {@link MlsClient#merge} puts it in force once the delivery service has
 * accepted it, {@link MlsClient#discard} lets it go. One of the two must be called, since it holds
 * secrets. It is not stored: a process that ends loses it.
 */
public final class ExternalJoin {
  private final Store store;
  private final Bytes message;
  private final NextEpoch next;
  private final KeyHandle leafKey;
  private final Flavor flavor;
  private boolean ended;

  /** Whether the commit removes an earlier appearance of the client. */
  enum Flavor {
    JOIN,
    RESYNC
  }

  ExternalJoin(Store store, Bytes message, NextEpoch next, KeyHandle leafKey, Flavor flavor) {
    this.store = store;
    this.message = message;
    this.next = next;
    this.leafKey = leafKey;
    this.flavor = flavor;
  }

  /** The commit, an encoded {@code MLSMessage}, for the members of the group. */
  public Bytes message() {
    return message;
  }

  /** The group that is joined. */
  public GroupId groupId() {
    return next.state().shared().groupId();
  }

  NextEpoch next() {
    return next;
  }

  KeyHandle leafKey() {
    return leafKey;
  }

  boolean isResync() {
    return flavor == Flavor.RESYNC;
  }

  /** Whoever ends it keeps its groups and keys where it was staged. */
  void requireOpen(Store ofClient) {
    if (!ofClient.equals(store)) {
      throw new IllegalArgumentException("the join was staged by a client with another store");
    }
    if (ended) {
      throw new IllegalStateException("the join was merged or discarded already");
    }
  }

  void end() {
    ended = true;
  }
}
