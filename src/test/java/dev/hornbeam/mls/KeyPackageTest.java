package dev.hornbeam.mls;

import static dev.hornbeam.mls.Refusals.assertAccepted;
import static dev.hornbeam.mls.Refusals.assertBreaks;
import static dev.hornbeam.mls.Refusals.assertUndecryptable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.testing.OpaqueKeySource;
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

  private void accepted(ForgedKeyPackage keyPackage) throws MlsException {
    Group bob = friends.group(1);
    bob.discard(bob.commit().add(keyPackage.message()).stage());
    assertAccepted(friends, friends.forgeCommit(0).with(new Proposal.Add(keyPackage.make())));
  }

  @Test
  void unknownValuesAreAccepted() throws Exception {
    Capabilities odd =
        new Capabilities(
            List.of(1, 77),
            List.of(0xf0f0, 1),
            List.of(UNKNOWN, UNKNOWN),
            List.of(new ProposalType(0xf001)),
            List.of(new CredentialType(0xf001), CredentialType.BASIC));
    accepted(keyPackage().leaf(leaf -> Leaves.with(leaf, odd)));
  }

  /** Peers send such ones to see that they are ignored (s.10, s.13.4), and do not list them all. */
  @Test
  void unknownExtensionsAreIgnored() throws Exception {
    Extension unknown = new Extension(UNKNOWN, Bytes.utf8("?"));
    accepted(keyPackage().extensions(Extensions.of(unknown)));
  }

  @Test
  void ownExtensionsAreListed() throws Exception {
    for (KeyPackageUse use : KeyPackageUse.values()) {
      KeyPackage made = Messages.keyPackage(Friends.client("carol").newKeyPackage(use));
      assertFalse(made.extensions().list().isEmpty());
      assertTrue(
          made.leafNode().capabilities().supportsExtensions(made.extensions().types()),
          () -> made.extensions().types().toString());
    }
  }

  private static LeafNodeSource lifetime(long notBefore, long notAfter) {
    return new LeafNodeSource.KeyPackage(new Lifetime(notBefore, notAfter));
  }

  /** Who adds a client checks the time; who sees it added may be late (s.7.3). */
  @Test
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
