package dev.hornbeam.mls;

import static dev.hornbeam.mls.Refusals.assertAccepted;
import static dev.hornbeam.mls.Refusals.assertBreaks;
import static dev.hornbeam.mls.Refusals.assertRefused;
import static dev.hornbeam.mls.Refusals.assertUndecryptable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.testing.Enforces;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.testing.OpaqueKeySource;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.Lifetime;
import dev.hornbeam.mls.types.ProposalType;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Key packages (RFC 9420 s.10): what is refused of others, and what becomes of one's own. */
class KeyPackageTest {
  private static final ExtensionType UNKNOWN = new ExtensionType(0xf001);

  private Friends friends;

  @BeforeEach
  void makeFriends() throws MlsException {
    friends = Friends.of("alice", "bob");
  }

  private ForgedKeyPackage keyPackage() {
    return new ForgedKeyPackage(friends.crypto(), Credential.basic("carol"));
  }

  /** By who wants to add the client, by who sees it proposed, and by who sees it committed. */
  private void refused(Rule rule, ForgedKeyPackage forged) throws MlsException {
    Bytes keyPackage = forged.message();
    Group bob = friends.group(1);
    assertBreaks(rule, () -> bob.commit().add(keyPackage).stage());
    assertBreaks(rule, () -> bob.propose().add(keyPackage));
    assertFalse(bob.commitRequired());
    assertRefusedOfOthers(rule, forged);
  }

  private void assertRefusedOfOthers(Rule rule, ForgedKeyPackage forged) throws MlsException {
    Proposal add = new Proposal.Add(forged.make());
    assertRefused(rule, friends, friends.forge(0).proposal(add));
    assertRefused(rule, friends, friends.forgeCommit(0).with(add));
  }

  private void accepted(ForgedKeyPackage keyPackage) throws MlsException {
    Group bob = friends.group(1);
    bob.discard(bob.commit().add(keyPackage.message()).stage());
    assertAccepted(friends, friends.forgeCommit(0).with(new Proposal.Add(keyPackage.make())));
  }

  @Test
  void genuineKeyPackageIsAccepted() throws Exception {
    accepted(keyPackage());
  }

  @Test
  @Enforces({Rule.KEY_PACKAGE_VERSION, Rule.KEY_PACKAGE_SUITE, Rule.KEY_PACKAGE_SIGNATURE})
  void keyPackageIsOfTheGroupsVersionAndSuiteAndSigned() throws Exception {
    refused(Rule.KEY_PACKAGE_VERSION, keyPackage().version(2));
    refused(Rule.KEY_PACKAGE_SUITE, keyPackage().suite(3));
    refused(Rule.KEY_PACKAGE_SIGNATURE, keyPackage().signature(Leaves::damaged));
    refused(Rule.KEY_PACKAGE_SIGNATURE, keyPackage().signature(valid -> Bytes.EMPTY));
  }

  @Test
  @Enforces({Rule.KEY_PACKAGE_INIT_KEY, Rule.KEY_PACKAGE_SAME_KEYS})
  void initKeyIsAKeyOfItsOwn() throws Exception {
    refused(Rule.KEY_PACKAGE_INIT_KEY, keyPackage().initKey(Bytes.utf8("short")));
    refused(Rule.KEY_PACKAGE_INIT_KEY, keyPackage().initKey(Bytes.own(new byte[32])));
    Bytes key = friends.crypto().generateHpkeKey().publicKey();
    refused(
        Rule.KEY_PACKAGE_SAME_KEYS,
        keyPackage().initKey(key).leaf(leaf -> Leaves.withKey(leaf, key)));
  }

  @Test
  @Enforces({Rule.KEY_PACKAGE_EXTENSION_UNLISTED, Rule.EXTENSIONS_NOT_UNIQUE})
  void extensionsAreListedAndUnique() throws Exception {
    Extension unknown = new Extension(UNKNOWN, Bytes.utf8("?"));
    Capabilities listed =
        ForgedKeyPackage.capabilities(
            friends.crypto(), List.of(UNKNOWN), List.of(), CredentialType.BASIC);
    UnaryOperator<LeafNode.Contents> lists = leaf -> Leaves.with(leaf, listed);
    refused(Rule.KEY_PACKAGE_EXTENSION_UNLISTED, keyPackage().extensions(Extensions.of(unknown)));
    refused(
        Rule.EXTENSIONS_NOT_UNIQUE,
        keyPackage().leaf(lists).extensions(Extensions.of(unknown, unknown)));
    accepted(keyPackage().leaf(lists).extensions(Extensions.of(unknown)));
  }

