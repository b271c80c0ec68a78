package dev.hornbeam.mls.testing;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.HpkeKey;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.crypto.Workers;
import dev.hornbeam.mls.error.KeyUnavailable;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.EncryptedGroupSecrets;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.GroupInfo;
import dev.hornbeam.mls.message.GroupSecrets;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Welcome;
import dev.hornbeam.mls.schedule.EpochSecrets;
import dev.hornbeam.mls.schedule.KeySchedule;
import dev.hornbeam.mls.schedule.PskSecret;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.tree.NodeIndex;
import dev.hornbeam.mls.tree.OutgoingPath;
import dev.hornbeam.mls.tree.ParentNode;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.TreeEditor;
import dev.hornbeam.mls.tree.TreeKem;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.ProtocolVersion;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The Welcome, or the GroupInfo, of a group that one founder made up, with all its members. It need
 * not keep to the rules: the test says what is wrong with it, and the rest is as it should be, down
 * to the confirmation tag.
 */
public final class ForgedWelcome {
  private static final LeafIndex FOUNDER = new LeafIndex(0);

  private final SuiteCrypto crypto;
  private final ForgedKeyPackage founder;
  private final List<LeafNode> members = new ArrayList<>();
  private final List<PskSecret.Input> psks = new ArrayList<>();
  private GroupId groupId = GroupId.random();
  private long epoch = 1;
  private int version = ProtocolVersion.MLS10;
  private int suite;
  private int welcomeSuite;
  private Extensions extensions = Extensions.NONE;
  private Extensions infoExtensions = Extensions.NONE;
  private LeafIndex signer = FOUNDER;
  private UnaryOperator<LeafNode.Contents> founderContents = UnaryOperator.identity();
  private UnaryOperator<LeafNode> founderLeaf = UnaryOperator.identity();
  private BiFunction<NodeIndex, ParentNode, Optional<ParentNode>> parents =
      (index, node) -> Optional.of(node);
  private final SortedMap<LeafIndex, LeafNode> replaced = new TreeMap<>();
  private Consumer<ForgedTree> tree = sent -> {};
  private Function<ForgedTree, Optional<Bytes>> sentTree = sent -> Optional.of(sent.encoded());
  private UnaryOperator<Bytes> treeHash = UnaryOperator.identity();
  private Function<Bytes, Optional<Bytes>> externalPub = Optional::of;
  private PrivateKey infoKey;
  private UnaryOperator<Bytes> signature = UnaryOperator.identity();
  private UnaryOperator<Bytes> tag = UnaryOperator.identity();
  private Optional<LeafIndex> secretOf = Optional.empty();
  private UnaryOperator<Optional<Secret>> pathSecret = UnaryOperator.identity();
  private UnaryOperator<List<PreSharedKeyId>> sealedPsks = UnaryOperator.identity();
  private UnaryOperator<Bytes> encryptedInfo = UnaryOperator.identity();
  private UnaryOperator<EncryptedGroupSecrets> encryptedSecrets = UnaryOperator.identity();

  /** A group that somebody of the name founds. */
  public ForgedWelcome(SuiteCrypto crypto, String founder) {
    this(crypto, new ForgedKeyPackage(crypto, Credential.basic(founder)));
  }

  public ForgedWelcome(SuiteCrypto crypto, ForgedKeyPackage founder) {
    this.crypto = crypto;
    this.founder = founder;
    this.suite = crypto.suite().code();
    this.welcomeSuite = suite;
    this.infoKey = founder.key().privateKey();
  }

  /** Adds a member; the one who is welcomed has to be added too. */
  public ForgedWelcome member(LeafNode leaf) {
    members.add(leaf);
    return this;
  }

  public ForgedWelcome groupId(GroupId value) {
    groupId = value;
    return this;
  }

  public ForgedWelcome epoch(long value) {
    epoch = value;
    return this;
  }

  public ForgedWelcome version(int value) {
    version = value;
    return this;
  }

  /** The suite that the group context names. */
  public ForgedWelcome suite(int value) {
    suite = value;
    return this;
  }

  /** The suite that the Welcome names. */
  public ForgedWelcome welcomeSuite(int value) {
    welcomeSuite = value;
    return this;
  }

  /** Of the group context. */
  public ForgedWelcome extensions(Extensions value) {
    extensions = value;
    return this;
  }

  /** Of the GroupInfo, beside the tree. */
  public ForgedWelcome infoExtensions(Extensions value) {
    infoExtensions = value;
    return this;
  }

