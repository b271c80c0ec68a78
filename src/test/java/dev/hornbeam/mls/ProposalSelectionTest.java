package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.message.KeyPackage;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.tree.TreeMeter;
import dev.hornbeam.mls.types.Capabilities;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.CredentialType;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.Grease;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeySource;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.RequiredCapabilities;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which of the proposals that wait a committer takes (RFC 9420 s.12.2, s.12.4). */
class ProposalSelectionTest {
  private static final LeafIndex DAVE = new LeafIndex(3);
  private static final CredentialType UNSUPPORTED = new CredentialType(0xf001);

  private Friends friends;

  @BeforeEach
  void makeFriends() throws MlsException {
    friends = Friends.of("alice", "bob", "carol", "dave");
  }

  /** Alice commits what waits, the others take it, and all agree. */
  private List<Change> committed() throws MlsException {
    OutgoingCommit commit = friends.group(0).commit().stage();
    friends.commit(0, commit);
    friends.assertAgreed();
    return commit.changes();
  }

  private void propose(int member, Proposal proposal) throws MlsException {
    friends.receiveProposal(friends.forge(member).proposal(proposal), member);
  }

  private ForgedKeyPackage keyPackage(String name) {
    return new ForgedKeyPackage(friends.crypto(), Credential.basic(name));
  }

  private Proposal update(int member, UnaryOperator<LeafNode.Contents> change) throws MlsException {
    LeafNode.Contents contents = friends.state(member).ownLeaf().contents();
    Bytes key = friends.crypto().generateHpkeKey().publicKey();
    LeafNode.Contents fresh = Leaves.withKey(contents, key).with(new LeafNodeSource.Update());
    return new Proposal.Update(
        change
            .apply(fresh)
            .sign(
                friends.crypto(),
                friends.state(member).own().signature().privateKey(),
                friends.group(0).id(),
                new LeafIndex(member)));
  }

  @Test
  void removeIsPreferredToUpdate() throws Exception {
    friends.receiveProposal(friends.group(3).propose().update(), 3);
    friends.receiveProposal(friends.group(1).propose().remove(DAVE), 1);
    friends.receiveProposal(friends.group(2).propose().remove(DAVE), 2);
    assertEquals(List.of(new Change.Remove(DAVE)), committed());
  }

  @Test
  void latestUpdateIsPreferred() throws Exception {
    friends.receiveProposal(friends.group(3).propose().update(), 3);
    friends.receiveProposal(friends.group(3).propose().update(), 3);
    Bytes latest = friends.group(3).propose().update();
    friends.receiveProposal(latest, 3);
    assertEquals(1, committed().size());
    friends.commit(3, friends.group(3).commit().stage());
    friends.assertAgreed();
  }

  @Test
  void anythingIsPreferredToReInit() throws Exception {
    Bytes reInit =
        friends.group(1).propose().reInit(GroupId.of("next"), Friends.SUITE, Extensions.NONE);
    friends.receiveProposal(reInit, 1);
    friends.receiveProposal(friends.group(2).propose().remove(DAVE), 2);
    assertEquals(List.of(new Change.Remove(DAVE)), committed());
    assertTrue(friends.group(0).isActive());
  }

  @Test
  void firstOfTwoExtensionsIsTaken() throws Exception {
    Extensions first = required(List.of(CredentialType.BASIC));
    friends.receiveProposal(friends.group(1).propose().extensions(first), 1);
    friends.receiveProposal(friends.group(2).propose().extensions(Extensions.NONE), 2);
    assertEquals(List.of(new Change.SetExtensions(first)), committed());
  }

  @Test
  void ownProposalsGoFirst() throws Exception {
    MlsClient erin = Friends.client("erin");
    Bytes keyPackage = erin.newKeyPackage();
    friends.receiveProposal(friends.group(1).propose().add(keyPackage), 1);
    friends.receiveProposal(friends.group(1).propose().extensions(Extensions.NONE), 1);
    friends.receiveProposal(friends.group(2).propose().remove(DAVE), 2);
    Extensions own = required(List.of(CredentialType.BASIC));
    OutgoingCommit commit =
        friends.group(0).commit().add(keyPackage).extensions(own).remove(DAVE).stage();
    friends.commit(0, commit);
    assertEquals(3, commit.changes().size());
    assertEquals(own, friends.group(1).extensions());
    friends.joined(erin, erin.join(commit.welcome().orElseThrow()));
    friends.assertAgreed();
  }

