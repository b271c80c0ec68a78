package dev.hornbeam.interop;

import dev.hornbeam.mls.Change;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.NewGroupBuilder;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.GroupId;
import io.grpc.StatusException;
import java.util.Optional;

/**
 * A member of a group that a ReInit has ended, with a key package for the group that comes next: a
 * reinit, in the interface's words. Its methods are called within {@link #useWithOld}.
 */
final class Successor extends Session {
  static final String KIND = "reinit";

  private final int oldId;
  private final Membership old;
  private final Bytes keyPackage;

  private Successor(Party party, int oldId, Membership old, Bytes keyPackage) {
    super(party);
    this.oldId = oldId;
    this.old = old;
    this.keyPackage = keyPackage;
  }

  /**
   * Prepares a member for what comes after a ReInit.
   *
   * @param oldId the id of its state
   * @throws IllegalArgumentException if keys of the new group's cipher suite cannot be kept here
   */
  static Successor of(KeyPlace place, int oldId, Membership old, Change.ReInit reInit)
      throws MlsException {
    Party party =
        Party.of(
            place, place.suite(reInit.cipherSuite()), old.party().identity(), old.party().store());
    try {
      return new Successor(party, oldId, old, party.client().newKeyPackage());
    } catch (MlsException | RuntimeException e) {
      party.retire();
      throw e;
    }
  }

  /** For the one who makes the new group. */
  Bytes keyPackage() {
    return keyPackage;
  }

  /** The id of the state in the old group, which goes when this member is in the new one. */
  int oldId() {
    return oldId;
  }

  Membership old() {
    return old;
  }

  /** Joins the new group. */
  Group join(Bytes welcome, Optional<Bytes> tree) throws MlsException {
    party().requireFor(keyPackage, welcome);
    return party().client().joinSuccessor(old.group().id(), welcome, tree);
  }

  /**
   * Works on it and on the old state. If that could be freed meanwhile, it would take the new group
   * with it, which may have the same id.
   *
   * @throws StatusException NOT_FOUND if one of them was freed
   * @throws Exception what the work throws
   */
  <R> R useWithOld(Work<R> work) throws Exception {
    return use(() -> old.use(work));
  }

  /** Begins the new group. */
  NewGroupBuilder found() {
    return party().client().reinitialize(old.group().id());
  }

  /** It is in the new group: the old one goes. */
  void moved(GroupId successor) {
    handOver();
    if (successor.equals(old.group().id())) {
      old.replaced();
    } else {
      old.free();
    }
  }

  @Override
  void release() {
    deleteKeyPackage();
    party().retire();
  }

  /** Who makes the new group is not added by its key package. */
  void deleteKeyPackage() {
    Failures.quietly("delete a key package", () -> party().client().deleteKeyPackage(keyPackage));
  }

  @Override
  String kind() {
    return KIND;
  }
}
