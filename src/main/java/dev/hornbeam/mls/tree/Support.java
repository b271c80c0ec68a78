package dev.hornbeam.mls.tree;

import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.ProposalType;
import dev.hornbeam.mls.types.RequiredCapabilities;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many members of a tree support what. Each version of a tree has the counts of the version
 * before it, changed by the leaves that changed, so that what all members support is known without
 * asking each (RFC 9420 s.7.3, 11.1, 12.1.7, 13).
 */
public final class Support {
  static final Support NONE =
      new Support(
          0,
          PersistentMap.empty(),
          PersistentMap.empty(),
          PersistentMap.empty(),
          PersistentMap.empty());

  private final int members;
  private final PersistentMap<Integer, Integer> extensions;
  private final PersistentMap<Integer, Integer> proposals;
  private final PersistentMap<Integer, Integer> credentials;
  private final PersistentMap<Integer, Integer> credentialsInUse;

  private Support(
      int members,
      PersistentMap<Integer, Integer> extensions,
      PersistentMap<Integer, Integer> proposals,
      PersistentMap<Integer, Integer> credentials,
      PersistentMap<Integer, Integer> credentialsInUse) {
    this.members = members;
    this.extensions = extensions;
    this.proposals = proposals;
    this.credentials = credentials;
    this.credentialsInUse = credentialsInUse;
  }

  /** How many members do not support the extension; of a default one, none. */
  public int lacking(ExtensionType type) {
    return type.isDefault() ? 0 : members - extensions.get(type.value()).orElse(0);
  }

  /** How many members do not support the proposal; of a default one, none. */
  public int lacking(ProposalType type) {
    return type.isDefault() ? 0 : members - proposals.get(type.value()).orElse(0);
  }

  /** How many members do not support the credential. */
  public int lacking(CredentialType type) {
    return members - credentials.get(type.value()).orElse(0);
  }

  /** Whether every member has all that is required. */
  public boolean meets(RequiredCapabilities required) {
    return required.extensions().stream().allMatch(type -> lacking(type) == 0)
        && required.proposals().stream().allMatch(type -> lacking(type) == 0)
        && required.credentials().stream().allMatch(type -> lacking(type) == 0);
  }

  /** The types of the members' own credentials, in increasing order. */
  public List<CredentialType> credentialTypesInUse() {
    return credentialsInUse.keys().stream().map(CredentialType::new).toList();
  }

  /** The counts after the changes. */
  Support after(List<NodeChange> changes) {
    Tally tally = new Tally();
    for (NodeChange change : changes) {
      LeafNode before = change.before() instanceof LeafNode leaf ? leaf : null;
      LeafNode after = change.after() instanceof LeafNode leaf ? leaf : null;
      if (!isSame(before, after)) {
        tally.count(before, -1);
        tally.count(after, 1);
      }
    }
    return new Support(
        members + tally.members,
        Tally.added(extensions, tally.extensions),
        Tally.added(proposals, tally.proposals),
        Tally.added(credentials, tally.credentials),
        Tally.added(credentialsInUse, tally.credentialsInUse));
  }

  private static boolean isSame(@Nullable LeafNode before, @Nullable LeafNode after) {
    if (before == null || after == null) {
      return before == null && after == null;
    }
    return before.capabilities().equals(after.capabilities())
        && before.credential().type().equals(after.credential().type());
  }

  /** What a number of leaves add to, or take from, each count. */
  private static final class Tally {
    private int members;
    private final Map<Integer, Integer> extensions = new HashMap<>();
    private final Map<Integer, Integer> proposals = new HashMap<>();
    private final Map<Integer, Integer> credentials = new HashMap<>();
    private final Map<Integer, Integer> credentialsInUse = new HashMap<>();

    /** A type that is listed twice counts once. */
    void count(@Nullable LeafNode leaf, int sign) {
      if (leaf == null) {
        return;
      }
      Capabilities capabilities = leaf.capabilities();
      members += sign;
      new HashSet<>(capabilities.extensions()).forEach(t -> add(extensions, t.value(), sign));
      new HashSet<>(capabilities.proposals()).forEach(t -> add(proposals, t.value(), sign));
      new HashSet<>(capabilities.credentials()).forEach(t -> add(credentials, t.value(), sign));
      add(credentialsInUse, leaf.credential().type().value(), sign);
    }

    private static void add(Map<Integer, Integer> counts, int type, int sign) {
      counts.merge(type, sign, Integer::sum);
    }

    static PersistentMap<Integer, Integer> added(
        PersistentMap<Integer, Integer> counts, Map<Integer, Integer> changes) {
      PersistentMap<Integer, Integer> result = counts;
      for (Map.Entry<Integer, Integer> change : new TreeMap<>(changes).entrySet()) {
        int count = result.get(change.getKey()).orElse(0) + change.getValue();
        result = count == 0 ? result.without(change.getKey()) : result.with(change.getKey(), count);
      }
      return result;
    }
  }
}
