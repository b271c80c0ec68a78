package dev.hornbeam.mls;

import static dev.hornbeam.mls.Refusals.assertAccepted;
import static dev.hornbeam.mls.Refusals.assertRefused;
import static dev.hornbeam.mls.Refusals.assertUndecryptable;
import static dev.hornbeam.mls.Refusals.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.crypto.CryptoRefused;
import dev.hornbeam.mls.crypto.HpkeCiphertext;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.StaleCommit;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.message.GroupContext;
import dev.hornbeam.mls.message.PreSharedKeyId;
import dev.hornbeam.mls.message.Proposal;
import dev.hornbeam.mls.message.ProposalRef;
import dev.hornbeam.mls.message.Psk;
import dev.hornbeam.mls.message.Sender;
import dev.hornbeam.mls.testing.Enforces;
import dev.hornbeam.mls.testing.ForgedCommit;
import dev.hornbeam.mls.testing.ForgedKeyPackage;
import dev.hornbeam.mls.testing.Leaves;
import dev.hornbeam.mls.tree.LeafNode;
import dev.hornbeam.mls.tree.LeafNodeSource;
import dev.hornbeam.mls.tree.UpdatePath;
import dev.hornbeam.mls.tree.UpdatePathNode;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.ProtocolVersion;
import java.util.ArrayList;
import java.util.Collections;
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
  private static final LeafIndex BLANK = new LeafIndex(3);

  private Friends friends;

  @BeforeEach
  void makeFriends() throws MlsException {
    friends = Friends.of("alice", "bob", "carol");
    friends.commit(1, friends.group(1).commit().stage());
  }

  private ForgedCommit commit(Proposal... proposals) {
    return friends.forgeCommit(0).with(proposals);
  }

  private void refused(Rule rule, Proposal... proposals) throws MlsException {
    assertRefused(rule, friends, commit(proposals));
  }

  private static Proposal remove(LeafIndex leaf) {
    return new Proposal.Remove(leaf);
  }

  private Proposal add(String name) throws MlsException {
    return new Proposal.Add(new ForgedKeyPackage(friends.crypto(), Credential.basic(name)).make());
  }

  private Proposal psk(Psk psk, int nonceLength) {
    return new Proposal.PreSharedKey(new PreSharedKeyId(psk, Bytes.own(new byte[nonceLength])));
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
  }

  @Test
  @Enforces(Rule.UPDATE_BY_COMMITTER)
  void committerDoesNotUpdateItself() throws Exception {
    Proposal update = new Proposal.Update(update(0, UnaryOperator.identity()));
    refused(Rule.UPDATE_BY_COMMITTER, update);
    ProposalRef reference = proposed(0, update);
    assertRefused(
        Rule.UPDATE_BY_COMMITTER, friends, commit().with(reference, member(ALICE), update));
  }

  @Test
  @Enforces(Rule.REMOVE_OF_COMMITTER)
  void committerDoesNotRemoveItself() throws Exception {
    refused(Rule.REMOVE_OF_COMMITTER, remove(ALICE));
    ProposalRef reference = proposed(2, remove(ALICE));
    assertRefused(
        Rule.REMOVE_OF_COMMITTER, friends, commit().with(reference, member(CAROL), remove(ALICE)));
  }

  @Test
  @Enforces({Rule.REMOVE_OF_BLANK})
  void onlyMembersAreRemoved() throws Exception {
    refused(Rule.REMOVE_OF_BLANK, remove(BLANK));
    refused(Rule.REMOVE_OF_BLANK, remove(new LeafIndex(0xffff_ffffL)));
    refused(Rule.REMOVE_OF_BLANK, add("dave"), remove(BLANK));
    for (LeafIndex leaf : List.of(BLANK, new LeafIndex(1000))) {
      assertRefused(Rule.REMOVE_OF_BLANK, friends, friends.forge(0).proposal(remove(leaf)));
    }
  }

  @Test
  @Enforces(Rule.LEAF_CHANGED_TWICE)
  void leafIsChangedOnce() throws Exception {
    refused(Rule.LEAF_CHANGED_TWICE, remove(CAROL), remove(CAROL));
    Proposal one = new Proposal.Update(update(2, UnaryOperator.identity()));
    Proposal two = new Proposal.Update(update(2, UnaryOperator.identity()));
    ProposalRef first = proposed(2, one);
    ProposalRef second = proposed(2, two);
    assertRefused(
        Rule.LEAF_CHANGED_TWICE,
        friends,
        commit().with(first, member(CAROL), one).with(second, member(CAROL), two));
    assertRefused(
        Rule.LEAF_CHANGED_TWICE, friends, commit(remove(CAROL)).with(first, member(CAROL), one));
    assertRefused(
        Rule.LEAF_CHANGED_TWICE,
        friends,
        commit().with(first, member(CAROL), one).with(first, member(CAROL), one));
  }

  @Test
  @Enforces({Rule.PSK_NONCE_LENGTH, Rule.PSK_TWICE, Rule.PSK_USAGE})
  void presharedKeysAreNamedOnceWithAFullNonce() throws Exception {
    Psk external = new Psk.External(Bytes.utf8("psk"));
    for (int length : new int[] {0, 31, 33}) {
      refused(Rule.PSK_NONCE_LENGTH, psk(external, length));
    }
    refused(Rule.PSK_TWICE, psk(external, 32), psk(external, 32));
    GroupId group = friends.group(0).id();
    for (Psk.Usage usage : List.of(Psk.Usage.REINIT, Psk.Usage.BRANCH)) {
      refused(Rule.PSK_USAGE, psk(new Psk.Resumption(usage, group, 1), 32));
    }
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

  @Test
  @Enforces(Rule.EXTENSIONS_PROPOSED_TWICE)
  void extensionsAreReplacedOnce() throws Exception {
    Proposal extensions = new Proposal.GroupContextExtensions(Extensions.NONE);
    refused(Rule.EXTENSIONS_PROPOSED_TWICE, extensions, extensions);
  }

  @Test
  @Enforces({Rule.REINIT_NOT_ALONE, Rule.REINIT_VERSION})
  void reInitIsAloneAndToNoOlderVersion() throws Exception {
    Proposal reInit = reInit(ProtocolVersion.MLS10);
    refused(Rule.REINIT_NOT_ALONE, reInit, add("dave"));
    refused(Rule.REINIT_NOT_ALONE, remove(CAROL), reInit);
    refused(Rule.REINIT_NOT_ALONE, reInit, reInit);
    refused(Rule.REINIT_VERSION, reInit(0));
    assertAccepted(friends, commit(reInit));
    assertAccepted(friends, commit(reInit).withoutPath());
    assertAccepted(friends, commit(reInit(2)));
  }

  private static Proposal reInit(int version) {
    return new Proposal.ReInit(GroupId.of("next"), version, 1, Extensions.NONE);
  }

  @Test
  @Enforces(Rule.EXTERNAL_INIT)
  void membersBringNoInitSecret() throws Exception {
    Proposal init = new Proposal.ExternalInit(friends.crypto().generateHpkeKey().publicKey());
    refused(Rule.EXTERNAL_INIT, init);
    assertRefused(Rule.EXTERNAL_INIT, friends, friends.forge(0).proposal(init));
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
  @Enforces(Rule.PATH_REQUIRED)
  void pathIsThereWhenItIsNeeded() throws Exception {
    assertRefused(Rule.PATH_REQUIRED, friends, commit().withoutPath());
    assertRefused(Rule.PATH_REQUIRED, friends, commit(remove(CAROL)).withoutPath());
    assertRefused(Rule.PATH_REQUIRED, friends, commit(add("dave"), remove(CAROL)).withoutPath());
    assertRefused(
        Rule.PATH_REQUIRED,
        friends,
        commit(new Proposal.GroupContextExtensions(Extensions.NONE)).withoutPath());
    Proposal update = new Proposal.Update(update(2, UnaryOperator.identity()));
    ProposalRef reference = proposed(2, update);
    assertRefused(
        Rule.PATH_REQUIRED, friends, commit().with(reference, member(CAROL), update).withoutPath());
  }

  @Test
  @Enforces({
    Rule.ENCRYPTION_KEY_UNCHANGED,
    Rule.LEAF_SOURCE,
    Rule.LEAF_SIGNATURE,
    Rule.LEAF_KEY_INVALID
  })
  void leafOfAPathIsValid() throws Exception {
    LeafNode.Contents own = friends.state(0).ownLeaf().contents();
    refusedLeaf(Rule.LEAF_SOURCE, leaf -> leaf.with(new LeafNodeSource.Update()));
    LeafNodeSource keyPackage =
        new ForgedKeyPackage(friends.crypto(), Credential.basic("x")).make().leafNode().source();
    refusedLeaf(Rule.LEAF_SOURCE, leaf -> leaf.with(keyPackage));
    refusedLeaf(Rule.LEAF_KEY_INVALID, leaf -> Leaves.withKey(leaf, Bytes.own(new byte[32])));
    refusedLeaf(Rule.LEAF_KEY_INVALID, leaf -> Leaves.withKey(leaf, Bytes.utf8("short")));
    refusedLeaf(Rule.ENCRYPTION_KEY_UNCHANGED, leaf -> Leaves.withKey(leaf, own.encryptionKey()));
    assertRefused(
        Rule.LEAF_SIGNATURE,
        friends,
        commit().path(path -> new UpdatePath(Leaves.damaged(path.leafNode()), path.nodes())));
  }

  private void refusedLeaf(Rule rule, UnaryOperator<LeafNode.Contents> change) throws MlsException {
    ForgedCommit commit = commit().leaf(change);
    assertRefused(rule, friends, commit);
  }

  @Test
  @Enforces({Rule.SIGNATURE_KEY_NOT_UNIQUE, Rule.ENCRYPTION_KEY_NOT_UNIQUE})
  void keysOfMembersAreUnique() throws Exception {
    LeafNode carols = friends.state(2).ownLeaf();
    Proposal carolAgain = new Proposal.Add(Friends.decoded(friends.client(2).newKeyPackage()));
    refused(Rule.SIGNATURE_KEY_NOT_UNIQUE, carolAgain);
    assertAccepted(friends, commit(carolAgain, remove(CAROL)));
    Proposal sameLeafKey =
        new Proposal.Add(
            new ForgedKeyPackage(friends.crypto(), Credential.basic("dave"))
                .leaf(leaf -> Leaves.withKey(leaf, carols.encryptionKey()))
                .make());
    refused(Rule.ENCRYPTION_KEY_NOT_UNIQUE, sameLeafKey);
    assertAccepted(friends, commit(sameLeafKey, remove(CAROL)));
    Proposal dave = add("dave");
    refused(Rule.ENCRYPTION_KEY_NOT_UNIQUE, dave, dave);
  }

  @Test
  @Enforces({Rule.PATH_KEY_NOT_UNIQUE, Rule.PATH_PARENT_HASH, Rule.PARENT_KEY_INVALID})
  void keysOfAPathAreNewAndItsParentHashFits() throws Exception {
    Bytes carolsKey = friends.state(2).ownLeaf().encryptionKey();
    Bytes other = friends.crypto().generateHpkeKey().publicKey();
    assertRefused(
        Rule.PATH_KEY_NOT_UNIQUE, friends, commit().path(path -> withKey(path, 0, carolsKey)));
    assertRefused(
        Rule.PATH_KEY_NOT_UNIQUE,
        friends,
        commit().path(path -> withKey(path, 1, path.nodes().get(0).encryptionKey())));
    assertRefused(
        Rule.PARENT_KEY_INVALID, friends, commit().path(path -> withKey(path, 1, Bytes.EMPTY)));
    assertRefused(Rule.PATH_PARENT_HASH, friends, commit().path(path -> withKey(path, 1, other)));
    assertRefused(
        Rule.PATH_PARENT_HASH,
        friends,
        commit().leaf(leaf -> leaf.with(new LeafNodeSource.Commit(Bytes.utf8("other")))));
  }

  private static UpdatePath withKey(UpdatePath path, int index, Bytes key) {
    List<UpdatePathNode> nodes = new ArrayList<>(path.nodes());
    nodes.set(index, new UpdatePathNode(key, nodes.get(index).encryptedPathSecret()));
    return new UpdatePath(path.leafNode(), nodes);
  }

  @Test
  @Enforces({
    Rule.PATH_LENGTH,
    Rule.PATH_CIPHERTEXTS,
    Rule.PATH_SECRET_UNREADABLE,
    Rule.PATH_SECRET_MISMATCH
  })
  void secretsOfAPathFitTheTreeAndItsKeys() throws Exception {
    assertRefused(
        Rule.PATH_LENGTH,
        friends,
        commit().path(path -> new UpdatePath(path.leafNode(), path.nodes().subList(0, 1))));
    for (int count : new int[] {0, 2}) {
      assertRefused(
          Rule.PATH_CIPHERTEXTS,
          friends,
          commit()
              .path(
                  path ->
                      withSecrets(
                          path,
                          0,
                          Collections.nCopies(
                              count, path.nodes().get(0).encryptedPathSecret().get(0)))));
    }
    assertRefused(
        Rule.PATH_SECRET_UNREADABLE,
        friends,
        commit().path(path -> withSecrets(path, 0, path.nodes().get(1).encryptedPathSecret())));
    assertRefused(
        Rule.PATH_SECRET_MISMATCH,
        friends,
        commit().path((path, context) -> withSecrets(path, 0, List.of(otherSecret(context)))));
  }

  /** A secret for Bob that is not that of the path. */
  private HpkeCiphertext otherSecret(GroupContext context) {
    try (Secret other = Secret.zeros(32)) {
      Bytes bob = friends.state(1).ownLeaf().encryptionKey();
      return friends.crypto().encryptWithLabel(bob, "UpdatePathNode", context.encoded(), other);
    } catch (CryptoRefused e) {
      throw new AssertionError(e);
    }
  }

  private static UpdatePath withSecrets(UpdatePath path, int index, List<HpkeCiphertext> secrets) {
    List<UpdatePathNode> nodes = new ArrayList<>(path.nodes());
    nodes.set(index, new UpdatePathNode(nodes.get(index).encryptionKey(), secrets));
    return new UpdatePath(path.leafNode(), nodes);
  }

  @Test
  @Enforces(Rule.CONFIRMATION_TAG)
  void confirmationTagIsCheckedBeforeAnythingIsReplaced() throws Exception {
    Bytes before = friends.group(1).treeHash();
    for (UnaryOperator<Bytes> change :
        List.<UnaryOperator<Bytes>>of(
            Leaves::damaged, tag -> Bytes.EMPTY, tag -> tag.slice(0, 31))) {
      assertRefused(Rule.CONFIRMATION_TAG, friends, commit(remove(CAROL)).tag(change));
      assertRefused(Rule.CONFIRMATION_TAG, friends, commit(add("dave")).withoutPath().tag(change));
    }
    assertEquals(before, friends.group(1).treeHash());
    assertEquals(3, friends.group(1).members().size());
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
