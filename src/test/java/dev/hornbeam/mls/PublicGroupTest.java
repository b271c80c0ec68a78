package dev.hornbeam.mls;

import static dev.hornbeam.mls.Refusals.assertBreaks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.StaleCommit;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.testing.ForgedWelcome;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.types.CredentialValidator;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that follows a group, and checks what can be checked without being a member. */
class PublicGroupTest {
  private static final LeafIndex CAROL = new LeafIndex(2);

  private Friends friends;
  private PublicGroup server;

  @BeforeEach
  void makeFriends() throws MlsException {
    friends = Friends.of("alice", "bob", "carol");
    server =
        PublicGroup.follow(
            friends.group(0).groupInfo(), Optional.empty(), CredentialValidator.acceptAll());
  }

  private void assertFollows() {
    assertEquals(friends.group(0).epoch(), server.epoch());
    assertEquals(friends.group(0).treeHash(), server.treeHash());
    assertEquals(friends.group(0).ratchetTree(), server.ratchetTree());
    assertEquals(friends.group(0).members(), server.members());
  }

  private PublicCommit commit(Bytes message) throws MlsException {
    return assertInstanceOf(PublicGroup.Observed.CommitObserved.class, server.receive(message))
        .commit();
  }

  @Test
  void serverFollowsTheGroup() throws Exception {
    assertEquals(friends.group(0).id(), server.id());
    assertFollows();
    Bytes proposal = friends.group(1).propose().remove(CAROL);
    friends.receiveProposal(proposal, 1);
    assertEquals(
        new PublicGroup.Observed.ProposalObserved(new Change.Remove(CAROL)),
        server.receive(proposal));
    OutgoingCommit staged =
        friends.group(0).commit().add(Friends.client("dave").newKeyPackage()).stage();
    PublicCommit observed = commit(staged.message());
    assertEquals(staged.changes(), observed.changes());
    assertEquals(new LeafIndex(0), observed.committer().leaf());
    server.merge(observed);
    friends.commit(0, staged);
    assertFollows();
    MlsClient erin = Friends.client("erin");
    ExternalJoin join = erin.joinExternally(friends.group(0).groupInfo()).stage();
    server.merge(commit(join.message()));
    friends.receiveAndMerge(join.message(), -1);
    friends.joined(erin, erin.merge(join));
    assertFollows();
    assertThrows(StaleCommit.class, () -> server.merge(observed));
  }

  @Test
  void groupInfoIsVerified() throws Exception {
    Bytes info = friends.group(0).groupInfo();
    assertBreaks(
        Rule.GROUP_INFO_SIGNATURE,
        () ->
            PublicGroup.follow(
                Leaves.damaged(info), Optional.empty(), CredentialValidator.acceptAll()));
    Bytes withoutTree = friends.group(0).groupInfo(TreeDelivery.OUT_OF_BAND);
    assertBreaks(
        Rule.TREE_MISSING,
        () -> PublicGroup.follow(withoutTree, Optional.empty(), CredentialValidator.acceptAll()));
    PublicGroup.follow(
        withoutTree, Optional.of(friends.group(0).ratchetTree()), CredentialValidator.acceptAll());
    Bytes unknownSuite = new ForgedWelcome(friends.crypto(), "x").suite(0xf001).info();
    assertBreaks(
        Rule.GROUP_INFO_SUITE,
        () -> PublicGroup.follow(unknownSuite, Optional.empty(), CredentialValidator.acceptAll()));
  }

  @Test
  void epochIsTheCurrentOne() throws Exception {
    OutgoingCommit first = friends.group(0).commit().stage();
    friends.commit(0, first);
    Bytes early = friends.group(0).commit().stage().message();
    Refusals.assertUndecryptable(
        UndecryptableMessage.Reason.EPOCH_AHEAD, () -> server.receive(early));
    server.merge(commit(first.message()));
    Refusals.assertUndecryptable(
        UndecryptableMessage.Reason.EPOCH_EXPIRED, () -> server.receive(first.message()));
    commit(early);
  }

  @Test
  void unknownProposalIsAnError() throws Exception {
    Bytes proposal = friends.group(1).propose().remove(CAROL);
    friends.receiveProposal(proposal, 1);
    Bytes message = friends.group(0).commit().stage().message();
    Refusals.assertUndecryptable(
        UndecryptableMessage.Reason.UNKNOWN_PROPOSAL, () -> server.receive(message));
    server.receive(proposal);
    server.merge(commit(message));
    assertEquals(2, server.members().size());
  }

  @Test
  void serverHasAPolicyOfItsOwn() throws Exception {
    PublicGroup strict =
        PublicGroup.follow(
            friends.group(0).groupInfo(),
            Optional.empty(),
            (occasion, presented, replaced) ->
                occasion == CredentialValidator.Occasion.ADD
                    ? CredentialValidator.Verdict.REFUSED
                    : CredentialValidator.Verdict.ACCEPTED);
    Bytes add =
        friends.group(0).commit().add(Friends.client("dave").newKeyPackage()).stage().message();
    assertBreaks(Rule.CREDENTIAL_REFUSED, () -> strict.receive(add));
    assertInstanceOf(
        PublicGroup.Observed.CommitObserved.class,
        strict.receive(friends.group(0).commit().stage().message()));
  }
}
