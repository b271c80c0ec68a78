package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsReader;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.StoreFailed;
import dev.hornbeam.mls.group.CommitProcessing;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.group.OwnKeys;
import dev.hornbeam.mls.group.PendingProposal;
import dev.hornbeam.mls.group.PublicState;
import dev.hornbeam.mls.message.AuthenticatedContent;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.ProposalRef;
import dev.hornbeam.mls.schedule.EpochSecrets;
import dev.hornbeam.mls.schedule.RatchetType;
import dev.hornbeam.mls.schedule.SecretTree;
import dev.hornbeam.mls.schedule.SecretTreeChange;
import dev.hornbeam.mls.tree.LeafCount;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.Node;
import dev.hornbeam.mls.tree.NodeIndex;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.TreePrivate;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.Store;
import dev.hornbeam.mls.types.StoreKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Loads a group from its rows. */
final class GroupLoader {
  private final ClientSettings settings;
  private final Store store;
  private final GroupId id;
  private final GroupRows rows;

  /**
   * @param store with the rows of the group
   */
  GroupLoader(ClientSettings settings, Store store, GroupId id) {
    this.settings = settings;
    this.store = store;
    this.id = id;
    this.rows = new GroupRows(id);
  }

  /** The keys of rows that belong to one epoch each, listed once for all epochs. */
  private final class EpochRows {
    private final Map<StoreKey.Kind, Map<Long, List<StoreKey>>> byKind =
        new EnumMap<>(StoreKey.Kind.class);

    EpochRows() throws StoreFailed {
      for (StoreKey.Kind kind :
          List.of(StoreKey.Kind.SECRET_TREE_NODE, StoreKey.Kind.RATCHET, StoreKey.Kind.PAST_LEAF)) {
        byKind.put(kind, keys(kind).stream().collect(Collectors.groupingBy(StoreKey::epoch)));
      }
    }

    List<StoreKey> of(StoreKey.Kind kind, long epoch) {
      return byKind.getOrDefault(kind, Map.of()).getOrDefault(epoch, List.of());
    }
  }

  /** How a row is read. */
  private interface Reader<T> {
    T read(TlsReader r) throws MlsException;
  }

  /** The row of a group. */
  static Optional<GroupRecord> record(Store store, GroupId id) throws MlsException {
    return read(store, StoreKey.of(StoreKey.Kind.GROUP, id), r -> r.whole(GroupRecord::decode));
  }

  /** The leaf key of this client in a group, if it is or was a member. */
  static Optional<KeyRef> leafKey(Store store, GroupId id) throws MlsException {
    StoreKey key = StoreKey.of(StoreKey.Kind.OWN_KEYS, id);
    return read(store, key, r -> r.whole(KeyRefs::decode).leaf());
  }

  /** All leaf keys that go with a group: this client's, and those of its Updates that wait. */
  static List<KeyRef> leafKeys(Store store, GroupId id) throws MlsException {
    List<KeyRef> leaves = new ArrayList<>();
    for (StoreKey.Kind kind : List.of(StoreKey.Kind.OWN_KEYS, StoreKey.Kind.UPDATE_KEYS)) {
      for (StoreKey key : store.keys(kind, id.value())) {
        read(store, key, r -> r.whole(KeyRefs::decode)).ifPresent(refs -> leaves.add(refs.leaf()));
      }
    }
    return leaves;
  }

  /** A stored node of a ratchet tree. */
  static Optional<Node> node(Store store, StoreKey key) throws MlsException {
    return read(store, key, r -> r.whole(Node::decodeTagged));
  }

  /**
   * The group, if this client is a member of it.
   *
   * @throws MlsException if the store cannot be read, or a key not be opened, now
   */
  Optional<GroupCore> load() throws MlsException {
    Optional<GroupRecord> record = record(store, id);
    if (record.isEmpty() || record.get().lifecycle() instanceof Lifecycle.Removed) {
      return Optional.empty();
    }
    return Optional.of(load(record.get()));
  }

