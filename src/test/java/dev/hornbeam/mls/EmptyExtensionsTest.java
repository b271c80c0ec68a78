package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Extensions of a group context that list nothing: no capability is required, nobody may send from
 * outside (RFC 9420 s.11.1, s.12.1.8.1). They stay as they are, byte by byte.
 */
class EmptyExtensionsTest {
  private static final Extension REQUIRED_CAPABILITIES =
      new Extension(new ExtensionType(3), Bytes.own(new byte[3]));
  private static final Extension EXTERNAL_SENDERS =
      new Extension(new ExtensionType(5), Bytes.own(new byte[1]));
  private static final Extensions BOTH = Extensions.of(REQUIRED_CAPABILITIES, EXTERNAL_SENDERS);
  private static final GroupId NEXT = GroupId.of("next");

  private Friends friends;

  @BeforeEach
  void makeFriends() throws MlsException {
    friends = Friends.of("alice", "bob", "carol");
  }

  private static List<Extensions> all() {
    return List.of(
        BOTH,
        Extensions.NONE,
        Extensions.of(EXTERNAL_SENDERS),
        Extensions.of(REQUIRED_CAPABILITIES),
        Extensions.NONE);
  }

  private void assertAllHave(Extensions extensions) throws MlsException {
    friends.assertAgreed();
    for (Group group : friends.groups()) {
      assertEquals(extensions, group.extensions());
      Friends.assertLoads(group);
    }
  }

  private List<Bytes> keyPackages() throws MlsException {
    List<Bytes> keyPackages = new ArrayList<>();
    keyPackages.add(friends.client(1).newKeyPackage());
    keyPackages.add(friends.client(2).newKeyPackage());
    return keyPackages;
  }

  /** The others join the group that alice founded. */
  private void joinAll(NewGroup next) throws MlsException {
    friends.replace(0, friends.client(0), next.group());
    for (int i = 1; i < 3; i++) {
      friends.replace(i, friends.client(i), friends.client(i).join(next.welcome().orElseThrow()));
    }
  }

  @Test
  void groupStartsWithThem() throws Exception {
    for (Extensions each : all()) {
      friends =
          Friends.of(each, builder -> builder.framing(HandshakeFraming.PRIVATE), "alice", "bob");
      assertAllHave(each);
    }
  }

  @Test
  void theyReplaceAllByValue() throws Exception {
    for (Extensions each : all()) {
      OutgoingCommit commit = friends.group(0).commit().extensions(each).stage();
      assertEquals(List.of(new Change.SetExtensions(each)), commit.changes());
      friends.commit(0, commit);
      assertAllHave(each);
    }
  }

  /** Whoever proposes it: the committer itself, or another. */
  @Test
  void theyReplaceAllByReference() throws Exception {
    for (int proposer = 0; proposer < 2; proposer++) {
      for (Extensions each : all()) {
        Bytes reference =
            friends.propose(proposer, friends.group(proposer).propose().extensions(each)).value();
        OutgoingCommit commit = friends.group(0).commit().covering(List.of(reference)).stage();
        assertEquals(List.of(new Change.SetExtensions(each)), commit.changes());
        friends.commit(0, commit);
        assertAllHave(each);
      }
    }
  }

  @Test
  void whoJoinsHasThem() throws Exception {
    friends.commit(0, friends.group(0).commit().extensions(BOTH).stage());
    friends.add(Friends.client("dave"));
    MlsClient erin = Friends.client("erin");
    ExternalJoin join = erin.joinExternally(friends.group(0).groupInfo()).stage();
    friends.receiveAndMerge(join.message(), -1);
    friends.joined(erin, erin.merge(join));
    assertAllHave(BOTH);
  }

  @Test
  void reInitGivesThem() throws Exception {
    for (Extensions each : all()) {
      GroupId id = friends.group(0).id();
      Bytes message = friends.group(1).propose().reInit(NEXT, Friends.SUITE, each);
      friends.propose(1, message);
      friends.commit(2, friends.group(2).commit().stage());
      assertEquals(each, friends.group(0).successor().orElseThrow().extensions());
      joinAll(friends.client(0).reinitialize(id, keyPackages()));
      assertAllHave(each);
    }
  }

  @Test
  void branchHasThem() throws Exception {
    int branches = 0;
    for (Extensions each : all()) {
      GroupId id = friends.group(0).id();
      joinAll(
          friends
              .client(0)
              .branch(id, GroupId.of("branch " + branches++))
              .addAll(keyPackages())
              .extensions(each)
              .found());
      assertAllHave(each);
    }
  }

  @Test
  void anExternalSenderReplacesThem() throws Exception {
    MlsClient outside = Friends.client("outside");
    Extensions open = Extensions.of(Friends.externalSenders(outside));
    for (Extensions each : all()) {
      Group alice = friends.group(0);
      friends.commit(0, alice.commit().extensions(open).stage());
      Bytes message =
          outside.proposeAsExternalSender(alice.id(), alice.epoch(), 0).extensions(each);
      for (Group group : friends.groups()) {
        assertInstanceOf(Received.ProposalReceived.class, group.receive(message));
      }
      friends.commit(1, friends.group(1).commit().stage());
      assertAllHave(each);
    }
  }
}
