package dev.hornbeam.mls;

import static dev.hornbeam.mls.Refusals.assertBreaks;
import static dev.hornbeam.mls.Refusals.assertUndecryptable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.crypto.HpkeCiphertext;
import dev.hornbeam.mls.crypto.SuiteCrypto;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MalformedMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.message.EncryptedGroupSecrets;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.testing.Enforces;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.ForgedWelcome;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.tree.Node;
import dev.hornbeam.mls.tree.ParentNode;
import dev.hornbeam.mls.tree.RatchetTree;
import dev.hornbeam.mls.tree.TreeNodes;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ExternalSender;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.Lifetime;
import dev.hornbeam.mls.types.RequiredCapabilities;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a joiner verifies (RFC 9420 s.12.4.3), of groups that someone made up: by a Welcome, and by
 * an external commit where that sees the same.
 */
class JoiningTest {
  private static final SuiteCrypto CRYPTO =
      SuiteCrypto.of(Friends.SUITE, CryptoProfile.fastest(), new SecureRandom());

  private MlsClient bob;
  private Bytes message;
  private KeyPackage keyPackage;

  @BeforeEach
  void publishKeyPackage() throws MlsException {
    bob = Friends.client("bob");
    message = bob.newKeyPackage();
    keyPackage = Friends.decoded(message);
  }

  /** A group of a founder, Bob and someone else. */
  private ForgedWelcome welcome() throws MlsException {
    return welcome(keyPackage.leafNode());
  }

  private static ForgedWelcome welcome(LeafNode joiner) throws MlsException {
    return new ForgedWelcome(CRYPTO, "founder").member(joiner).member(other().make().leafNode());
  }

  private static ForgedKeyPackage other() {
    return new ForgedKeyPackage(CRYPTO, Credential.basic("other"));
  }

  /** The key package stays, and the client is in no group. */
  private void refused(Rule rule, ForgedWelcome forged) throws MlsException {
    Bytes welcome = forged.welcome(keyPackage);
    for (int i = 0; i < 2; i++) {
      assertBreaks(rule, () -> bob.join(welcome));
    }
    assertEquals(List.of(), bob.groups());
    accepted(welcome());
  }

  private void accepted(ForgedWelcome welcome) throws MlsException {
    Group group = bob.join(welcome.welcome(keyPackage));
    assertTrue(group.isActive());
    publishKeyPackage();
  }

  /** By Welcome and by external commit. */
  private void refusedByBoth(Rule rule, ForgedWelcome forged) throws MlsException {
    Bytes info = forged.info();
    MlsClient carol = Friends.client("carol");
    assertBreaks(rule, () -> carol.joinExternally(info).stage());
    refused(rule, forged);
  }

  @Test
  void madeUpGroupIsAsGoodAsAny() throws Exception {
    accepted(welcome());
    MlsClient carol = Friends.client("carol");
    Group group = carol.merge(carol.joinExternally(welcome().info()).stage());
    assertEquals(4, group.members().size());
  }

  @Test
  @Enforces({Rule.GROUP_INFO_SIGNER, Rule.GROUP_INFO_SIGNATURE})
  void groupInfoIsSignedByAMember() throws Exception {
    for (long blank : new long[] {3, 100, 0xffff_ffffL}) {
      refusedByBoth(Rule.GROUP_INFO_SIGNER, welcome().signer(new LeafIndex(blank)));
    }
    refusedByBoth(Rule.GROUP_INFO_SIGNATURE, welcome().signer(new LeafIndex(2)));
    refusedByBoth(Rule.GROUP_INFO_SIGNATURE, welcome().signature(Leaves::damaged));
    refusedByBoth(Rule.GROUP_INFO_SIGNATURE, welcome().signature(valid -> Bytes.EMPTY));
  }

  @Test
  @Enforces({Rule.GROUP_INFO_VERSION, Rule.GROUP_INFO_SUITE, Rule.WELCOME_SUITE})
  void versionAndSuiteAreThoseOfTheKeyPackage() throws Exception {
    refusedByBoth(Rule.GROUP_INFO_VERSION, welcome().version(2));
    refusedByBoth(Rule.GROUP_INFO_SUITE, welcome().suite(3));
    refused(Rule.WELCOME_SUITE, welcome().welcomeSuite(3));
  }

