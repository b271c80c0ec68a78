package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.InvalidMessage;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.error.Rule;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extension;
import dev.hornbeam.mls.types.ExtensionType;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.LeafIndex;
import dev.hornbeam.mls.types.RequiredCapabilities;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Which of the proposals that wait a commit covers: all that fit, and a bad one spoils no other.
 */
class WaitingProposalsTest {
  private static final CipherSuite SUITE = CipherSuite.X25519_AES128GCM_SHA256_ED25519;
  private static final ExtensionType TYPE = new ExtensionType(0xf123);
  private static final Extensions DEMAND =
      Extensions.of(new RequiredCapabilities(List.of(TYPE), List.of(), List.of()).toExtension());
  private static final Extensions UNSUPPORTED =
      Extensions.of(new Extension(new ExtensionType(0xf124), Bytes.EMPTY));

  private final List<Group> groups = new ArrayList<>();

  @BeforeEach
  void fourMembers() throws MlsException {
    Group first = client("member 0").createGroup(GroupId.random());
    List<MlsClient> others = List.of(client("member 1"), client("member 2"), client("member 3"));
    CommitBuilder commit = first.commit();
    for (MlsClient each : others) {
      commit.add(each.newKeyPackage());
    }
    OutgoingCommit adding = commit.stage();
    first.merge(adding);
    groups.add(first);
    for (MlsClient each : others) {
      groups.add(each.join(adding.welcome().orElseThrow()));
    }
  }

  private static MlsClient client(String name) throws MlsException {
    return MlsClient.builder(SUITE)
        .credential(Credential.basic(name))
        .supportedExtensions(TYPE)
        .build();
  }

  private void send(Group from, Bytes message) throws MlsException {
    for (Group group : groups) {
      if (group != from) {
        group.receive(message);
      }
    }
  }

  /** Has all merge a commit by the first member, and gives what it covered. */
  private List<Change> commit(CommitBuilder builder) throws MlsException {
    OutgoingCommit commit = builder.stage();
    for (Group group : groups.subList(1, groups.size())) {
      if (group.receive(commit.message()) instanceof Received.CommitReceived received) {
        assertEquals(commit.changes(), received.commit().changes());
        group.merge(received.commit());
      }
    }
    groups.get(0).merge(commit);
    assertEquals(groups.get(0).treeHash(), groups.get(1).treeHash());
    return commit.changes();
  }

  private static Change.Add add(MlsClient client) {
    return new Change.Add(
        client.identity().credential(), client.identity().signatureKey().publicKey());
  }

  @Test
  void ofTwoAddsOfOneClientTheFirstIsCommittedAndAllElse() throws MlsException {
    Group one = groups.get(1);
    Group two = groups.get(2);
    MlsClient twice = client("twice");
    MlsClient once = client("once");
    send(one, one.propose().add(twice.newKeyPackage()));
    send(one, one.propose().add(twice.newKeyPackage()));
    send(one, one.propose().add(once.newKeyPackage()));
    send(two, two.propose().update());
    assertEquals(
        List.of(
            add(twice), add(once), new Change.Update(two.ownLeaf(), Credential.basic("member 2"))),
        commit(groups.get(0).commit()));
  }

  @Test
  void anAddOfAMemberNeedsItsRemoval() throws MlsException {
    Group one = groups.get(1);
    MlsClient leaving = client("leaving");
    MlsClient staying = client("staying");
    commit(groups.get(0).commit().add(leaving.newKeyPackage()).add(staying.newKeyPackage()));
    send(one, one.propose().add(staying.newKeyPackage()));
    send(one, one.propose().add(leaving.newKeyPackage()));
    LeafIndex leaf = new LeafIndex(4);
    assertEquals(
        List.of(new Change.Remove(leaf), add(leaving)),
        commit(groups.get(0).commit().remove(leaf)));
  }

  @Test
  void anOwnProposalIsPreferredToOneThatWaits() throws MlsException {
    Group one = groups.get(1);
    MlsClient client = client("twice");
    LeafIndex two = groups.get(2).ownLeaf();
    send(one, one.propose().add(client.newKeyPackage()));
    send(one, one.propose().extensions(Extensions.NONE));
    send(one, one.propose().remove(two));
    assertEquals(
        List.of(add(client), new Change.SetExtensions(DEMAND), new Change.Remove(two)),
        commit(groups.get(0).commit().add(client.newKeyPackage()).extensions(DEMAND)));
  }

  @Test
  void extensionsThatMembersLackAreLeftOut() throws MlsException {
    Group one = groups.get(1);
    MlsClient client = client("new");
    send(one, one.propose().extensions(UNSUPPORTED));
    send(one, one.propose().add(client.newKeyPackage()));
    assertEquals(List.of(add(client)), commit(groups.get(0).commit()));

    send(one, one.propose().update());
    InvalidMessage refused =
        assertThrows(
            InvalidMessage.class, () -> groups.get(0).commit().extensions(UNSUPPORTED).stage());
    assertEquals(Rule.GROUP_EXTENSION_UNSUPPORTED, refused.rule());
  }

  /** Of a member who leaves in the same commit, nothing is demanded. */
  @Test
  void extensionsThatOnlyALeavingMemberLacksFit() throws MlsException {
    MlsClient lacking = MlsClient.builder(SUITE).credential(Credential.basic("lacking")).build();
    commit(groups.get(0).commit().add(lacking.newKeyPackage()));
    Group one = groups.get(1);
    Extensions used = Extensions.of(new Extension(TYPE, Bytes.EMPTY));
    send(one, one.propose().extensions(used));
    send(one, one.propose().remove(new LeafIndex(4)));
    assertEquals(
        List.of(new Change.SetExtensions(used), new Change.Remove(new LeafIndex(4))),
        commit(groups.get(0).commit()));
  }

  @Test
  void aClientThatLacksWhatIsDemandedIsLeftOut() throws MlsException {
    Group one = groups.get(1);
    MlsClient having = client("having");
    MlsClient lacking = MlsClient.builder(SUITE).credential(Credential.basic("lacking")).build();
    send(one, one.propose().add(lacking.newKeyPackage()));
    send(one, one.propose().add(having.newKeyPackage()));
    send(one, one.propose().extensions(DEMAND));
    assertEquals(
        List.of(add(having), new Change.SetExtensions(DEMAND)), commit(groups.get(0).commit()));
  }
}
