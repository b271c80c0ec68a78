package dev.hornbeam.mls;

import static dev.hornbeam.mls.Refusals.assertBreaks;
import static dev.hornbeam.mls.Refusals.assertGoesOn;
import static dev.hornbeam.mls.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.SignatureKey;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.framing.PublicFraming;
import dev.hornbeam.mls.group.GroupInfos;
import dev.hornbeam.mls.message.GroupInfo;
import dev.hornbeam.mls.message.MlsMessage;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.ProposalRef;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.message.WireFormat;
import dev.hornbeam.mls.testing.Enforces;
import dev.hornbeam.mls.testing.ForgedCommit;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
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

  private ForgedCommit commitOfCarol() throws MlsException {
    return commit(new ForgedKeyPackage(friends.crypto(), Credential.basic("carol")));
  }

  private static Bytes message(ForgedCommit commit) throws MlsException {
    return new MlsMessage.Public(PublicFraming.fromOutside(commit.make(WireFormat.PUBLIC_MESSAGE)))
        .encoded();
  }

  private void refused(Rule rule, ForgedCommit commit) throws MlsException {
    assertRefused(rule, friends, message(commit));
    assertGoesOn(friends);
  }

  private void accepted(ForgedCommit commit) throws MlsException {
    Refusals.discard(friends.group(1), friends.group(1).receive(message(commit)));
  }

  /**
   * Who joins anew takes the place of nobody else, whatever the application says of credentials.
   */
  @Test
  @Enforces(Rule.CREDENTIAL_REFUSED)
  void joinerRemovesNobodyElse() throws Exception {
    refused(Rule.CREDENTIAL_REFUSED, commit().with(new Proposal.Remove(new LeafIndex(2))));
  }

  private Proposal externalInit() {
    return new Proposal.ExternalInit(friends.crypto().generateHpkeKey().publicKey());
  }

  private Proposal add() throws MlsException {
    return new Proposal.Add(
        new ForgedKeyPackage(friends.crypto(), Credential.basic("erin")).make());
  }

  @Test
  @Enforces({Rule.EXTERNAL_COMMIT_INIT, Rule.EXTERNAL_COMMIT_REMOVES, Rule.EXTERNAL_INIT_KEM})
  void joinerBringsOneInitSecretAndRemovesAtMostOne() throws Exception {
    accepted(commit());
    accepted(commitOfCarol().with(new Proposal.Remove(new LeafIndex(2))));
    refused(Rule.EXTERNAL_COMMIT_INIT, commit().with(externalInit()));
    refused(Rule.EXTERNAL_COMMIT_INIT, commit().withoutProposals());
    refused(
        Rule.EXTERNAL_COMMIT_REMOVES,
        commit().with(new Proposal.Remove(BOB), new Proposal.Remove(new LeafIndex(2))));
    refused(Rule.REMOVE_OF_BLANK, commit().with(new Proposal.Remove(new LeafIndex(3))));
    for (Bytes kemOutput : List.of(Bytes.EMPTY, Bytes.own(new byte[32]))) {
      refused(
          Rule.EXTERNAL_INIT_KEM,
          commit().withoutProposals().with(new Proposal.ExternalInit(kemOutput)));
    }
  }

  @Test
  @Enforces({Rule.EXTERNAL_COMMIT_PROPOSALS, Rule.EXTERNAL_COMMIT_REFERENCE})
  void joinerCommitsNothingElse() throws Exception {
    LeafNode leaf = friends.state(2).ownLeaf();
    for (Proposal other :
        List.of(
            add(),
            new Proposal.Update(leaf),
            new Proposal.GroupContextExtensions(Extensions.NONE),
            new Proposal.ReInit(GroupId.of("next"), 1, 1, Extensions.NONE))) {
      refused(Rule.EXTERNAL_COMMIT_PROPOSALS, commit().with(other));
    }
    Proposal remove = new Proposal.Remove(new LeafIndex(2));
    ProposalRef reference = friends.propose(0, friends.forge(0).proposal(remove));
    refused(
        Rule.EXTERNAL_COMMIT_REFERENCE,
        commit().with(reference, new Sender.Member(new LeafIndex(0)), remove));
  }

  @Test
  @Enforces({Rule.EXTERNAL_COMMIT_PATH, Rule.CONFIRMATION_TAG})
  void joinerHasAPathAndTheConfirmationTag() throws Exception {
    refused(Rule.EXTERNAL_COMMIT_PATH, commit().withoutPath());
    refused(Rule.CONFIRMATION_TAG, commit().tag(Leaves::damaged));
  }

  @Test
  @Enforces({Rule.PSK_NONCE_LENGTH, Rule.PSK_USAGE, Rule.PSK_TWICE})
  void presharedKeysOfAJoinerKeepToTheRules() throws Exception {
    GroupId group = friends.group(0).id();
    refused(Rule.PSK_NONCE_LENGTH, commit().with(psk(new Psk.External(Bytes.EMPTY), 31)));
    Proposal twice = psk(new Psk.External(Bytes.EMPTY), 32);
    refused(Rule.PSK_TWICE, commit().with(twice, twice));
    refused(Rule.PSK_USAGE, commit().with(psk(new Psk.Resumption(Psk.Usage.BRANCH, group, 1), 32)));
  }

  /** Its creator alone can link a new group to another. */
  @Test
  @Enforces(Rule.PSK_USAGE)
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
  @Enforces({Rule.SIGNATURE_KEY_NOT_UNIQUE, Rule.LEAF_CREDENTIAL_SUPPORT})
  void leafOfAJoinerFitsTheGroup() throws Exception {
    SignatureKey twice = friends.crypto().generateSignatureKey();
    MlsClient elsewhere =
        Friends.client(
            "bob", builder -> builder.signatureKey(friends.client(1).identity().signatureKey()));
    assertBreaks(
        Rule.SIGNATURE_KEY_NOT_UNIQUE,
        () -> elsewhere.joinExternally(friends.group(0).groupInfo()).stage());
    CredentialType unknown = new CredentialType(0xf001);
    refused(
        Rule.LEAF_CREDENTIAL_SUPPORT,
        commit(
                new ForgedKeyPackage(
                    friends.crypto(), new Credential.Other(unknown, Bytes.utf8("dave"))))
            .leaf(
                leaf ->
                    Leaves.with(
                        leaf,
                        ForgedKeyPackage.capabilities(
                            friends.crypto(),
                            List.of(),
                            List.of(),
                            unknown,
                            CredentialType.BASIC))));
    refused(
        Rule.CONTENT_SIGNATURE,
        commit()
            .leaf(leaf -> Leaves.withSignatureKey(leaf, twice.publicKey()))
            .leafSigner(twice.privateKey()));
  }

  @Test
  @Enforces(Rule.EXTERNAL_PUB_MISSING)
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

  /** It meets what an Update of the removed leaf would have to (s.12.2). */
  @Test
  @Enforces({Rule.ENCRYPTION_KEY_UNCHANGED, Rule.LEAF_SOURCE})
  void leafOfAResyncIsNew() throws Exception {
    Bytes old = friends.state(2).ownLeaf().encryptionKey();
    Proposal remove = new Proposal.Remove(new LeafIndex(2));
    refused(
        Rule.ENCRYPTION_KEY_UNCHANGED,
        commitOfCarol().with(remove).leaf(leaf -> Leaves.withKey(leaf, old)));
    refused(
        Rule.LEAF_SOURCE,
        commitOfCarol().with(remove).leaf(leaf -> leaf.with(new LeafNodeSource.Update())));
    accepted(commitOfCarol().with(remove));
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
  @Enforces(Rule.GROUP_ID_IN_USE)
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

  private static ExternalSender sender(MlsClient client) {
    return new ExternalSender(
        client.identity().signatureKey().publicKey(), client.identity().credential());
  }

  private void listSender(MlsClient server) throws MlsException {
    Extensions extensions = Extensions.of(ExternalSender.toExtension(List.of(sender(server))));
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
  @Enforces({Rule.SENDER_NOT_LISTED, Rule.CONTENT_SIGNATURE})
  void othersAreNoExternalSenders() throws Exception {
    MlsClient server = Friends.client("server");
    GroupId id = friends.group(0).id();
    assertRefused(
        Rule.SENDER_NOT_LISTED,
        friends,
        server.proposeAsExternalSender(id, friends.group(0).epoch(), 0).remove(BOB));
    listSender(server);
    long epoch = friends.group(0).epoch();
    MlsClient other = Friends.client("other");
    assertRefused(
        Rule.SENDER_NOT_LISTED, friends, server.proposeAsExternalSender(id, epoch, 1).remove(BOB));
    assertRefused(
        Rule.CONTENT_SIGNATURE, friends, other.proposeAsExternalSender(id, epoch, 0).remove(BOB));
    assertThrows(
        IllegalArgumentException.class,
        () -> server.proposeAsExternalSender(id, epoch, 0).update());
    assertThrows(
        IllegalArgumentException.class,
        () ->
            server
                .proposeAsExternalSender(id, epoch, 0)
                .framing(HandshakeFraming.PRIVATE)
                .remove(BOB));
  }

  @Test
  @Enforces(Rule.EXTERNAL_SENDER_KEY)
  void externalSenderHasAKeyOfTheSuite() throws Exception {
    for (Bytes key : List.of(Bytes.EMPTY, Bytes.utf8("short"))) {
      Extensions extensions =
          Extensions.of(
              ExternalSender.toExtension(
                  List.of(new ExternalSender(key, Credential.basic("server")))));
      Proposal proposal = new Proposal.GroupContextExtensions(extensions);
      assertRefused(Rule.EXTERNAL_SENDER_KEY, friends, friends.forge(0).proposal(proposal));
      assertRefused(Rule.EXTERNAL_SENDER_KEY, friends, friends.forgeCommit(0).with(proposal));
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
  @Enforces({Rule.LEAF_REQUIRED_CAPABILITIES})
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
    refused(Rule.LEAF_REQUIRED_CAPABILITIES, commit());
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
