package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.group.Environment;
import dev.hornbeam.mls.group.PublicState;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** What is known of a group that another follows from (RFC 9420 s.11.2, s.11.3). */
record OldGroup(GroupRecord record, List<CredentialValidator.Presented> members) {
  /**
   * Reads it from the store, whatever suite it has.
   *
   * @throws IllegalArgumentException if this client is not in the group
   */
  static OldGroup read(Store store, GroupId id) throws MlsException {
    return find(store, id)
        .orElseThrow(() -> new IllegalArgumentException("this client is not in the group"));
  }

  static Optional<OldGroup> find(Store store, GroupId id) throws MlsException {
    Optional<GroupRecord> record = GroupLoader.record(store, id);
    if (record.isEmpty() || record.get().lifecycle() instanceof Lifecycle.Removed) {
      return Optional.empty();
    }
    List<CredentialValidator.Presented> members = new ArrayList<>();
    for (StoreKey key : store.keys(StoreKey.Kind.TREE_NODE, id.value())) {
      if (key.index() % 2 == 0) {
        GroupLoader.node(store, key)
            .filter(LeafNode.class::isInstance)
            .map(LeafNode.class::cast)
            .map(Environment::presented)
            .ifPresent(members::add);
      }
    }
    return Optional.of(new OldGroup(record.get(), members));
  }

  Psk.Resumption psk(Psk.Usage usage) {
    return new Psk.Resumption(usage, record.context().groupId(), record.context().epoch());
  }

  /**
   * Checks that the new group is what the ReInit says, with all the old members (s.11.2).
   *
   * @return the old group, if the ReInit gives its id to the new one, which takes its place
   */
  Optional<GroupRecord> checkReinit(CredentialValidator validator, PublicState next)
      throws InvalidMessage {
    GroupContext context = next.context();
    boolean matches =
        record.lifecycle() instanceof Lifecycle.Reinitialized ended
            && ended.reInit().groupId().equals(context.groupId())
            && ended.reInit().version() == context.version()
            && ended.reInit().cipherSuite() == context.cipherSuite()
            && ended.reInit().extensions().equals(context.extensions());
    require(matches, Rule.REINIT_MISMATCH);
    require(context.epoch() == 1, Rule.WELCOME_EPOCH);
    List<CredentialValidator.Presented> newMembers = presented(next);
    require(isAmong(validator, members, newMembers), Rule.REINIT_MISMATCH);
    return Optional.of(record).filter(old -> old.context().groupId().equals(context.groupId()));
  }

  /** Checks that the new group has the old parameters, and members from the old one (s.11.3). */
  void checkBranch(CredentialValidator validator, PublicState next) throws InvalidMessage {
    GroupContext context = next.context();
    boolean matches =
        record.context().version() == context.version()
            && record.context().cipherSuite() == context.cipherSuite();
    require(matches, Rule.BRANCH_MISMATCH);
    require(context.epoch() == 1, Rule.WELCOME_EPOCH);
    require(isAmong(validator, presented(next), members), Rule.BRANCH_MISMATCH);
  }

  private static List<CredentialValidator.Presented> presented(PublicState state) {
    List<CredentialValidator.Presented> members = new ArrayList<>();
    state.tree().members().forEach(each -> members.add(Environment.presented(each.leaf())));
    return members;
  }

  /**
   * Whether each of some clients is among others. One with an equal credential is asked about
   * first, and then the others from where the last one was found: two groups that list the same
   * clients in the same order are compared in one pass, though all credentials be new.
   */
  private static boolean isAmong(
      CredentialValidator validator,
      List<CredentialValidator.Presented> some,
      List<CredentialValidator.Presented> others) {
    Map<Bytes, CredentialValidator.Presented> byCredential = new HashMap<>();
    others.forEach(other -> byCredential.put(other.credential().encoded(), other));
    int next = 0;
    for (CredentialValidator.Presented one : some) {
      CredentialValidator.Presented same = byCredential.get(one.credential().encoded());
      if (same == null || !isSame(validator, one, same)) {
        OptionalInt found = find(validator, one, others, next);
        if (found.isEmpty()) {
          return false;
        }
        next = found.getAsInt() + 1;
      }
    }
    return true;
  }

  private static OptionalInt find(
      CredentialValidator validator,
      CredentialValidator.Presented one,
      List<CredentialValidator.Presented> others,
      int first) {
    return IntStream.range(first, first + others.size())
        .map(i -> i % others.size())
        .filter(i -> isSame(validator, one, others.get(i)))
        .findFirst();
  }

  private static boolean isSame(
      CredentialValidator validator,
      CredentialValidator.Presented one,
      CredentialValidator.Presented other) {
    return validator.sameClient(one, other) == CredentialValidator.Verdict.ACCEPTED;
  }

  private static void require(boolean holds, Rule rule) throws InvalidMessage {
    if (!holds) {
      throw new InvalidMessage(rule);
    }
  }
}