  private static Extensions required(List<CredentialType> credentials) {
    return Extensions.of(new RequiredCapabilities(List.of(), List.of(), credentials).toExtension());
  }

  /** Proposals that are genuine by themselves, and that the group cannot take. */
  private List<Proposal> unfit() throws MlsException {
    LeafNode alices = friends.state(0).ownLeaf();
    KeyPackage bobsOwn = Friends.decoded(friends.client(1).newKeyPackage());
    Capabilities poor =
        ForgedKeyPackage.capabilities(friends.crypto(), List.of(), List.of(), UNSUPPORTED);
    Capabilities rich =
        ForgedKeyPackage.capabilities(
            friends.crypto(), List.of(), List.of(), UNSUPPORTED, CredentialType.BASIC);
    Credential unsupported = new Credential.Other(UNSUPPORTED, Bytes.EMPTY);
    Extension unknown = new Extension(new ExtensionType(0xf002), Bytes.EMPTY);
    PreSharedKeyId psk =
        new PreSharedKeyId(new Psk.External(Bytes.utf8("who?")), Bytes.own(new byte[32]));
    return List.of(
        new Proposal.Add(bobsOwn),
        new Proposal.Add(
            keyPackage("same key")
                .leaf(leaf -> Leaves.withKey(leaf, alices.encryptionKey()))
                .make()),
        new Proposal.Add(
            keyPackage("other credential")
                .leaf(leaf -> Leaves.with(Leaves.with(leaf, rich), unsupported))
                .make()),
        new Proposal.Add(
            keyPackage("takes no others")
                .leaf(leaf -> Leaves.with(Leaves.with(leaf, poor), unsupported))
                .make()),
        new Proposal.GroupContextExtensions(required(List.of(UNSUPPORTED))),
        new Proposal.GroupContextExtensions(Extensions.of(unknown)),
        new Proposal.PreSharedKey(psk),
        new Proposal.Remove(new LeafIndex(0)),
        update(1, leaf -> Leaves.with(Leaves.with(leaf, rich), unsupported)));
  }

  @Test
  void unfitProposalKeepsNothingElseOut() throws Exception {
    int count = unfit().size();
    for (int i = 0; i < count; i++) {
      Group alice = friends.group(0);
      Proposal unfit = unfit().get(i);
      Bytes keyPackage = Friends.client("erin").newKeyPackage();
      alice.receive(friends.forge(1).proposal(unfit));
      alice.receive(friends.group(2).propose().add(keyPackage));
      alice.receive(friends.group(2).propose().remove(DAVE));
      alice.receive(friends.group(2).propose().update());
      OutgoingCommit commit = alice.commit().stage();
      assertEquals(3, commit.changes().size(), () -> unfit + ": " + commit.changes());
      alice.merge(commit);
      makeFriends();
    }
  }

  @Test
  void unfitProposalsTogetherKeepNothingElseOut() throws Exception {
    for (Proposal each : unfit()) {
      propose(1, each);
    }
    friends.receiveProposal(friends.group(2).propose().update(), 2);
    friends.receiveProposal(friends.group(2).propose().remove(DAVE), 2);
    assertEquals(2, committed().size());
  }

  @Test
  void unfitProposalsDoNotKeepOwnOnesOut() throws Exception {
    for (Proposal each : unfit()) {
      propose(1, each);
    }
    MlsClient erin = Friends.client("erin");
    friends.add(erin);
    friends.assertAgreed();
  }

  private static Identity identity(Credential credential) throws MlsException {
    return new Identity(
        credential,
        KeySources.software().create(KeySource.Purpose.SIGNATURE, Friends.SUITE, "new"));
  }

  /** Whoever waits to be added, or to change, cannot keep a committer from its new credential. */
  @Test
  void newCredentialGoesBeforeWhoDoesNotSupportIt() throws Exception {
    Friends special =
        Friends.of(
            builder -> builder.framing(HandshakeFraming.PUBLIC).supportedCredentials(UNSUPPORTED),
            "alice",
            "bob");
    Bytes erin = Friends.client("erin").newKeyPackage();
    special.receiveProposal(special.group(1).propose().add(erin), 1);
    Identity identity = identity(new Credential.Other(UNSUPPORTED, Bytes.EMPTY));
    OutgoingCommit commit = special.group(0).commit().identity(identity).stage();
    assertEquals(List.of(), commit.changes());
    special.commit(0, commit);
    special.assertAgreed();
  }