  @Test
  @Enforces(Rule.EXTENSIONS_NOT_UNIQUE)
  void extensionsAreUnique() throws Exception {
    Extension unknown = new Extension(new ExtensionType(0xf001), Bytes.EMPTY);
    Extensions twice = new Extensions(List.of(unknown, unknown));
    refusedByBoth(Rule.EXTENSIONS_NOT_UNIQUE, welcome().infoExtensions(twice));
    refusedByBoth(Rule.EXTENSIONS_NOT_UNIQUE, welcome().extensions(twice));
    accepted(welcome().infoExtensions(Extensions.of(unknown)));
  }

  @Test
  @Enforces(Rule.EXTENSION_MISPLACED)
  void extensionsAreWhereTheyBelong() throws Exception {
    Extensions senders = Extensions.of(ExternalSender.toExtension(List.of()));
    Extensions id = Extensions.of(new Extension(ExtensionType.APPLICATION_ID, Bytes.EMPTY));
    Extensions tree = Extensions.of(new Extension(ExtensionType.RATCHET_TREE, Bytes.EMPTY));
    refusedByBoth(Rule.EXTENSION_MISPLACED, welcome().infoExtensions(senders));
    refusedByBoth(Rule.EXTENSION_MISPLACED, welcome().infoExtensions(id));
    refusedByBoth(Rule.EXTENSION_MISPLACED, welcome().extensions(id));
    refusedByBoth(Rule.EXTENSION_MISPLACED, welcome().extensions(tree));
    refusedOther(Rule.EXTENSION_MISPLACED, other().leaf(leaf -> Leaves.with(leaf, senders)));
    accepted(welcome().extensions(senders));
    accepted(
        new ForgedWelcome(CRYPTO, other().leaf(leaf -> Leaves.with(leaf, id)))
            .member(keyPackage.leafNode()));
  }

  @Test
  @Enforces({Rule.TREE_HASH, Rule.TREE_MISSING})
  void treeIsTheOneThatIsMeant() throws Exception {
    refusedByBoth(Rule.TREE_HASH, welcome().treeHash(Leaves::damaged));
    refusedByBoth(Rule.TREE_MISSING, welcome().sentTree(tree -> Optional.empty()));
    Bytes[] right = new Bytes[1];
    Bytes withoutTree =
        welcome()
            .sentTree(
                tree -> {
                  right[0] = tree.encoded();
                  return Optional.empty();
                })
            .welcome(keyPackage);
    Bytes[] wrong = new Bytes[1];
    welcome()
        .sentTree(
            tree -> {
              wrong[0] = tree.encoded();
              return Optional.empty();
            })
        .info();
    InvalidMessage e = assertThrows(InvalidMessage.class, () -> bob.join(withoutTree, wrong[0]));
    assertTrue(e.rule() == Rule.GROUP_INFO_SIGNATURE || e.rule() == Rule.TREE_HASH);
    assertThrows(MalformedMessage.class, () -> bob.join(withoutTree, Bytes.EMPTY));
    assertEquals(3, bob.join(withoutTree, right[0]).members().size());
  }

  @Test
  @Enforces({
    Rule.LEAF_SIGNATURE,
    Rule.SIGNATURE_KEY_NOT_UNIQUE,
    Rule.ENCRYPTION_KEY_NOT_UNIQUE,
    Rule.LEAF_LIFETIME_TOO_LONG,
    Rule.LEAF_CREDENTIAL_SUPPORT,
    Rule.LEAF_EXTENSION_UNLISTED
  })
  void everyLeafIsVerified() throws Exception {
    refusedByBoth(Rule.LEAF_SIGNATURE, welcome().founderLeaf(Leaves::damaged));
    refusedOther(Rule.LEAF_SIGNATURE, other().signedLeaf(Leaves::damaged));
    refusedOther(
        Rule.LEAF_LIFETIME_TOO_LONG,
        other()
            .leaf(
                leaf -> leaf.with(new LeafNodeSource.KeyPackage(new Lifetime(0, Long.MAX_VALUE)))));
    Extensions unlisted = Extensions.of(new Extension(new ExtensionType(0xf001), Bytes.EMPTY));
    refusedOther(Rule.LEAF_EXTENSION_UNLISTED, other().leaf(leaf -> Leaves.with(leaf, unlisted)));
    CredentialType unknown = new CredentialType(0xf001);
    Capabilities capabilities =
        ForgedKeyPackage.capabilities(CRYPTO, List.of(), List.of(), unknown, CredentialType.BASIC);
    refusedOther(
        Rule.LEAF_CREDENTIAL_SUPPORT,
        other()
            .leaf(
                leaf ->
                    Leaves.with(
                        Leaves.with(leaf, capabilities),
                        new Credential.Other(unknown, Bytes.EMPTY))));
    Capabilities tolerant =
        ForgedKeyPackage.capabilities(
            CRYPTO, List.of(new ExtensionType(0xf001)), List.of(), unknown, CredentialType.BASIC);
    accepted(
        welcome()
            .member(
                other()
                    .leaf(leaf -> Leaves.with(Leaves.with(leaf, tolerant), unlisted))
                    .make()
                    .leafNode()));
  }