  public ForgedWelcome psk(PreSharedKeyId id, Secret value) {
    psks.add(new PskSecret.Input(id, value));
    return this;
  }

  /** Changes the ids of the pre-shared keys as the Welcome has them; what is derived stays. */
  public ForgedWelcome sealedPsks(UnaryOperator<List<PreSharedKeyId>> change) {
    sealedPsks = change;
    return this;
  }

  /** Who the GroupInfo says has signed it. */
  public ForgedWelcome signer(LeafIndex value) {
    signer = value;
    return this;
  }

  /** Signs the GroupInfo with another key than the founder's. */
  public ForgedWelcome infoKey(PrivateKey key) {
    infoKey = key;
    return this;
  }

  /** Changes what the founder's leaf says, before it is signed. */
  public ForgedWelcome founderContents(UnaryOperator<LeafNode.Contents> change) {
    founderContents = change;
    return this;
  }

  /** Changes the founder's leaf after it is signed. */
  public ForgedWelcome founderLeaf(UnaryOperator<LeafNode> change) {
    founderLeaf = change;
    return this;
  }

  /**
   * Changes the parents that the founder sets, each before what is below is chained to it; one that
   * is left out is blank.
   */
  public ForgedWelcome parents(BiFunction<NodeIndex, ParentNode, Optional<ParentNode>> change) {
    parents = change;
    return this;
  }

  /** Puts another leaf in the place of a member's, before the founder's path is chained. */
  public ForgedWelcome replace(LeafIndex index, LeafNode leaf) {
    replaced.put(index, leaf);
    return this;
  }

  /** Changes the tree after the founder's path is chained, before it is hashed. */
  public ForgedWelcome tree(Consumer<ForgedTree> change) {
    tree = change;
    return this;
  }

  /** Changes what is sent as the tree, after it is hashed. */
  public ForgedWelcome sentTree(Function<ForgedTree, Optional<Bytes>> change) {
    sentTree = change;
    return this;
  }

  public ForgedWelcome treeHash(UnaryOperator<Bytes> change) {
    treeHash = change;
    return this;
  }

  /** Changes the key for external commits, or leaves it out. */
  public ForgedWelcome externalPub(Function<Bytes, Optional<Bytes>> change) {
    externalPub = change;
    return this;
  }

  /** Changes the signature of the GroupInfo. */
  public ForgedWelcome signature(UnaryOperator<Bytes> change) {
    signature = change;
    return this;
  }

  /** Changes the confirmation tag, before the GroupInfo is signed. */
  public ForgedWelcome tag(UnaryOperator<Bytes> change) {
    tag = change;
    return this;
  }

  /** Gives the joiner the path secret that a member has of the founder's path. */
  public ForgedWelcome pathSecretOf(LeafIndex member) {
    secretOf = Optional.of(member);
    return this;
  }

  public ForgedWelcome pathSecret(UnaryOperator<Optional<Secret>> change) {
    pathSecret = change;
    return this;
  }

  public ForgedWelcome encryptedInfo(UnaryOperator<Bytes> change) {
    encryptedInfo = change;
    return this;
  }

  public ForgedWelcome encryptedSecrets(UnaryOperator<EncryptedGroupSecrets> change) {
    encryptedSecrets = change;
    return this;
  }

  /** The Welcome for the owner of the key package, as a message. */
  public Bytes welcome(KeyPackage joiner) throws MlsException {
    try (Parts parts = parts();
        KeySchedule.WelcomeSecret secret = parts.member.welcome()) {
      Bytes sealed = encryptedInfo.apply(secret.seal(parts.info.encoded()));
      List<PreSharedKeyId> ids = sealedPsks.apply(psks.stream().map(PskSecret.Input::id).toList());
      Optional<Secret> own =
          secretOf
              .or(
                  () ->
                      parts
                          .path
                          .tree()
                          .findByEncryptionKey(joiner.leafNode().encryptionKey())
                          .flatMap(node -> node.leaf()))
              .map(parts.path::pathSecret);
      GroupSecrets secrets =
          new GroupSecrets(parts.joiner.value().copy(), pathSecret.apply(own), ids);
      EncryptedGroupSecrets forJoiner =
          encryptedSecrets.apply(
              EncryptedGroupSecrets.seal(
                  crypto, EncryptedGroupSecrets.encryption(crypto, sealed), joiner, secrets));
      Welcome welcome = new Welcome(welcomeSuite, List.of(forJoiner), sealed);
      return new MlsMessage.ForNewMembers(welcome).encoded();
    } catch (CryptoRefused e) {
      throw new AssertionError(e);
    }
  }

