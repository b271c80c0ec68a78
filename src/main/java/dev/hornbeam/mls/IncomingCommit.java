package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.framing.OpenedMessage;
import dev.hornbeam.mls.group.CommitProcessing;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.Optional;

/**
 * A commit of someone else's, for the application to judge: it keeps the rules of RFC 9420, and
 * whether the committer may do this is for the application to say.
 */
public final class IncomingCommit extends StagedCommit {
  private final CommitProcessing.Result result;
  private final Optional<OpenedMessage> opened;

  IncomingCommit(
      GroupCore core, long base, CommitProcessing.Result result, Optional<OpenedMessage> opened) {
    super(core, base, result.transition().applied(), result.next());
    this.result = result;
    this.opened = opened;
  }

  /**
   * Who committed, as it is after the commit: with the credential and key that the commit gives it.
   * For an external commit, the one who joins by it.
   */
  public Member committer() {
    LeafIndex leaf = result.transition().committer();
    return Member.of(leaf, result.transition().next().member(leaf));
  }

  /** What was sent with the commit in the clear, authenticated. */
  public Bytes authenticatedData() {
    return result.transition().authenticatedData();
  }

  /** The leaf key of an Update of this member's that the commit brings into force. */
  Optional<KeyRef> usedUpdate() {
    return result.usedUpdate().map(KeyHandle::ref);
  }

  /** The encrypted message that it came in, whose key is used up when the commit is merged. */
  Optional<OpenedMessage> opened() {
    return opened;
  }
}