  private void refusedOther(Rule rule, ForgedKeyPackage other) throws MlsException {
    refusedByBoth(rule, welcome().member(other.make().leafNode()));
  }

  /** Else a group could not be joined any more as its members grow old (s.7.2). */
  @Test
  void expiredLeavesOfMembersDoNotLockJoinersOut() throws Exception {
    LeafNode expired =
        other()
            .leaf(leaf -> leaf.with(new LeafNodeSource.KeyPackage(new Lifetime(1000, 2000))))
            .make()
            .leafNode();
    accepted(welcome().member(expired));
  }

  @Test
  @Enforces({
    Rule.PARENT_HASH,
    Rule.UNMERGED_LEAF_UNKNOWN,
    Rule.UNMERGED_LEAVES_ORDER,
    Rule.TREE_TRAILING_BLANK,
    Rule.TREE_NODE_KIND,
    Rule.TREE_SHAPE,
    Rule.UNMERGED_LEAF_OMITTED
  })
  void parentsAreVerified() throws Exception {
    LeafIndex bobs = new LeafIndex(1);
    LeafIndex others = new LeafIndex(2);
    refusedRoot(Rule.UNMERGED_LEAF_UNKNOWN, root -> with(root, List.of(new LeafIndex(3))));
    refusedRoot(Rule.UNMERGED_LEAVES_ORDER, root -> with(root, List.of(others, others)));
    refusedRoot(Rule.UNMERGED_LEAF_OMITTED, root -> with(root, List.of(bobs)));
    refusedNodes(Rule.TREE_TRAILING_BLANK, nodes -> nodes.add(Optional.empty()));
    refusedNodes(Rule.TREE_NODE_KIND, nodes -> nodes.set(3, nodes.get(0)));
    refusedNodes(Rule.TREE_SHAPE, nodes -> nodes.remove(4));
    refusedHashed(Rule.PARENT_HASH, root -> with(root, List.of(others)));
    Bytes key = CRYPTO.generateHpkeKey().publicKey();
    refusedHashed(Rule.PARENT_HASH, root -> new ParentNode(key, root.parentHash(), List.of()));
  }

  private static ParentNode with(ParentNode parent, List<LeafIndex> unmerged) {
    return new ParentNode(parent.encryptionKey(), parent.parentHash(), unmerged);
  }

  /** The tree as it was sent is no tree. */
  private void refusedNodes(Rule rule, Consumer<List<Optional<Node>>> change) throws MlsException {
    refusedByBoth(rule, welcome().sentTree(tree -> Optional.of(changed(tree, change).encoded())));
  }

  private void refusedRoot(Rule rule, UnaryOperator<ParentNode> change) throws MlsException {
    refusedNodes(rule, nodes -> changeRoot(nodes, change));
  }

  /** The tree is one, and has the hash that the founder signed. */
  private void refusedHashed(Rule rule, UnaryOperator<ParentNode> change) throws MlsException {
    refusedByBoth(
        rule,
        welcome()
            .tree(
                tree -> {
                  try {
                    return RatchetTree.of(
                        CRYPTO, changed(tree, nodes -> changeRoot(nodes, change)));
                  } catch (InvalidMessage e) {
                    throw new AssertionError(e);
                  }
                }));
  }

  private static void changeRoot(List<Optional<Node>> nodes, UnaryOperator<ParentNode> change) {
    ParentNode root = (ParentNode) nodes.get(3).orElseThrow();
    nodes.set(3, Optional.of(change.apply(root)));
  }

  private static TreeNodes changed(RatchetTree tree, Consumer<List<Optional<Node>>> change) {
    List<Optional<Node>> nodes = new ArrayList<>(tree.nodes().list());
    change.accept(nodes);
    return new TreeNodes(nodes);
  }

  @Test
  @Enforces(Rule.CONFIRMATION_TAG)
  void confirmationTagIsVerified() throws Exception {
    refused(Rule.CONFIRMATION_TAG, welcome().tag(Leaves::damaged));
    refused(Rule.CONFIRMATION_TAG, welcome().tag(tag -> Bytes.EMPTY));
  }