  private GroupCore load(GroupRecord record) throws MlsException {
    if (record.context().cipherSuite() != settings.crypto().suite().code()) {
      throw new IllegalArgumentException("the group has another cipher suite than this client");
    }
    if (!record.context().groupId().equals(id)) {
      throw new StoreFailed("the stored group has another id");
    }
    RatchetTree tree = tree(record, keys(StoreKey.Kind.TREE_NODE));
    PublicState shared = record.shared(tree);
    OwnKeys own = ownKeys(record, keys(StoreKey.Kind.PATH_KEY));
    Optional<Bytes> leafKey = tree.leaf(record.ownLeaf()).map(LeafNode::encryptionKey);
    if (!leafKey.equals(Optional.of(own.leaf().publicKey()))) {
      throw new StoreFailed("the stored leaf key is not that of the member's leaf");
    }
    if (!own.tree().isWholeIn(tree)) {
      throw new StoreFailed("the stored keys above the member's leaf are not those that it has");
    }
    EpochSecrets secrets =
        required(
            rows.key(StoreKey.Kind.EPOCH_SECRETS),
            stored -> EpochSecrets.decode(settings.crypto(), stored));
    GroupState state = new GroupState(shared, own, secrets);
    EpochRows epochs = new EpochRows();
    EpochKeys current =
        new EpochKeys(
            record.context(),
            record.width(),
            tree::leaf,
            secretTree(epochs, record.context().epoch(), record.width()),
            secrets.senderDataSecret().copy());
    List<StoreKey> proposals = keys(StoreKey.Kind.PROPOSAL);
    return new GroupCore(
        settings,
        state,
        current,
        record.lastCommit(),
        record.lifecycle(),
        new GroupCore.Restored(
            proposals(proposals),
            updates(keys(StoreKey.Kind.UPDATE_KEYS)),
            past(tree, epochs),
            nextProposal(proposals)));
  }

  private RatchetTree tree(GroupRecord record, List<StoreKey> keys) throws MlsException {
    Map<NodeIndex, Node> nodes = new HashMap<>();
    for (StoreKey key : keys) {
      node(store, key).ifPresent(node -> nodes.put(new NodeIndex((int) key.index()), node));
    }
    RatchetTree tree = RatchetTree.of(settings.crypto(), record.width(), nodes);
    if (!tree.treeHash(settings.env().workers()).equals(record.context().treeHash())) {
      throw new StoreFailed("the stored tree of the group is damaged");
    }
    return tree;
  }

  private OwnKeys ownKeys(GroupRecord record, List<StoreKey> pathKeys) throws MlsException {
    KeyRefs refs = keyRefs(rows.key(StoreKey.Kind.OWN_KEYS));
    KeyHandle signature = settings.openSignatureKey(refs.signature());
    KeyHandle leaf = settings.vault().open(refs.leaf());
    Map<NodeIndex, HpkeKey> path = new HashMap<>();
    for (StoreKey key : pathKeys) {
      path.put(
          new NodeIndex((int) key.index()),
          required(key, stored -> settings.crypto().importHpkeKey(stored.copy())));
    }
    TreePrivate tree = new TreePrivate(record.ownLeaf(), OwnKeys.hpkeKey(leaf), path);
    return new OwnKeys(signature, leaf, tree);
  }

  private SecretTree secretTree(EpochRows epochs, long epoch, LeafCount width) throws MlsException {
    List<SecretTreeChange> changes = new ArrayList<>();
    try {
      for (StoreKey key : epochs.of(StoreKey.Kind.SECRET_TREE_NODE, epoch)) {
        NodeIndex node = new NodeIndex((int) key.index());
        changes.add(
            new SecretTreeChange.NodeSecret(node, Optional.of(required(key, Secret::copy))));
      }
      for (StoreKey key : epochs.of(StoreKey.Kind.RATCHET, epoch)) {
        changes.add(
            new SecretTreeChange.RatchetState(
                new LeafIndex(key.index() / 2),
                key.index() % 2 == 1 ? RatchetType.APPLICATION : RatchetType.HANDSHAKE,
                required(key, Secret::copy)));
      }
      return SecretTree.load(settings.crypto(), settings.ratchets(), width, changes);
    } finally {
      changes.forEach(SecretTreeChange::close);
    }
  }

