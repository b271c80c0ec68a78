package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.error.InvalidMessage;
import java.util.List;
import java.util.Optional;

/**
 * Which keys a tree would have, and what its members would support, if leaves were others: for
 * trying proposals one by one without making a tree for each. Immutable.
 */
public final class Membership {
  /** Where a leaf would stand is of no matter here. */
  private static final int SOMEWHERE = 0;

  private final KeyIndex keys;
  private final Support support;

  Membership(KeyIndex keys, Support support) {
    this.keys = keys;
    this.support = support;
  }

  /** What the members would support. */
  public Support support() {
    return support;
  }

  /**
   * With another leaf in the place of one, a leaf more, or one less. The keys of parents stay, also
   * of those that the change would blank.
   *
   * @throws InvalidMessage if a key would be there twice, or a member not support the credential of
   *     another (RFC 9420 s.7.3)
   */
  public Membership with(Optional<LeafNode> before, Optional<LeafNode> after)
      throws InvalidMessage {
    List<NodeChange> change =
        List.of(new NodeChange(SOMEWHERE, before.orElse(null), after.orElse(null)));
    Membership next = new Membership(keys.after(change), support.after(change));
    LeafValidation.checkCredentialSupport(next.support);
    return next;
  }

  /**
   * With what a member is going to say of itself in the place of its leaf.
   *
   * @throws InvalidMessage as {@link #with}
   */
  public Membership with(LeafNode before, LeafNode.Contents after) throws InvalidMessage {
    return with(Optional.of(before), Optional.of(after.unsigned()));
  }
}
