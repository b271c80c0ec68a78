package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.types.Extensions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A group that is to follow from another, by a ReInit or as a branch (RFC 9420 s.11.2, s.11.3).
 * Each method but {@link #found} returns this builder and changes nothing; what it adds is checked
 * in {@link #found}. Not safe for use by several threads.
 */
public final class NewGroupBuilder {
  private final Founder founder;
  private final Origin origin;
  private final List<KeyPackage> added = new ArrayList<>();
  private Optional<Extensions> extensions = Optional.empty();
  private TreeDelivery tree = TreeDelivery.IN_MESSAGE;
  private CommitBuilder.PathChoice path = CommitBuilder.PathChoice.ALWAYS;

  /** What the group follows from the other by. */
  enum Origin {
    REINIT,
    BRANCH
  }

  /** Makes the group. */
  interface Founder {
    NewGroup found(Options options) throws MlsException;
  }

  /**
   * What was asked for.
   *
   * @param extensions of the group context, if not those that the old group gives
   */
  record Options(
      List<KeyPackage> added,
      Optional<Extensions> extensions,
      TreeDelivery tree,
      CommitBuilder.PathChoice path) {
    Options {
      added = List.copyOf(added);
    }
  }

  NewGroupBuilder(Origin origin, Founder founder) {
    this.origin = origin;
    this.founder = founder;
  }

  /**
   * Adds a member of the old group.
   *
   * @param keyPackage an encoded {@code MLSMessage} with a KeyPackage for the new group's suite
   * @throws MlsException if it is none
   */
  public NewGroupBuilder add(Bytes keyPackage) throws MlsException {
    added.add(Messages.keyPackage(keyPackage));
    return this;
  }

  /**
   * Adds members of the old group, in the order of the list.
   *
   * @param keyPackages as for {@link #add}
   * @throws MlsException if one is none; those before it are added to this builder
   */
  public NewGroupBuilder addAll(List<Bytes> keyPackages) throws MlsException {
    for (Bytes keyPackage : keyPackages) {
      add(keyPackage);
    }
    return this;
  }

  /**
   * The extensions of a branch's group context; those of the old group, unless told otherwise.
   *
   * @throws IllegalStateException if the group follows by a ReInit, which says its extensions
   */
  public NewGroupBuilder extensions(Extensions value) {
    if (origin == Origin.REINIT) {
      throw new IllegalStateException("the ReInit says which extensions the new group has");
    }
    extensions = Optional.of(value);
    return this;
  }

  /** Where the others get the tree from; in the Welcome, unless told otherwise. */
  public NewGroupBuilder tree(TreeDelivery value) {
    tree = value;
    return this;
  }

  /**
   * When the commit that adds the others has a path; always, unless told otherwise. Nothing in it
   * requires one.
   */
  public NewGroupBuilder path(CommitBuilder.PathChoice value) {
    path = value;
    return this;
  }

  /**
   * Makes the group and stores it.
   *
   * @return the group, in epoch 1, with the Welcome for the others
   * @throws InvalidMessage if a key package, a member or an extension breaks a rule, members are
   *     missing or were not in the old group, or this client is in a group with the new id already,
   *     unless it is the one that a ReInit has ended and gave its own id on
   * @throws dev.hornbeam.mls.error.UndecryptableMessage if the store does not have the resumption
   *     PSK of the old group
   * @throws MlsException if keys or the store are not available; as in each case, there is no new
   *     group, and the call can be repeated
   * @throws IllegalArgumentException if this client is not in the old group, no ReInit has ended a
   *     group that is to be followed by one, or the new group has another suite than this client
   */
  public NewGroup found() throws MlsException {
    return founder.found(new Options(added, extensions, tree, path));
  }
}