  private List<PendingProposal> proposals(List<StoreKey> keys) throws MlsException {
    List<PendingProposal> proposals = new ArrayList<>();
    for (StoreKey key : keys) {
      AuthenticatedContent content =
          required(key, stored -> new TlsReader(stored).whole(AuthenticatedContent::decode));
      proposals.add(new PendingProposal(new ProposalRef(key.name()), content));
    }
    return proposals;
  }

  private static long nextProposal(List<StoreKey> keys) {
    return keys.stream().mapToLong(key -> key.index() + 1).max().orElse(0);
  }

  private Map<Bytes, CommitProcessing.UpdateKeys> updates(List<StoreKey> keys) throws MlsException {
    Map<Bytes, CommitProcessing.UpdateKeys> updates = new HashMap<>();
    for (StoreKey key : keys) {
      KeyRefs refs = keyRefs(key);
      updates.put(
          key.name(),
          new CommitProcessing.UpdateKeys(
              settings.vault().open(refs.leaf()), settings.openSignatureKey(refs.signature())));
    }
    return updates;
  }

  /**
   * The past epochs, the latest first. The leaves of each are those of the epoch after it, but for
   * those that a row says were others.
   */
  private List<EpochKeys> past(RatchetTree tree, EpochRows epochs) throws MlsException {
    List<StoreKey> ended = new ArrayList<>(keys(StoreKey.Kind.PAST_EPOCH));
    ended.sort(Comparator.reverseOrder());
    List<EpochKeys> past = new ArrayList<>();
    Function<LeafIndex, Optional<LeafNode>> members = tree::leaf;
    for (StoreKey key : ended) {
      members = membersBefore(members, epochs.of(StoreKey.Kind.PAST_LEAF, key.epoch()));
      past.add(pastEpoch(key, members, epochs));
    }
    return past;
  }

  private Function<LeafIndex, Optional<LeafNode>> membersBefore(
      Function<LeafIndex, Optional<LeafNode>> after, List<StoreKey> leaves) throws MlsException {
    Map<LeafIndex, Optional<LeafNode>> changed = new HashMap<>();
    for (StoreKey key : leaves) {
      changed.put(
          new LeafIndex(key.index()),
          required(
              key,
              stored -> new TlsReader(stored).whole(r -> r.optional("leaf", LeafNode::decode))));
    }
    return leaf -> {
      Optional<LeafNode> old = changed.get(leaf);
      return old != null ? old : after.apply(leaf);
    };
  }

  private EpochKeys pastEpoch(
      StoreKey key, Function<LeafIndex, Optional<LeafNode>> members, EpochRows epochs)
      throws MlsException {
    return required(
        key,
        stored -> {
          TlsReader r = new TlsReader(stored);
          GroupContext context = GroupContext.decode(r);
          if (!context.groupId().equals(id) || context.epoch() != key.epoch()) {
            throw r.malformed("group_context", 0, "it is of another group or epoch");
          }
          LeafCount width = GroupRecord.width(r);
          return new EpochKeys(
              context,
              width,
              members,
              secretTree(epochs, key.epoch(), width),
              r.secret("sender_data_secret"));
        });
  }

  private KeyRefs keyRefs(StoreKey key) throws MlsException {
    return required(key, stored -> new TlsReader(stored).whole(KeyRefs::decode));
  }

  /** How a stored value is read. */
  private interface Decoder<T> {
    T decode(Secret stored) throws MlsException;
  }

  private <T> T required(StoreKey key, Decoder<T> decoder) throws MlsException {
    Optional<Secret> value = store.read(key);
    if (value.isEmpty()) {
      throw new StoreFailed("a stored part of the group is missing: " + key.kind());
    }
    try (Secret stored = value.get()) {
      return decoder.decode(stored);
    } catch (MalformedMessage e) {
      throw new StoreFailed("a stored part of the group is damaged: " + key.kind(), e);
    }
  }

  private static <T> Optional<T> read(Store store, StoreKey key, Reader<T> reader)
      throws MlsException {
    Optional<Secret> value = store.read(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try (Secret stored = value.get()) {
      return Optional.of(reader.read(new TlsReader(stored)));
    } catch (MalformedMessage e) {
      throw new StoreFailed("a stored part of the group is damaged: " + key.kind(), e);
    }
  }

  private List<StoreKey> keys(StoreKey.Kind kind) throws StoreFailed {
    return store.keys(kind, id.value());
  }
}