  /** The GroupInfo with the key for external commits, as a message. */
  public Bytes info() throws MlsException {
    try (Parts parts = parts()) {
      return new MlsMessage.Info(parts.info).encoded();
    }
  }

  private record Parts(
      OutgoingPath path,
      KeySchedule.JoinerSecret joiner,
      KeySchedule.MemberSecret member,
      GroupInfo info)
      implements AutoCloseable {
    @Override
    public void close() {
      path.close();
      joiner.close();
      member.close();
    }
  }

  private Parts parts() throws MlsException {
    OutgoingPath path = path();
    ForgedTree sent = chained(path.tree());
    tree.accept(sent);
    GroupContext context =
        new GroupContext(
            version,
            suite,
            groupId,
            epoch,
            treeHash.apply(sent.treeHash()),
            Bytes.own(crypto.random(crypto.hashLength())),
            extensions);
    KeySchedule.JoinerSecret joiner =
        new KeySchedule.JoinerSecret(crypto, Secret.own(crypto.random(crypto.hashLength())));
    try (Secret pskSecret = PskSecret.of(crypto, psks)) {
      KeySchedule.MemberSecret member = joiner.withPsk(pskSecret);
      try (KeySchedule.EpochSecret epochSecret = member.epoch(context);
          EpochSecrets secrets = epochSecret.secrets()) {
        return new Parts(path, joiner, member, info(sent, context, secrets));
      }
    }
  }

  private GroupInfo info(ForgedTree sent, GroupContext context, EpochSecrets secrets)
      throws MlsException {
    List<Extension> all = new ArrayList<>(infoExtensions.list());
    sentTree
        .apply(sent)
        .ifPresent(bytes -> all.add(new Extension(ExtensionType.RATCHET_TREE, bytes)));
    try (HpkeKey key = secrets.externalKey()) {
      externalPub
          .apply(key.publicKey())
          .map(pub -> new TlsWriter().opaque(pub).toBytes())
          .ifPresent(bytes -> all.add(new Extension(ExtensionType.EXTERNAL_PUB, bytes)));
    }
    Bytes confirmation = tag.apply(secrets.confirmationTag(context.confirmedTranscriptHash()));
    GroupInfo info =
        GroupInfo.sign(crypto, infoKey, context, new Extensions(all), confirmation, signer);
    return new GroupInfo(
        context, info.extensions(), confirmation, signer, signature.apply(info.signature()));
  }

  private OutgoingPath path() throws MlsException {
    LeafNode leaf = founder.make().leafNode();
    TreeEditor editor = RatchetTree.empty(crypto).edit();
    editor.addLeaf(leaf);
    members.forEach(editor::addLeaf);
    Bytes key = crypto.generateHpkeKey().publicKey();
    return TreeKem.create(
        editor.build(),
        FOUNDER,
        Set.of(),
        Workers.direct(),
        parentHash -> signed(Leaves.withKey(leaf.contents(), key), parentHash));
  }

  private LeafNode signed(LeafNode.Contents leaf, Bytes parentHash) throws KeyUnavailable {
    return founderContents
        .apply(leaf.with(new LeafNodeSource.Commit(parentHash)))
        .sign(crypto, founder.key().privateKey(), groupId, FOUNDER);
  }

  /** The founder's path with the nodes as they are wanted, and parent hashes that fit them. */
  private ForgedTree chained(RatchetTree made) throws MlsException {
    ForgedTree forged = new ForgedTree(crypto, made);
    replaced.forEach((index, leaf) -> forged.set((int) index.value() * 2, leaf));
    List<NodeIndex> path = made.filteredDirectPath(FOUNDER);
    Bytes above = Bytes.EMPTY;
    for (int i = path.size() - 1; i >= 0; i--) {
      NodeIndex index = path.get(i);
      Bytes key = forged.parent(index.value()).encryptionKey();
      Optional<ParentNode> wanted = parents.apply(index, new ParentNode(key, above, List.of()));
      if (wanted.isPresent()) {
        forged.set(index.value(), wanted.get());
        // The founder's leaf is the leftmost, so that what is off its path is to the right.
        above = forged.parentHash(wanted.get(), index.right().orElseThrow());
      } else {
        forged.blank(index.value());
      }
    }
    LeafNode.Contents leaf = forged.leaf(FOUNDER).contents();
    forged.set(0, founderLeaf.apply(signed(leaf, above)));
    return forged;
  }
}
