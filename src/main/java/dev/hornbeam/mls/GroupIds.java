package dev.hornbeam.mls;

import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.Store;
import java.util.Optional;

/** Under which group ids a client can join (RFC 9420 s.12.4.3.1). */
final class GroupIds {
  private GroupIds() {}

  /**
   * The group id is not empty: in the store, the empty name stands for the client itself.
   *
   * @throws InvalidMessage if it is
   */
  static void requireName(GroupId id) throws InvalidMessage {
    if (id.value().isEmpty()) {
      throw new InvalidMessage(Rule.GROUP_ID_IN_USE, "it is empty");
    }
  }

  /**
   * The client is in no group of that id; one that it was removed from does not count.
   *
   * @throws InvalidMessage if it is in one, or the id is empty
   * @throws MlsException if the store does not tell
   */
  static void requireNew(Store store, GroupId id) throws MlsException {
    requireName(id);
    Optional<GroupRecord> record = GroupLoader.record(store, id);
    if (record.isPresent() && !(record.get().lifecycle() instanceof Lifecycle.Removed)) {
      throw new InvalidMessage(Rule.GROUP_ID_IN_USE);
    }
  }

  /**
   * The client is in no group of that id that has another suite: it has keys of its own.
   *
   * @throws InvalidMessage if a client of that suite is in one, or the id is empty
   * @throws MlsException if the store does not tell
   */
  static void requireSuite(Store store, GroupId id, CipherSuite suite) throws MlsException {
    requireName(id);
    if (isOfOtherSuite(store, id, suite)) {
      throw new InvalidMessage(Rule.GROUP_ID_IN_USE, "a client of another suite is in it");
    }
  }

  /** Whether the store has a group of that id and of another suite. */
  static boolean isOfOtherSuite(Store store, GroupId id, CipherSuite suite) throws MlsException {
    return GroupLoader.record(store, id)
        .filter(record -> record.context().cipherSuite() != suite.code())
        .isPresent();
  }

  /**
   * The store still has the group whose place another is to take.
   *
   * @param ended by a ReInit that names its own id; {@link OldGroup#checkReinit} has said that the
   *     other is what it asks for
   * @throws InvalidMessage if something else has taken its place meanwhile
   * @throws MlsException if the store does not tell
   */
  static void requireEnded(Store store, GroupRecord ended) throws MlsException {
    if (!GroupLoader.record(store, ended.context().groupId()).equals(Optional.of(ended))) {
      throw new InvalidMessage(Rule.GROUP_ID_IN_USE);
    }
  }
}
