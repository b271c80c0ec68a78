package dev.hornbeam.benchmarks.peer;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.TlsWriter;
import dev.hornbeam.mls.types.Lifetime;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.mls.TreeKEM.LeafNode;
import org.bouncycastle.mls.TreeKEM.LifeTime;
import org.bouncycastle.mls.codec.Capabilities;
import org.bouncycastle.mls.codec.Credential;
import org.bouncycastle.mls.codec.KeyPackage;
import org.bouncycastle.mls.codec.MLSInputStream;
import org.bouncycastle.mls.codec.MLSMessage;
import org.bouncycastle.mls.codec.MLSOutputStream;
import org.bouncycastle.mls.codec.Proposal;
import org.bouncycastle.mls.codec.WireFormat;
import org.bouncycastle.mls.crypto.MlsCipherSuite;
import org.bouncycastle.mls.crypto.Secret;
import org.bouncycastle.mls.protocol.Group;

/**
 * A client of the peer's: its keys, and the calls that make a group do something. Its methods throw
 * whatever the peer's do.
 */
record Peer(
    AsymmetricCipherKeyPair signature,
    AsymmetricCipherKeyPair leaf,
    AsymmetricCipherKeyPair init,
    KeyPackage keyPackage) {
  /** The suite of {@link dev.hornbeam.mls.LargeGroup#SUITE}. */
  static final MlsCipherSuite SUITE = MlsCipherSuite.BCMLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] NOTHING = {};

  /** Whether a commit that needs no path has one. */
  enum PathChoice {
    ALWAYS,
    WHEN_REQUIRED
  }

  /**
   * A commit and what follows from it.
   *
   * @param next the committer's group in the next epoch
   * @param welcome empty if nobody is added
   */
  record Committed(Group next, Bytes message, Bytes welcome) {}

  /** A client with fresh keys. */
  static Peer named(String name) throws Exception {
    AsymmetricCipherKeyPair signature = SUITE.generateSignatureKeyPair();
    AsymmetricCipherKeyPair leaf = SUITE.getHPKE().generatePrivateKey();
    AsymmetricCipherKeyPair init = SUITE.getHPKE().generatePrivateKey();
    byte[] signing = SUITE.serializeSignaturePrivateKey(signature.getPrivate());
    LeafNode node =
        new LeafNode(
            SUITE,
            SUITE.getHPKE().serializePublicKey(leaf.getPublic()),
            SUITE.serializeSignaturePublicKey(signature.getPublic()),
            Credential.forBasic(name.getBytes(StandardCharsets.UTF_8)),
            new Capabilities(),
            lifetime(),
            new ArrayList<>(),
            signing);
    byte[] initKey = SUITE.getHPKE().serializePublicKey(init.getPublic());
    return new Peer(
        signature, leaf, init, new KeyPackage(SUITE, initKey, node, new ArrayList<>(), signing));
  }

  /** Many clients, of whom only the key packages are used. */
  static List<Proposal> additions(int count) throws Exception {
    List<Proposal> proposals = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      proposals.add(Proposal.add(named("new member " + i).keyPackage));
    }
    return proposals;
  }

  /** A group of this one alone. */
  Group create() throws Exception {
    byte[] id = new byte[32];
    RANDOM.nextBytes(id);
    return new Group(id, SUITE, leaf, signing(), keyPackage.getLeafNode(), new ArrayList<>());
  }

  /** Joins by an encoded Welcome with the tree in it. */
  Group join(Bytes welcome) throws Exception {
    return new Group(
        SUITE.getHPKE().serializePrivateKey(init.getPrivate()),
        leaf,
        signing(),
        keyPackage,
        decoded(welcome).welcome,
        null,
        new HashMap<>(),
        new HashMap<>());
  }

  /** Joins by an encoded GroupInfo with the tree in it. */
  Committed joinExternally(Bytes groupInfo) throws Exception {
    Group.GroupWithMessage made =
        Group.externalJoin(
            fresh(),
            signature,
            keyPackage,
            decoded(groupInfo).groupInfo,
            null,
            inTheClear(),
            null,
            new HashMap<>());
    return new Committed(made.group, encoded(made.message), Bytes.EMPTY);
  }

  /** The key package, encoded. */
  Bytes encodedKeyPackage() throws Exception {
    return encoded(MLSMessage.keyPackage(keyPackage));
  }

  /** Commits what the group has cached, and more. */
  static Committed commit(Group group, PathChoice path, List<Proposal> proposals) throws Exception {
    boolean adds = proposals.stream().anyMatch(proposal -> proposal.getAdd() != null);
    Group.GroupWithMessage made =
        group.commit(
            fresh(),
            new Group.CommitOptions(
                proposals, adds, path == PathChoice.ALWAYS, new Group.LeafNodeOptions()),
            inTheClear(),
            new Group.CommitParameters(Group.NORMAL_COMMIT_PARAMS));
    Bytes message = encoded(made.message);
    if (!adds) {
      return new Committed(made.group, message, Bytes.EMPTY);
    }
    made.message.wireFormat = WireFormat.mls_welcome;
    return new Committed(made.group, message, encoded(made.message));
  }

  /** Proposes a new leaf key for the group's own member. */
  static Bytes update(Group group) throws Exception {
    AsymmetricCipherKeyPair leaf = SUITE.getHPKE().generatePrivateKey();
    Proposal update = group.updateProposal(leaf, new Group.LeafNodeOptions());
    return encoded(group.update(update, inTheClear()));
  }

  /** Processes a commit; the group given stays as it is. */
  static Group process(Group group, Bytes commit) throws Exception {
    return group.handle(commit.toArray(), null);
  }

  /** Keeps a proposal to be committed. */
  static void receive(Group group, Bytes proposal) throws Exception {
    group.handle(proposal.toArray(), null);
  }

  static Bytes protect(Group group, byte[] data) throws Exception {
    return encoded(group.protect(NOTHING, data, 0));
  }

  static byte[] unprotect(Group group, Bytes message) throws Exception {
    return group.unprotect(decoded(message))[1];
  }

  static Bytes groupInfo(Group group) throws Exception {
    return encoded(group.getGroupInfo(true));
  }

  /** A day, as large groups have it: the peer's own default is without end. */
  private static LifeTime lifetime() throws Exception {
    Lifetime day = Lifetime.from(Instant.now(), Duration.ofDays(1));
    byte[] encoded = new TlsWriter().struct(day).toBytes().toArray();
    return (LifeTime) MLSInputStream.decode(encoded, LifeTime.class);
  }

  private byte[] signing() {
    return SUITE.serializeSignaturePrivateKey(signature.getPrivate());
  }

  private static Secret fresh() {
    byte[] secret = new byte[SUITE.getKDF().getHashLength()];
    RANDOM.nextBytes(secret);
    return new Secret(secret);
  }

  private static Group.MessageOptions inTheClear() {
    return new Group.MessageOptions(false, NOTHING, 0);
  }

  private static Bytes encoded(MLSMessage message) throws Exception {
    return Bytes.own(MLSOutputStream.encode(message));
  }

  private static MLSMessage decoded(Bytes message) throws Exception {
    return (MLSMessage) MLSInputStream.decode(message.toArray(), MLSMessage.class);
  }
}
