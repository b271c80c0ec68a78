package dev.hornbeam.mls;

import static dev.hornbeam.mls.Refusals.assertBreaks;
import static dev.hornbeam.mls.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.framing.PublicFraming;
import dev.hornbeam.mls.group.GroupInfos;
import dev.hornbeam.mls.message.GroupInfo;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.testing.ForgedCommit;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.ExternalSender;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.RequiredCapabilities;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Those outside of a group: who join by themselves, and who propose (RFC 9420 s.12.1.8, 12.4.3.2).
 */
class ExternalTest {
  private static final LeafIndex BOB = new LeafIndex(1);

  private Friends friends;

  @BeforeEach
  void makeFriends() throws MlsException {
    friends = Friends.of("alice", "bob", "carol");
  }

  private static GroupInfo info(Group group) throws MlsException {
    return Messages.groupInfo(group.groupInfo());
  }

  /** An external commit of a new client; its ExternalInit is in the list already. */
  private ForgedCommit commit() throws MlsException {
    return commit(new ForgedKeyPackage(friends.crypto(), Credential.basic("dave")));
  }

  private ForgedCommit commit(ForgedKeyPackage client) throws MlsException {
    try {
      GroupInfo info = info(friends.group(0));
      return ForgedCommit.external(
          friends.crypto(),
          GroupInfos.verify(friends.group(0).core().settings().env(), info, Optional.empty()),
          info.externalPub().orElseThrow(),
          client.make().leafNode().contents(),
          client.key().privateKey());
    } catch (dev.hornbeam.mls.crypto.CryptoRefused e) {
      throw new AssertionError(e);
    }
  }

  private static Bytes message(ForgedCommit commit) throws MlsException {
    return new MlsMessage.Public(PublicFraming.fromOutside(commit.make(WireFormat.PUBLIC_MESSAGE)))
        .encoded();
  }

  /** Its creator alone can link a new group to another. */
  @Test
  void joinerDoesNotLinkANewGroup() throws Exception {
    friends = Friends.of("alice");
    GroupId group = friends.group(0).id();
    Bytes message = message(commit().with(psk(new Psk.Resumption(Psk.Usage.BRANCH, group, 0), 32)));
    assertRefused(Rule.PSK_USAGE, friends.client(0), friends.group(0), message);
  }

  private static Proposal psk(Psk psk, int nonceLength) {
    return new Proposal.PreSharedKey(new PreSharedKeyId(psk, Bytes.own(new byte[nonceLength])));
  }

  @Test
  void memberDoesNotJoinWithTheSameKey() throws Exception {
    MlsClient elsewhere =
        Friends.client(
            "bob", builder -> builder.signatureKey(friends.client(1).identity().signatureKey()));
    assertBreaks(
        Rule.SIGNATURE_KEY_NOT_UNIQUE,
        () -> elsewhere.joinExternally(friends.group(0).groupInfo()).stage());
  }

  @Test
  void groupInfoHasTheKeyForExternalCommits() throws Exception {
    GroupInfo info = info(friends.group(0));
    GroupInfo without =
        GroupInfo.sign(
            friends.crypto(),
            friends.state(0).own().signature().privateKey(),
            info.groupContext(),
            Extensions.NONE,
            info.confirmationTag(),
            info.signer());
    MlsClient dave = Friends.client("dave");
    ExternalJoinBuilder join =
        dave.joinExternally(new MlsMessage.Info(without).encoded())
            .tree(friends.group(0).ratchetTree());
    assertBreaks(Rule.EXTERNAL_PUB_MISSING, join::stage);
  }

  @Test
  void clientJoinsByItself() throws Exception {
    MlsClient dave = Friends.client("dave");
    for (int i = 0; i < 3; i++) {
      Bytes id = Bytes.utf8("psk");
      try (Secret psk = Secret.copyOf(new byte[] {7})) {
        friends.client(i).putPsk(id, psk);
        dave.putPsk(id, psk);
      }
    }
    ExternalJoin join =
        dave.joinExternally(friends.group(2).groupInfo(TreeDelivery.OUT_OF_BAND))
            .tree(friends.group(0).ratchetTree())
            .psk(Bytes.utf8("psk"))
            .authenticatedData(Bytes.utf8("knock knock"))
            .stage();
    friends.receiveAndMerge(join.message(), -1);
    friends.joined(dave, dave.merge(join));
    friends.assertAgreed();
    assertEquals(new LeafIndex(3), friends.group(3).ownLeaf());
    assertThrows(IllegalStateException.class, () -> dave.merge(join));
  }

  /** A client that lost its state; a place to the left of its old one is free. */
  @Test
  void resyncLandsOnTheLeftmostFreeLeaf() throws Exception {
    friends = Friends.of("alice", "bob", "carol", "dave");
    friends.commit(0, friends.group(0).commit().remove(BOB).stage());
    MlsClient dave = friends.client(3);
    Group before = friends.group(3);
    ExternalJoin join =
        dave.joinExternally(friends.group(2).groupInfo()).removing(before.ownLeaf()).stage();
    assertInstanceOf(Received.RemovalReceived.class, before.receive(join.message()));
    for (int i : new int[] {0, 2}) {
      Received.CommitReceived received =
          assertInstanceOf(Received.CommitReceived.class, friends.group(i).receive(join.message()));
      assertEquals(BOB, received.commit().committer().leaf());
      friends.group(i).merge(received.commit());
    }
    Group after = dave.merge(join);
    assertFalse(before.isActive());
    assertThrows(IllegalStateException.class, () -> before.protect(Bytes.EMPTY));
    assertEquals(BOB, after.ownLeaf());
    assertEquals(Optional.of(after), dave.group(after.id()));
    friends.joined(dave, after);
    friends.assertAgreed();
    friends.commit(4, after.commit().stage());
    friends.assertAgreed();
  }