  @Test
  @Enforces(Rule.PATH_SECRET_MISMATCH)
  void pathSecretDerivesTheKeysOfTheTree() throws Exception {
    refused(
        Rule.PATH_SECRET_MISMATCH, welcome().pathSecret(right -> Optional.of(Secret.zeros(32))));
    refused(Rule.PATH_SECRET_MISMATCH, welcome().pathSecret(right -> Optional.of(Secret.zeros(0))));
  }

  /**
   * An absent path secret is absent, not empty; then the joiner has its leaf key alone, as fits a
   * commit without a path. One that is withheld would leave the joiner unable to follow.
   */
  @Test
  void absentPathSecretIsAbsent() throws Exception {
    refused(Rule.PATH_SECRET_MISMATCH, welcome().pathSecret(right -> Optional.empty()));
    Friends friends = Friends.of("alice", "carol", "dave");
    OutgoingCommit commit =
        friends.group(0).commit().add(message).path(CommitBuilder.PathChoice.WHEN_REQUIRED).stage();
    friends.commit(0, commit);
    friends.joined(bob, bob.join(commit.welcome().orElseThrow()));
    friends.assertAgreed();
    for (int i = 0; i < 4; i++) {
      friends.commit(i, friends.group(i).commit().stage());
      friends.assertAgreed();
    }
  }

  @Test
  @Enforces({Rule.WELCOME_SECRETS, Rule.WELCOME_GROUP_INFO})
  void whatIsEncryptedDecrypts() throws Exception {
    refused(
        Rule.WELCOME_SECRETS,
        welcome()
            .encryptedSecrets(
                right ->
                    new EncryptedGroupSecrets(
                        right.newMember(),
                        new HpkeCiphertext(
                            right.encryptedGroupSecrets().kemOutput(),
                            Leaves.damaged(right.encryptedGroupSecrets().ciphertext())))));
    refused(Rule.WELCOME_GROUP_INFO, welcome().encryptedInfo(Leaves::damaged));
  }

  @Test
  void welcomeForOthersIsNotForThisClient() throws Exception {
    KeyPackage others = other().make();
    Bytes welcome = welcome(others.leafNode()).welcome(others);
    assertUndecryptable(UndecryptableMessage.Reason.NOT_FOR_THIS_CLIENT, () -> bob.join(welcome));
  }

  /** A client of another suite may keep its key packages in the same store. */
  @Test
  void welcomeForAnotherSuiteOfTheStoreIsNotForThisClient() throws Exception {
    InMemoryStore store = new InMemoryStore();
    MlsClient one = Friends.client("one", builder -> builder.store(store));
    MlsClient two =
        MlsClient.builder(CipherSuite.P256_AES128GCM_SHA256_P256)
            .credential(Credential.basic("two"))
            .store(store)
            .build();
    MlsClient founder =
        MlsClient.builder(CipherSuite.P256_AES128GCM_SHA256_P256)
            .credential(Credential.basic("founder"))
            .build();
    Group group = founder.createGroup(GroupId.random());
    OutgoingCommit commit = group.commit().add(two.newKeyPackage()).stage();
    group.merge(commit);
    Bytes welcome = commit.welcome().orElseThrow();
    assertUndecryptable(UndecryptableMessage.Reason.NOT_FOR_THIS_CLIENT, () -> one.join(welcome));
    two.join(welcome);
  }

  @Test
  @Enforces(Rule.WELCOME_OWN_LEAF)
  void ownLeafIsInTheTree() throws Exception {
    refused(
        Rule.WELCOME_OWN_LEAF,
        new ForgedWelcome(CRYPTO, "founder").member(other().make().leafNode()));
    LeafNode.Contents own = keyPackage.leafNode().contents();
    LeafNode sameKey =
        other().leaf(leaf -> Leaves.withKey(leaf, own.encryptionKey())).make().leafNode();
    refused(Rule.WELCOME_OWN_LEAF, new ForgedWelcome(CRYPTO, "founder").member(sameKey));
  }

