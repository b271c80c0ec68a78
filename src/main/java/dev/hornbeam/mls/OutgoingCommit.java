package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.group.CommitMaking;
import dev.hornbeam.mls.types.KeyRef;
import java.util.List;
import java.util.Optional;

/** A commit of this member's own, for the delivery service to accept or refuse (RFC 9420 s.14). */
public final class OutgoingCommit extends StagedCommit {
  private final Bytes message;
  private final List<Bytes> welcomes;
  private final Optional<KeyRef> leafKey;

  OutgoingCommit(
      GroupCore core,
      long base,
      CommitMaking.Made made,
      Bytes message,
      List<Bytes> welcomes,
      Optional<KeyRef> leafKey) {
    super(core, base, made.applied(), Optional.of(made.next()));
    this.message = message;
    this.welcomes = welcomes;
    this.leafKey = leafKey;
  }

  /** The commit, an encoded {@code MLSMessage}, for the other members of the group. */
  public Bytes message() {
    return message;
  }

  /**
   * The Welcome for all new members, an encoded {@code MLSMessage}, to be sent once the commit was
   * accepted; empty if nobody is added.
   *
   * @throws IllegalStateException if there is one for each new member: see {@link #welcomes}
   */
  public Optional<Bytes> welcome() {
    if (welcomes.size() > 1) {
      throw new IllegalStateException("there is a Welcome for each new member");
    }
    return welcomes.stream().findFirst();
  }

  /** The Welcome messages; if there is one for each new member, in the order of {@link #added}. */
  public List<Bytes> welcomes() {
    return welcomes;
  }

  /**
   * The ratchet tree after the commit, encoded as in the {@code ratchet_tree} extension: for new
   * members who get it by other means than the Welcome ({@link TreeDelivery#OUT_OF_BAND}). It does
   * not matter whether the commit was merged yet.
   */
  public Bytes ratchetTree() {
    return next().orElseThrow().state().shared().tree().encoded();
  }

  /** The fresh leaf key, if the commit has a path. */
  Optional<KeyRef> leafKey() {
    return leafKey;
  }
}
