package dev.hornbeam.mls;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SoftwareKeySource;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.group.GroupState;
import dev.hornbeam.mls.group.NextEpoch;
import dev.hornbeam.mls.group.OwnKeys;
import dev.hornbeam.mls.group.PublicState;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.schedule.EpochSecrets;
import dev.hornbeam.mls.schedule.KeySchedule;
import dev.hornbeam.mls.schedule.TranscriptHashes;
import dev.hornbeam.mls.tree.FullTree;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.tree.NodeIndex;
import dev.hornbeam.mls.tree.OutgoingPath;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.TreeEditor;
import dev.hornbeam.mls.tree.TreeKem;
import dev.hornbeam.mls.tree.TreePrivate;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.ChangeSet;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyHandle;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.Lifetime;
import dev.hornbeam.mls.types.ProtocolVersion;
import dev.hornbeam.mls.types.Store;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A large group in the middle of its life, made at once instead of by messages: whoever makes it
 * has the private keys of all its members, any of whom can be brought to life as a client. It is in
 * the engine's package, on the class path, because it puts together what the engine otherwise makes
 * one commit at a time.
 */
public final class LargeGroup {
  /** The suite of every such group. */
  public static final CipherSuite SUITE = CipherSuite.X25519_AES128GCM_SHA256_ED25519;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final CryptoProfile PROFILE = CryptoProfile.fastest();
  private static final SuiteCrypto CRYPTO = SuiteCrypto.of(SUITE, PROFILE, RANDOM);
  private static final SoftwareKeySource KEYS = new SoftwareKeySource(PROFILE, RANDOM);
  private static final Capabilities CAPABILITIES =
      new Capabilities(
          List.of(ProtocolVersion.MLS10),
          List.of(SUITE.code()),
          List.of(ExtensionType.LAST_RESORT),
          List.of(),
          List.of(CredentialType.BASIC, CredentialType.X509));

  private final GroupId id = GroupId.random();
  private final List<Keys> members = new ArrayList<>();
  private final Map<NodeIndex, HpkeKey> nodeKeys = new HashMap<>();
  private final RatchetTree tree;
  private final PublicState shared;
  private final EpochSecrets secrets;
  private final Secret encryptionSecret;

  /** The keys of one member. */
  private record Keys(Credential credential, KeyHandle signature, KeyHandle leaf) {
    static Keys fresh(String name) {
      return new Keys(
          Credential.basic(name),
          KEYS.create(KeySource.Purpose.SIGNATURE, SUITE, ""),
          KEYS.create(KeySource.Purpose.LEAF, SUITE, ""));
    }

    Keys renewed() {
      return new Keys(credential, signature, KEYS.create(KeySource.Purpose.LEAF, SUITE, ""));
    }

    LeafNode.Contents contents(LeafNodeSource source) {
      return new LeafNode.Contents(
          leaf.publicKey(),
          signature.publicKey(),
          credential,
          CAPABILITIES,
          source,
          Extensions.NONE);
    }

    static LeafNodeSource.KeyPackage added() {
      return new LeafNodeSource.KeyPackage(Lifetime.from(Instant.now(), Duration.ofDays(1)));
    }

    LeafNode forKeyPackage() throws MlsException {
      return contents(added()).sign(CRYPTO, signature.privateKey());
    }

    LeafNode sign(LeafNodeSource source, GroupId group, LeafIndex index) throws MlsException {
      return source instanceof LeafNodeSource.KeyPackage
          ? contents(source).sign(CRYPTO, signature.privateKey())
          : contents(source).sign(CRYPTO, signature.privateKey(), group, index);
    }
  }

  /** How much of the tree is filled in. */
  public enum Shape {
    /** One member has added all the others, and no other has committed: its path alone is there. */
    BARE,
    /** One of sixteen members has committed since all were added. */
    SPARSE,
    /** As after a commit of every member: no parent is blank. */
    FULL
  }

  private LargeGroup(Shape shape, int size) throws MlsException {
    members.addAll(
        IntStream.range(0, size).parallel().mapToObj(i -> Keys.fresh("member " + i)).toList());
    tree =
        switch (shape) {
          case BARE -> withPaths(size);
          case SPARSE -> withPaths(16);
          case FULL ->
              FullTree.of(
                  CRYPTO,
                  size,
                  Keys.added(),
                  (index, source) -> members.get((int) index.value()).sign(source, id, index),
                  nodeKeys);
        };
    GroupContext context =
        new GroupContext(
            ProtocolVersion.MLS10,
            SUITE.code(),
            id,
            7,
            tree.treeHash(),
            Bytes.own(CRYPTO.random(CRYPTO.hashLength())),
            Extensions.NONE);
    try (KeySchedule.EpochSecret epoch = KeySchedule.firstEpoch(CRYPTO)) {
      secrets = epoch.secrets();
      encryptionSecret = epoch.encryptionSecret();
    }
    Bytes confirmed = context.confirmedTranscriptHash();
    Bytes tag = secrets.confirmationTag(confirmed);
    shared = new PublicState(context, tree, TranscriptHashes.interim(CRYPTO, confirmed, tag), tag);
  }