  @Test
  @Enforces({Rule.PSK_NONCE_LENGTH, Rule.PSK_TWICE, Rule.WELCOME_LINKS})
  void presharedKeysKeepToTheRules() throws Exception {
    Bytes id = Bytes.utf8("psk");
    Psk external = new Psk.External(id);
    GroupId old = GroupId.of("old");
    try (Secret psk = Secret.copyOf(new byte[] {1, 2, 3})) {
      bob.putPsk(id, psk);
      refused(Rule.PSK_NONCE_LENGTH, welcome().psk(id(external, 31), psk));
      refused(Rule.PSK_TWICE, welcome().psk(id(external, 32), psk).psk(id(external, 32), psk));
      refused(
          Rule.WELCOME_LINKS,
          welcome()
              .psk(id(new Psk.Resumption(Psk.Usage.REINIT, old, 1), 32), psk)
              .psk(id(new Psk.Resumption(Psk.Usage.BRANCH, old, 1), 32), psk));
      bob.putPsk(id, psk);
      accepted(welcome().psk(id(external, 32), psk));
      Bytes unknown = welcome().psk(id(new Psk.External(old.value()), 32), psk).welcome(keyPackage);
      assertUndecryptable(UndecryptableMessage.Reason.UNKNOWN_PSK, () -> bob.join(unknown));
      bob.putPsk(old.value(), psk);
      bob.join(unknown);
    }
  }

  private static PreSharedKeyId id(Psk psk, int nonceLength) {
    return new PreSharedKeyId(psk, Bytes.own(new byte[nonceLength]));
  }

  @Test
  @Enforces({
    Rule.GROUP_EXTENSION_UNSUPPORTED,
    Rule.LEAF_GROUP_EXTENSION,
    Rule.LEAF_REQUIRED_CAPABILITIES
  })
  void everyMemberSupportsWhatTheGroupUses() throws Exception {
    ExtensionType type = new ExtensionType(0xf001);
    Extensions used = Extensions.of(new Extension(type, Bytes.EMPTY));
    Extensions required =
        Extensions.of(new RequiredCapabilities(List.of(type), List.of(), List.of()).toExtension());
    refusedByBoth(Rule.LEAF_GROUP_EXTENSION, welcome().extensions(used));
    refusedByBoth(Rule.LEAF_REQUIRED_CAPABILITIES, welcome().extensions(required));
    Capabilities able =
        ForgedKeyPackage.capabilities(CRYPTO, List.of(type), List.of(), CredentialType.BASIC);
    ForgedKeyPackage founder =
        new ForgedKeyPackage(CRYPTO, Credential.basic("founder"))
            .leaf(leaf -> Leaves.with(leaf, able));
    Bytes info = new ForgedWelcome(CRYPTO, founder).extensions(used).info();
    assertBreaks(Rule.GROUP_EXTENSION_UNSUPPORTED, () -> bob.joinExternally(info).stage());
    MlsClient carol = Friends.client("carol", builder -> builder.supportedExtensions(type));
    carol.merge(carol.joinExternally(info).stage());
    KeyPackage carols = Friends.decoded(carol.newKeyPackage());
    carol.join(
        new ForgedWelcome(CRYPTO, founder)
            .member(carols.leafNode())
            .extensions(required)
            .welcome(carols));
  }

  @Test
  @Enforces(Rule.GROUP_ID_IN_USE)
  void groupIdIsNew() throws Exception {
    GroupId id = GroupId.of("taken");
    Group group = bob.createGroup(id);
    Bytes welcome = welcome().groupId(id).welcome(keyPackage);
    assertBreaks(Rule.GROUP_ID_IN_USE, () -> bob.join(welcome));
    assertBreaks(Rule.GROUP_ID_IN_USE, () -> bob.createGroup(id));
    assertEquals(0, group.epoch());
    group.merge(group.commit().stage());
    bob.deleteGroup(id);
    bob.join(welcome);
  }

  @Test
  void memberCanBeAddedAgainAfterItsRemoval() throws Exception {
    Friends friends = Friends.of("alice", "bob", "carol");
    friends.commit(0, friends.group(0).commit().remove(new LeafIndex(1)).stage());
    friends.add(friends.client(1));
    friends.assertAgreed();
    assertEquals(1, friends.client(1).groups().size());
  }

  /** In the store, the empty name stands for the client itself. */
  @Test
  @Enforces(Rule.GROUP_ID_IN_USE)
  void groupHasAName() throws Exception {
    GroupId nameless = new GroupId(Bytes.EMPTY);
    refused(Rule.GROUP_ID_IN_USE, welcome().groupId(nameless));
    assertBreaks(Rule.GROUP_ID_IN_USE, () -> bob.createGroup(nameless));
    MlsClient carol = Friends.client("carol");
    ExternalJoinBuilder join = carol.joinExternally(welcome().groupId(nameless).info());
    assertBreaks(Rule.GROUP_ID_IN_USE, join::stage);
  }
}