  @Test
  void resyncLandsOnItsOldLeafIfThatIsTheFirst() throws Exception {
    MlsClient bob = friends.client(1);
    ExternalJoin join = bob.joinExternally(friends.group(0).groupInfo()).removing(BOB).stage();
    friends.receiveAndMerge(join.message(), 1);
    Group after = bob.merge(join);
    assertEquals(BOB, after.ownLeaf());
    friends.joined(bob, after);
    friends.assertAgreed();
  }

  @Test
  void memberDoesNotJoinAgain() throws Exception {
    MlsClient dave = Friends.client("dave");
    ExternalJoin one = dave.joinExternally(friends.group(0).groupInfo()).stage();
    ExternalJoin two = dave.joinExternally(friends.group(0).groupInfo()).stage();
    Group group = dave.merge(one);
    assertBreaks(Rule.GROUP_ID_IN_USE, () -> dave.merge(two));
    dave.discard(two);
    ExternalJoinBuilder three = dave.joinExternally(friends.group(0).groupInfo());
    assertBreaks(Rule.GROUP_ID_IN_USE, three::stage);
    friends.receiveAndMerge(one.message(), -1);
    friends.joined(dave, group);
    friends.assertAgreed();
  }

  // Proposals from outside.

  private void listSender(MlsClient server) throws MlsException {
    Extensions extensions = Extensions.of(Friends.externalSenders(server));
    friends.commit(0, friends.group(0).commit().extensions(extensions).stage());
  }

  @Test
  void externalSendersProposalsAreCommitted() throws Exception {
    MlsClient server = Friends.client("server");
    listSender(server);
    GroupId id = friends.group(0).id();
    MlsClient dave = Friends.client("dave");
    long epoch = friends.group(0).epoch();
    Bytes remove = server.proposeAsExternalSender(id, epoch, 0).remove(BOB);
    Bytes add = server.proposeAsExternalSender(id, epoch, 0).add(dave.newKeyPackage());
    friends.receiveProposal(remove, -1);
    friends.receiveProposal(add, -1);
    OutgoingCommit commit = friends.group(2).commit().stage();
    assertEquals(2, commit.changes().size());
    friends.commit(2, commit);
    friends.joined(dave, dave.join(commit.welcome().orElseThrow()));
    friends.assertAgreed();
    long next = friends.group(0).epoch();
    Bytes id1 = Bytes.utf8("psk");
    for (Bytes each :
        List.of(
            server.proposeAsExternalSender(id, next, 0).psk(id1),
            server.proposeAsExternalSender(id, next, 0).extensions(Extensions.NONE),
            server
                .proposeAsExternalSender(id, next, 0)
                .reInit(GroupId.of("next"), Friends.SUITE, Extensions.NONE))) {
      friends.receiveProposal(each, -1);
    }
  }

  @Test
  void externalSenderIsOutsideOfTheGroup() throws Exception {
    ProposalBuilder proposal =
        Friends.client("server").proposeAsExternalSender(friends.group(0).id(), 1, 0);
    assertThrows(IllegalArgumentException.class, proposal::update);
    ProposalBuilder encrypted = proposal.framing(HandshakeFraming.PRIVATE);
    assertThrows(IllegalArgumentException.class, () -> encrypted.remove(BOB));
  }

  @Test
  void externalSenderHasAKeyOfTheSuite() {
    for (Bytes key : List.of(Bytes.EMPTY, Bytes.utf8("short"))) {
      Extensions extensions =
          Extensions.of(
              ExternalSender.toExtension(
                  List.of(new ExternalSender(key, Credential.basic("server")))));
      MlsClient alice = friends.client(0);
      assertBreaks(Rule.EXTERNAL_SENDER_KEY, () -> alice.createGroup(GroupId.random(), extensions));
    }
  }

  @Test
  void newMembersProposalIsCommitted() throws Exception {
    MlsClient dave = Friends.client("dave");
    Bytes proposal = dave.proposeToJoin(friends.group(0).id(), friends.group(0).epoch());
    friends.receiveProposal(proposal, -1);
    OutgoingCommit commit = friends.group(1).commit().stage();
    assertEquals(1, commit.added().size());
    friends.commit(1, commit);
    friends.joined(dave, dave.join(commit.welcome().orElseThrow()));
    friends.assertAgreed();
    assertTrue(friends.group(3).isActive());
  }

  @Test
  void joinerHasWhatTheGroupRequires() throws Exception {
    CredentialType special = new CredentialType(0xf001);
    Extensions required =
        Extensions.of(
            new RequiredCapabilities(List.of(), List.of(), List.of(special)).toExtension());
    friends =
        Friends.of(
            required,
            builder -> builder.framing(HandshakeFraming.PUBLIC).supportedCredentials(special),
            "alice",
            "bob");
    MlsClient dave = Friends.client("dave");
    assertBreaks(
        Rule.LEAF_REQUIRED_CAPABILITIES,
        () -> dave.joinExternally(friends.group(0).groupInfo()).stage());
    MlsClient erin =
        Friends.client(
            "erin",
            builder -> builder.framing(HandshakeFraming.PUBLIC).supportedCredentials(special));
    ExternalJoin join = erin.joinExternally(friends.group(0).groupInfo()).stage();
    friends.receiveAndMerge(join.message(), -1);
    friends.joined(erin, erin.merge(join));
    friends.assertAgreed();
  }
}
