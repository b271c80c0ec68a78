package dev.hornbeam.mls;

import static dev.hornbeam.mls.Refusals.assertAccepted;
import static dev.hornbeam.mls.Refusals.assertUndecryptable;
import static dev.hornbeam.mls.Refusals.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.StaleCommit;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.ProposalRef;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.testing.ForgedCommit;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.ProtocolVersion;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules of commits (RFC 9420 s.12.2 to s.12.4.2), kept and broken by the first member. */
class CommitTest {
  private static final LeafIndex ALICE = new LeafIndex(0);
  private static final LeafIndex BOB = new LeafIndex(1);
  private static final LeafIndex CAROL = new LeafIndex(2);

  private Friends friends;

  @BeforeEach
  void makeFriends() throws MlsException {
    friends = Friends.of("alice", "bob", "carol");
    friends.commit(1, friends.group(1).commit().stage());
  }

  private ForgedCommit commit(Proposal... proposals) {
    return friends.forgeCommit(0).with(proposals);
  }

  private static Proposal remove(LeafIndex leaf) {
    return new Proposal.Remove(leaf);
  }

  private Proposal add(String name) throws MlsException {
    return new Proposal.Add(new ForgedKeyPackage(friends.crypto(), Credential.basic(name)).make());
  }

  /** Another Update of a member's, with keys that nobody has. */
  private LeafNode update(int member, UnaryOperator<LeafNode.Contents> change) throws MlsException {
    LeafNode.Contents contents = friends.state(member).ownLeaf().contents();
    LeafNode.Contents fresh =
        Leaves.withKey(contents, friends.crypto().generateHpkeKey().publicKey());
    LeafNode.Contents changed = change.apply(fresh.with(new LeafNodeSource.Update()));
    return changed.sign(
        friends.crypto(),
        friends.state(member).own().signature().privateKey(),
        friends.group(0).id(),
        new LeafIndex(member));
  }

  private ProposalRef proposed(int member, Proposal proposal) throws MlsException {
    return friends.propose(member, friends.forge(member).proposal(proposal));
  }

  private static Sender member(LeafIndex leaf) {
    return new Sender.Member(leaf);
  }

  @Test
  void whatKeepsToTheRulesIsAccepted() throws Exception {
    assertAccepted(friends, commit());
    assertAccepted(friends, commit(add("dave"), add("erin")));
    assertAccepted(friends, commit(add("dave")).withoutPath());
    assertAccepted(friends, commit(remove(CAROL), add("dave")));
    assertAccepted(friends, commit(remove(BOB)));
    assertAccepted(friends, commit(new Proposal.GroupContextExtensions(Extensions.NONE)));
    Proposal update = new Proposal.Update(update(2, UnaryOperator.identity()));
    ProposalRef reference = proposed(2, update);
    assertAccepted(friends, commit().with(reference, member(CAROL), update));
    Proposal reInit = reInit(ProtocolVersion.MLS10);
    assertAccepted(friends, commit(reInit));
    assertAccepted(friends, commit(reInit).withoutPath());
    assertAccepted(friends, commit(reInit(2)));
  }

  /** What a member who leaves had may be another's. */
  @Test
  void keysOfTheRemovedAreFree() throws Exception {
    Proposal carolAgain = new Proposal.Add(Friends.decoded(friends.client(2).newKeyPackage()));
    assertAccepted(friends, commit(carolAgain, remove(CAROL)));
    Bytes carolsKey = friends.state(2).ownLeaf().encryptionKey();
    Proposal sameLeafKey =
        new Proposal.Add(
            new ForgedKeyPackage(friends.crypto(), Credential.basic("dave"))
                .leaf(leaf -> Leaves.withKey(leaf, carolsKey))
                .make());
    assertAccepted(friends, commit(sameLeafKey, remove(CAROL)));
  }

  @Test
  void groupAndEpochNameAResumptionPsk() throws Exception {
    Friends others = Friends.of("alice", "bob");
    for (int i = 0; i < 2; i++) {
      friends.commit(
          0, friends.group(0).commit().resumptionPsk(friends.group(0).id(), i + 1).stage());
      friends.assertAgreed();
    }
    OutgoingCommit unknown =
        others.group(0).commit().resumptionPsk(others.group(0).id(), 0).stage();
    assertUndecryptable(
        UndecryptableMessage.Reason.UNKNOWN_PSK, () -> others.group(1).receive(unknown.message()));
  }

  private static Proposal reInit(int version) {
    return new Proposal.ReInit(GroupId.of("next"), version, 1, Extensions.NONE);
  }

  @Test
  void unknownProposalIsAnErrorUntilItComes() throws Exception {
    Bytes proposal = friends.forge(2).proposal(remove(BOB));
    friends.group(0).receive(proposal);
    OutgoingCommit commit = friends.group(0).commit().stage();
    var before = rows(friends.client(1), friends.group(1).id());
    for (int i = 0; i < 2; i++) {
      assertUndecryptable(
          UndecryptableMessage.Reason.UNKNOWN_PROPOSAL,
          () -> friends.group(1).receive(commit.message()));
      assertEquals(before, rows(friends.client(1), friends.group(1).id()));
    }
    friends.group(1).receive(proposal);
    assertInstanceOf(Received.RemovalReceived.class, friends.group(1).receive(commit.message()));
  }

  @Test
  void sameCommitGivesTheSameResult() throws Exception {
    OutgoingCommit commit = friends.group(0).commit().remove(CAROL).stage();
    Group bob = friends.group(1);
    Refusals.discard(bob, bob.receive(commit.message()));
    IncomingCommit one =
        assertInstanceOf(Received.CommitReceived.class, bob.receive(commit.message())).commit();
    IncomingCommit two =
        assertInstanceOf(Received.CommitReceived.class, bob.receive(commit.message())).commit();
    bob.merge(two);
    assertThrows(StaleCommit.class, () -> bob.merge(one));
    bob.discard(one);
    friends.group(0).merge(commit);
    assertEquals(friends.group(0).treeHash(), bob.treeHash());
  }

  @Test
  void removedMemberIsTold() throws Exception {
    OutgoingCommit commit = friends.group(0).commit().remove(CAROL).stage();
    Group carol = friends.group(2);
    Received.RemovalReceived removal =
        assertInstanceOf(Received.RemovalReceived.class, carol.receive(commit.message()));
    assertEquals(ALICE, removal.commit().committer().leaf());
    assertEquals(List.of(new Change.Remove(CAROL)), removal.commit().changes());
    carol.merge(removal.commit());
    assertThrows(IllegalStateException.class, () -> carol.protect(Bytes.EMPTY));
    assertThrows(IllegalStateException.class, () -> carol.receive(commit.message()));
    assertEquals(Optional.empty(), friends.client(2).group(carol.id()));
    assertEquals(List.of(), friends.client(2).groups());
  }

  @Test
  void memberThatSentAnUpdateCanStillCommit() throws Exception {
    Bytes update = friends.group(0).propose().update();
    friends.receiveProposal(update, 0);
    OutgoingCommit commit = friends.group(0).commit().stage();
    assertEquals(List.of(), commit.changes());
    friends.commit(0, commit);
    friends.assertAgreed();
  }

  @Test
  void updateIsCommittedByAnother() throws Exception {
    Bytes update = friends.group(0).propose().update();
    friends.receiveProposal(update, 0);
    OutgoingCommit commit = friends.group(1).commit().stage();
    assertEquals(1, commit.changes().size());
    friends.commit(1, commit);
    friends.assertAgreed();
    friends.commit(0, friends.group(0).commit().stage());
    friends.assertAgreed();
  }
}