  @Test
  @Enforces({
    Rule.LEAF_SOURCE,
    Rule.LEAF_SIGNATURE,
    Rule.LEAF_KEY_INVALID,
    Rule.LEAF_LIFETIME_TOO_LONG,
    Rule.LEAF_EXTENSION_UNLISTED,
    Rule.LEAF_CREDENTIAL_UNLISTED,
    Rule.LEAF_SUITE_UNLISTED,
    Rule.LEAF_VERSION_UNLISTED
  })
  void leafIsValid() throws Exception {
    refusedLeaf(Rule.LEAF_SOURCE, leaf -> leaf.with(new LeafNodeSource.Update()));
    refused(Rule.LEAF_SIGNATURE, keyPackage().signedLeaf(Leaves::damaged));
    refusedLeaf(Rule.LEAF_KEY_INVALID, leaf -> Leaves.withKey(leaf, Bytes.own(new byte[32])));
    refusedLeaf(Rule.LEAF_LIFETIME_TOO_LONG, leaf -> leaf.with(lifetime(0, Long.MAX_VALUE)));
    refusedLeaf(Rule.LEAF_LIFETIME_TOO_LONG, leaf -> leaf.with(lifetime(0, -1)));
    Extensions unlisted = Extensions.of(new Extension(UNKNOWN, Bytes.EMPTY));
    refusedLeaf(Rule.LEAF_EXTENSION_UNLISTED, leaf -> Leaves.with(leaf, unlisted));
    List<Integer> mls = List.of(1);
    List<CredentialType> basic = List.of(CredentialType.BASIC);
    refusedCapabilities(
        Rule.LEAF_CREDENTIAL_UNLISTED,
        new Capabilities(mls, mls, List.of(), List.of(), List.of(CredentialType.X509)));
    refusedCapabilities(
        Rule.LEAF_SUITE_UNLISTED, new Capabilities(mls, List.of(2), List.of(), List.of(), basic));
    refusedCapabilities(
        Rule.LEAF_VERSION_UNLISTED, new Capabilities(List.of(2), mls, List.of(), List.of(), basic));
    Capabilities odd =
        new Capabilities(
            List.of(1, 77),
            List.of(0xf0f0, 1),
            List.of(UNKNOWN, UNKNOWN),
            List.of(new ProposalType(0xf001)),
            List.of(new CredentialType(0xf001), CredentialType.BASIC));
    accepted(keyPackage().leaf(leaf -> Leaves.with(leaf, odd)));
  }

  private static LeafNodeSource lifetime(long notBefore, long notAfter) {
    return new LeafNodeSource.KeyPackage(new Lifetime(notBefore, notAfter));
  }

  private void refusedLeaf(Rule rule, UnaryOperator<LeafNode.Contents> change) throws MlsException {
    refused(rule, keyPackage().leaf(change));
  }

  private void refusedCapabilities(Rule rule, Capabilities capabilities) throws MlsException {
    refusedLeaf(rule, leaf -> Leaves.with(leaf, capabilities));
  }

  /** Who adds a client checks the time; who sees it added may be late (s.7.3). */
  @Test
  @Enforces(Rule.LEAF_LIFETIME)
  void expiredKeyPackageIsNotUsed() throws Exception {
    ForgedKeyPackage expired = keyPackage().leaf(leaf -> leaf.with(lifetime(1000, 2000)));
    Group bob = friends.group(1);
    assertBreaks(Rule.LEAF_LIFETIME, () -> bob.commit().add(expired.message()).stage());
    assertBreaks(Rule.LEAF_LIFETIME, () -> bob.propose().add(expired.message()));
    assertAccepted(friends, friends.forgeCommit(0).with(new Proposal.Add(expired.make())));
    bob.receive(friends.forge(0).proposal(new Proposal.Add(expired.make())));
    OutgoingCommit commit = bob.commit().stage();
    assertEquals(List.of(), commit.changes());
    bob.merge(commit);
  }

  @Test
  void keyPackageIsConsumedOnce() throws Exception {
    MlsClient carol = Friends.client("carol");
    Bytes keyPackage = carol.newKeyPackage();
    Bytes one = welcome(Friends.client("dave"), keyPackage);
    Bytes two = welcome(Friends.client("erin"), keyPackage);
    carol.join(one);
    assertUndecryptable(UndecryptableMessage.Reason.NOT_FOR_THIS_CLIENT, () -> carol.join(two));
  }

  private static Bytes welcome(MlsClient by, Bytes keyPackage) throws MlsException {
    Group group = by.createGroup(GroupId.random());
    OutgoingCommit commit = group.commit().add(keyPackage).stage();
    group.merge(commit);
    return commit.welcome().orElseThrow();
  }

  @Test
  void lastResortIsNotDeleted() throws Exception {
    MlsClient carol = Friends.client("carol");
    Bytes keyPackage = carol.newKeyPackage(KeyPackageUse.LAST_RESORT);
    for (String name : List.of("dave", "erin", "frank")) {
      Group group = carol.join(welcome(Friends.client(name), keyPackage));
      group.merge(group.commit().stage());
    }
    assertEquals(3, carol.groups().size());
  }

  @Test
  void deletedKeyPackageLeavesNoKey() throws Exception {
    OpaqueKeySource keys = new OpaqueKeySource();
    MlsClient carol = Friends.client("carol", builder -> builder.keys(keys));
    int before = keys.refs().size();
    for (KeyPackageUse use : KeyPackageUse.values()) {
      Bytes keyPackage = carol.newKeyPackage(use);
      assertTrue(keys.refs().size() > before);
      carol.deleteKeyPackage(keyPackage);
      assertEquals(before, keys.refs().size());
    }
  }
}