  /**
   * Makes a group of members named "member 0" and so on, on the leaves of those numbers.
   *
   * @param size how many members, at least one
   * @throws MlsException never, at present
   */
  public static LargeGroup of(Shape shape, int size) throws MlsException {
    return new LargeGroup(shape, size);
  }

  /** All are added, and then those commit whose leaves are so far from one another. */
  private RatchetTree withPaths(int stride) throws MlsException {
    TreeEditor editor = RatchetTree.empty(CRYPTO).edit();
    for (Keys keys : members) {
      editor.addLeaf(keys.forKeyPackage());
    }
    RatchetTree built = editor.build();
    for (int i = 0; i < members.size(); i += stride) {
      built = withPath(built, new LeafIndex(i));
    }
    return built;
  }

  private RatchetTree withPath(RatchetTree before, LeafIndex sender) throws MlsException {
    Keys keys = members.get((int) sender.value()).renewed();
    members.set((int) sender.value(), keys);
    TreeKem.LeafSigner signer =
        parentHash -> keys.sign(new LeafNodeSource.Commit(parentHash), id, sender);
    try (OutgoingPath path = TreeKem.create(before, sender, Set.of(), Workers.direct(), signer)) {
      nodeKeys.putAll(path.privateState(OwnKeys.hpkeKey(keys.leaf())).nodeKeys());
      return path.tree();
    }
  }

  /**
   * Brings a member to life.
   *
   * @param leaf where it stands
   * @param builder of its client, but for who it is and where it is stored
   * @param store of its client; the group is written to it
   * @return the group as that member sees it
   * @throws MlsException if the store does not take the group
   */
  public Group member(int leaf, MlsClientBuilder builder, Store store) throws MlsException {
    return client(leaf, builder, store).group(id).orElseThrow();
  }

  /**
   * As {@link #member}, before the client has loaded the group.
   *
   * @return the member's client, over a store that has the group
   * @throws MlsException if the store does not take the group
   */
  public MlsClient client(int leaf, MlsClientBuilder builder, Store store) throws MlsException {
    Keys keys = members.get(leaf);
    LeafIndex index = new LeafIndex(leaf);
    TreeMap<NodeIndex, HpkeKey> path = new TreeMap<>();
    for (NodeIndex above : tree.width().node(index).orElseThrow().directPath(tree.width())) {
      HpkeKey key = nodeKeys.get(above);
      if (key != null) {
        path.put(above, key.copy());
      }
    }
    TreePrivate own = new TreePrivate(index, OwnKeys.hpkeKey(keys.leaf()), path);
    try (GroupState state =
            new GroupState(
                shared, new OwnKeys(keys.signature(), keys.leaf(), own), secrets.copy());
        Secret encryption = encryptionSecret.copy();
        ChangeSet changes = new ChangeSet()) {
      GroupRows rows = new GroupRows(id);
      rows.putEpoch(changes, new NextEpoch(state, encryption), Bytes.EMPTY, new Lifecycle.Active());
      rows.putTree(changes, tree.changesSince(RatchetTree.empty(CRYPTO)));
      store.apply(changes);
    }
    return builder
        .credential(keys.credential())
        .signatureKey(keys.signature())
        .store(store)
        .build();
  }

  /** The name of the group. */
  public GroupId id() {
    return id;
  }

  /**
   * Key packages of clients that nobody brings to life, as a commit takes them.
   *
   * @throws MlsException never, at present
   */
  public static List<Bytes> keyPackages(int count) throws MlsException {
    List<Bytes> packages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Keys keys = Keys.fresh("new member " + i);
      KeyPackage keyPackage =
          KeyPackage.sign(
              CRYPTO,
              keys.signature().privateKey(),
              KEYS.create(KeySource.Purpose.INIT, SUITE, "").publicKey(),
              keys.forKeyPackage(),
              Extensions.NONE);
      packages.add(new MlsMessage.ForAdding(keyPackage).encoded());
    }
    return packages;
  }
}
