package dev.hornbeam.mls;

import static dev.hornbeam.mls.Refusals.assertBreaks;
import static dev.hornbeam.mls.Refusals.assertUndecryptable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.error.UndecryptableMessage;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.StoreKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A committer names which of the proposals that wait it covers (RFC 9420 s.12.2, s.12.4). */
class CoveringTest {
  private static final LeafIndex DAVE = new LeafIndex(3);

  private Friends friends;

  @BeforeEach
  void makeFriends() throws MlsException {
    friends = Friends.of("alice", "bob", "carol", "dave");
  }

  /** What a member other than alice proposes waits with all. */
  private Bytes sent(int member, Bytes message) throws MlsException {
    return friends.propose(member, message).value();
  }

  private Bytes add(int member, String name) throws MlsException {
    return sent(member, friends.group(member).propose().add(Friends.client(name).newKeyPackage()));
  }

  private CommitBuilder covering(Bytes... references) {
    return friends.group(0).commit().covering(List.of(references));
  }

  private List<String> names(List<Member> members) {
    return members.stream()
        .map(member -> assertInstanceOf(Credential.Basic.class, member.credential()))
        .map(basic -> new String(basic.identity().toArray(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void proposalsWaitInTheOrderOfArrival() throws Exception {
    Bytes message = friends.group(1).propose().remove(DAVE);
    Received.ProposalReceived received =
        assertInstanceOf(Received.ProposalReceived.class, friends.group(0).receive(message));
    Bytes own = friends.group(0).propose().remove(new LeafIndex(2));
    Received.ProposalReceived echoed =
        assertInstanceOf(Received.ProposalReceived.class, friends.group(1).receive(own));
    friends.group(0).propose().update();
    List<WaitingProposal> waiting = friends.group(0).waitingProposals();
    assertEquals(
        new WaitingProposal(
            received.reference(), friends.group(0).member(new LeafIndex(1)), received.change()),
        waiting.get(0));
    assertEquals(
        new WaitingProposal(
            echoed.reference(), friends.group(0).member(new LeafIndex(0)), echoed.change()),
        waiting.get(1));
    assertInstanceOf(Change.Update.class, waiting.get(2).change());
    assertEquals(3, waiting.size());
    assertEquals(Friends.reference(message).value(), received.reference());

    friends.group(0).receive(message);
    assertEquals(waiting, friends.group(0).waitingProposals());
    assertEquals(waiting, loadedAgain(0).waitingProposals());
    friends.group(0).merge(covering().stage());
    assertEquals(List.of(), friends.group(0).waitingProposals());
  }

  private Group loadedAgain(int member) throws MlsException {
    ClientSettings settings = friends.group(member).core().settings();
    return new Group(
        new GroupLoader(settings, settings.store(), friends.group(member).id())
            .load()
            .orElseThrow());
  }

  /** Signatures are such that the same proposal is the same content, however it is framed. */
  @ParameterizedTest
  @EnumSource
  void aProposalThatIsMadeAgainIsTheLast(HandshakeFraming framing) throws Exception {
    Group alice = friends.group(0);
    alice.propose().framing(framing).remove(DAVE);
    Bytes removal = alice.waitingProposals().get(0).reference();
    alice.propose().framing(framing).add(Friends.client("erin").newKeyPackage());
    Bytes addition = alice.waitingProposals().get(1).reference();
    alice.propose().framing(framing).remove(DAVE);
    for (Group each : List.of(alice, loadedAgain(0))) {
      assertEquals(
          List.of(addition, removal),
          each.waitingProposals().stream().map(WaitingProposal::reference).toList());
    }
  }

  @Test
  void proposalsFromOutsideHaveNoProposer() throws Exception {
    MlsClient outside = Friends.client("outside");
    Extensions extensions = Extensions.of(Friends.externalSenders(outside));
    friends.commit(0, friends.group(0).commit().extensions(extensions).stage());
    Group alice = friends.group(0);
    Bytes removal =
        sent(-1, outside.proposeAsExternalSender(alice.id(), alice.epoch(), 0).remove(DAVE));
    Bytes joining = sent(-1, Friends.client("erin").proposeToJoin(alice.id(), alice.epoch()));
    List<WaitingProposal> waiting = alice.waitingProposals();
    assertEquals(
        new WaitingProposal(removal, Optional.empty(), new Change.Remove(DAVE)), waiting.get(0));
    assertEquals(joining, waiting.get(1).reference());
    assertEquals(Optional.empty(), waiting.get(1).proposer());
    friends.commit(0, covering(joining, removal).stage());
    friends.assertAgreed();
  }

  @Test
  void exactlyTheNamedAreCoveredInTheirOrder() throws Exception {
    Bytes erin = add(1, "erin");
    add(2, "frank");
    Bytes grace = add(2, "grace");
    OutgoingCommit commit =
        covering(grace, erin).add(Friends.client("heidi").newKeyPackage()).stage();
    assertEquals(List.of("heidi", "grace", "erin"), names(commit.added()));
    friends.commit(0, commit);
    friends.assertAgreed();
    assertEquals(
        List.of("alice", "bob", "carol", "dave", "heidi", "grace", "erin"),
        names(friends.group(1).members()));
  }

  @Test
  void latestChoiceHolds() throws Exception {
    Bytes erin = add(1, "erin");
    Group alice = friends.group(0);
    OutgoingCommit none = covering(erin).pending(CommitBuilder.PendingChoice.NONE).stage();
    assertEquals(List.of(), none.changes());
    alice.discard(none);
    OutgoingCommit all = covering().pending(CommitBuilder.PendingChoice.ALL_THAT_FIT).stage();
    assertEquals(1, all.changes().size());
    alice.discard(all);
    OutgoingCommit named =
        alice.commit().pending(CommitBuilder.PendingChoice.NONE).covering(List.of(erin)).stage();
    assertEquals(1, named.changes().size());
    alice.discard(named);
    OutgoingCommit nothing = covering().stage();
    assertEquals(List.of(), nothing.changes());
    friends.commit(0, nothing);
    friends.assertAgreed();
  }

  /** By choice of the engine, a ReInit would wait for its turn. */
  @Test
  void aReInitIsCommittedWhenItIsNamed() throws Exception {
    add(1, "erin");
    Bytes reInit =
        sent(
            2,
            friends.group(2).propose().reInit(GroupId.of("next"), Friends.SUITE, Extensions.NONE));
    friends.commit(0, covering(reInit).stage());
    assertFalse(friends.group(0).isActive());
    assertTrue(friends.group(3).successor().isPresent());
  }

  @Test
  void aPathIsLeftOutWhereTheNamedNeedNone() throws Exception {
    Bytes erin = add(1, "erin");
    sent(2, friends.group(2).propose().update());
    OutgoingCommit commit = covering(erin).path(CommitBuilder.PathChoice.WHEN_REQUIRED).stage();
    assertTrue(commit.leafKey().isEmpty());
    friends.commit(0, commit);
    friends.assertAgreed();
  }

  // What does not go together.

  private void assertNotCovered(Rule rule, CommitBuilder builder) throws MlsException {
    Map<StoreKey, Bytes> before = friends.stored(0);
    assertBreaks(rule, builder::stage);
    assertEquals(before, friends.stored(0));
  }

  @Test
  void whatBreaksARuleIsNotLeftOutSilently() throws Exception {
    Group carol = friends.group(2);
    Bytes first = sent(2, carol.propose().update());
    Bytes second = sent(2, carol.propose().update());
    Bytes dave = sent(3, friends.group(3).propose().update());
    Bytes removal = sent(1, friends.group(1).propose().remove(DAVE));
    Bytes alice = sent(1, friends.group(1).propose().remove(new LeafIndex(0)));
    Bytes none = sent(1, friends.group(1).propose().extensions(Extensions.NONE));
    Bytes same = sent(2, carol.propose().extensions(Extensions.NONE));
    Bytes reInit =
        sent(1, friends.group(1).propose().reInit(GroupId.of("n"), Friends.SUITE, Extensions.NONE));
    Bytes erin = add(1, "erin");
    assertNotCovered(Rule.LEAF_CHANGED_TWICE, covering(first, second));
    assertNotCovered(Rule.LEAF_CHANGED_TWICE, covering(dave, removal));
    assertNotCovered(Rule.LEAF_CHANGED_TWICE, covering(dave).remove(DAVE));
    assertNotCovered(Rule.REMOVE_OF_COMMITTER, covering(erin, alice));
    assertNotCovered(Rule.EXTENSIONS_PROPOSED_TWICE, covering(none, same));
    assertNotCovered(Rule.EXTENSIONS_PROPOSED_TWICE, covering(none).extensions(Extensions.NONE));
    assertNotCovered(Rule.REINIT_NOT_ALONE, covering(erin, reInit));
    assertNotCovered(Rule.REINIT_NOT_ALONE, covering(reInit).remove(DAVE));
    friends.commit(0, covering(second, removal, none, erin).stage());
    friends.assertAgreed();
  }

  @Test
  void anOwnUpdateIsForOthersToCommit() throws Exception {
    Bytes update = friends.group(0).propose().update();
    Bytes reference = sent(0, update);
    assertEquals(reference, friends.group(0).waitingProposals().get(0).reference());
    assertNotCovered(Rule.UPDATE_BY_COMMITTER, covering(reference));
    friends.commit(1, friends.group(1).commit().covering(List.of(reference)).stage());
    friends.assertAgreed();
  }

  /** A proposer of an Update commits other proposals of its own, and its new key is destroyed. */
  @Test
  void anOwnProposalIsCoveredWithoutTheOwnUpdate() throws Exception {
    sent(0, friends.group(0).propose().update());
    Bytes removal = sent(0, friends.group(0).propose().remove(DAVE));
    OutgoingCommit commit = covering(removal).stage();
    assertEquals(List.of(new Change.Remove(DAVE)), commit.changes());
    friends.commit(0, commit);
    friends.assertAgreed();
    assertTrue(friends.stored(0).keySet().stream().noneMatch(CoveringTest::isOfUpdate));
  }

  private static boolean isOfUpdate(StoreKey key) {
    return key.kind() == StoreKey.Kind.UPDATE_KEYS;
  }

  @Test
  void aPskThatIsNotKnownIsNotLeftOut() throws Exception {
    Bytes id = Bytes.utf8("psk");
    Bytes reference = sent(1, friends.group(1).propose().psk(id));
    assertUndecryptable(UndecryptableMessage.Reason.UNKNOWN_PSK, () -> covering(reference).stage());
    try (Secret psk = Secret.copyOf(new byte[] {1})) {
      for (int i = 0; i < 4; i++) {
        friends.client(i).putPsk(id, psk);
      }
    }
    friends.commit(0, covering(reference).stage());
    friends.assertAgreed();
  }

  @Test
  void whatDoesNotWaitCannotBeCovered() throws Exception {
    Bytes removal = sent(1, friends.group(1).propose().remove(DAVE));
    assertNamed(removal, covering(removal, removal));
    Bytes unknown = Bytes.own(new byte[removal.length()]);
    assertNamed(unknown, covering(removal, unknown));
    friends.commit(1, friends.group(1).commit().pending(CommitBuilder.PendingChoice.NONE).stage());
    assertNamed(removal, covering(removal));
  }

  private static void assertNamed(Bytes reference, CommitBuilder builder) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, builder::stage);
    assertTrue(String.valueOf(e.getMessage()).contains(reference.hex()), e::getMessage);
  }
}
