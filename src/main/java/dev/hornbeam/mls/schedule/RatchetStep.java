package dev.hornbeam.mls.schedule;

import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.List;

/**
 * The key of one message, taken in two phases: the tree is unchanged until {@link #accept}. Between
 * the two the caller stores {@link #changes}, so that a crash never brings a used key back. A step
 * that is closed instead leaves the tree as it was, and the same key can be opened again.
 *
 * <p>Steps may be open side by side: each accounts for those accepted before it. They are confined,
 * like their tree, to the lock of the group.
 */
public final class RatchetStep implements AutoCloseable {
  private final SecretTree tree;
  private SecretTreePlan plan;
  private boolean listed;
  private boolean gone;
  private boolean closed;

  RatchetStep(SecretTree tree, SecretTreePlan plan) {
    this.tree = tree;
    this.plan = plan;
  }

  public LeafIndex leaf() {
    return plan.ratchet().leaf();
  }

  public RatchetType type() {
    return plan.ratchet().type();
  }

  /** The generation, a {@code uint32}. */
  public long generation() {
    return plan.step().generation();
  }

  /**
   * The key and nonce of the key schedule, without a reuse guard. They stay this step's, and are
   * wiped with it.
   *
   * @throws IllegalStateException if this step was accepted or closed
   */
  public KeyAndNonce key() {
    requireOpen();
    return plan.step().key();
  }

  /**
   * What is to be stored before {@link #accept}; between the two, no other step of the tree may be
   * accepted. Empty if the key is gone already, since another step has used it, or has gone so far
   * ahead that it was dropped, or the tree was closed. The caller owns the changes.
   *
   * @throws IllegalStateException if this step was accepted or closed
   */
  public SecretTreeChanges changes() {
    requireOpen();
    boolean there = renew();
    listed = true;
    return there ? plan.changes() : new SecretTreeChanges(List.of());
  }

  /**
   * Takes the key out of the tree in memory and closes this step. It cannot fail once {@link
   * #changes} are stored. A generation is used up whether or not its message was ever sent.
   *
   * @throws IllegalStateException if this step was accepted or closed, or another step of the tree
   *     was accepted since this one's changes were listed
   */
  public void accept() {
    requireOpen();
    if (listed && !tree.isCurrent(plan) && !gone) {
      throw new IllegalStateException("the tree has changed since the changes were listed");
    }
    if (renew()) {
      tree.apply(plan);
      closed = true;
      tree.ended(this);
    } else {
      close();
    }
  }

  /** Wipes the key and leaves the tree as it is. Closing again does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      plan.close();
      tree.ended(this);
    }
  }

  /**
   * Works the plan out again if the tree has changed.
   *
   * @return whether the key is still there
   */
  private boolean renew() {
    if (tree.isClosed()) {
      gone = true;
    }
    if (!gone && !tree.isCurrent(plan)) {
      try {
        SecretTreePlan renewed = tree.plan(plan.ratchet(), generation());
        plan.close();
        plan = renewed;
      } catch (UndecryptableMessage usedOrDropped) {
        gone = true;
      }
    }
    return !gone;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the step was accepted or closed already");
    }
  }
}