  /** The committer's own client, which is to be added, cannot take its new key before it. */
  @Test
  void newSignatureKeyGoesBeforeWhoHasItToo() throws Exception {
    Identity identity = identity(Credential.basic("alice"));
    MlsClient same =
        Friends.client("alice", builder -> builder.signatureKey(identity.signatureKey()));
    friends.receiveProposal(friends.group(1).propose().add(same.newKeyPackage()), 1);
    Bytes erin = Friends.client("erin").newKeyPackage();
    friends.receiveProposal(friends.group(1).propose().add(erin), 1);
    OutgoingCommit commit = friends.group(0).commit().identity(identity).stage();
    assertEquals(1, commit.changes().size());
    friends.commit(0, commit);
    friends.assertAgreed();
  }

  /** What is proposed needs more of new members than the one that the committer adds has. */
  @Test
  void extensionsGiveWayToAnOwnAdd() throws Exception {
    CredentialType x509 = CredentialType.X509;
    friends.receiveProposal(friends.group(1).propose().extensions(required(List.of(x509))), 1);
    Capabilities basicOnly =
        ForgedKeyPackage.capabilities(friends.crypto(), List.of(), List.of(), CredentialType.BASIC);
    Bytes poor = keyPackage("erin").leaf(leaf -> Leaves.with(leaf, basicOnly)).message();
    OutgoingCommit commit = friends.group(0).commit().add(poor).stage();
    assertInstanceOf(Change.Add.class, commit.changes().get(0));
    assertEquals(1, commit.changes().size());
    friends.commit(0, commit);
  }

  @Test
  void pskThatIsKnownIsTaken() throws Exception {
    Bytes id = Bytes.utf8("known");
    try (Secret psk = Secret.copyOf(new byte[] {1})) {
      for (int i = 0; i < 4; i++) {
        friends.client(i).putPsk(id, psk);
      }
    }
    friends.receiveProposal(friends.group(1).propose().psk(id), 1);
    assertEquals(List.of(new Change.ExternalPsk(id)), committed());
  }

  @Test
  void workIsBounded() throws Exception {
    long few = costOfCommitting(40);
    makeFriends();
    long many = costOfCommitting(160);
    assertTrue(many < 6 * few, few + " visits for 40 proposals, " + many + " for 160");
  }

  /** Adds that clash with one another, so that one at a time could be found out. */
  private long costOfCommitting(int unfit) throws MlsException {
    KeyPackage bobsOwn = Friends.decoded(friends.client(1).newKeyPackage());
    Set<Bytes> signatureKeys = new HashSet<>();
    List<Proposal> proposals = new ArrayList<>();
    for (int i = 0; i < unfit; i++) {
      ForgedKeyPackage keyPackage = keyPackage("spam " + i);
      signatureKeys.add(keyPackage.key().publicKey());
      proposals.add(
          new Proposal.Add(
              keyPackage
                  .leaf(leaf -> Leaves.withKey(leaf, bobsOwn.leafNode().encryptionKey()))
                  .make()));
    }
    assertEquals(unfit, signatureKeys.size());
    for (Proposal each : proposals) {
      friends.group(0).receive(friends.forge(1).proposal(each));
    }
    OutgoingCommit[] staged = new OutgoingCommit[1];
    TreeMeter.Cost cost = TreeMeter.measure(() -> staged[0] = friends.group(0).commit().stage());
    assertEquals(1, staged[0].changes().size());
    return cost.visits();
  }

  /** Else nobody could commit while it waits. */
  @Test
  void whatTheCommitterOnlyListsIsLeftOut() throws Exception {
    CredentialType type = new CredentialType(Grease.value(0));
    ExtensionType extension = new ExtensionType(Grease.value(0));
    friends =
        Friends.of(
            builder ->
                builder
                    .framing(HandshakeFraming.PUBLIC)
                    .supportedCredentials(type)
                    .supportedExtensions(extension),
            "alice",
            "bob",
            "carol",
            "dave");
    Credential reserved = new Credential.Other(type, Bytes.EMPTY);
    propose(1, update(1, leaf -> Leaves.with(leaf, reserved)));
    Capabilities listed = friends.state(0).ownLeaf().capabilities();
    propose(
        2,
        new Proposal.Add(
            keyPackage("erin")
                .leaf(leaf -> Leaves.with(Leaves.with(leaf, listed), reserved))
                .make()));
    propose(
        3,
        new Proposal.GroupContextExtensions(Extensions.of(new Extension(extension, Bytes.EMPTY))));
    friends.receiveProposal(friends.group(3).propose().update(), 3);
    assertEquals(1, committed().size());
    assertEquals(4, friends.group(0).members().size());
  }
}
