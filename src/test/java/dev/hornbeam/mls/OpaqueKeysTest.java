package dev.hornbeam.mls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.testing.OpaqueKeySource;
import dev.hornbeam.mls.testing.StoredKeys;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.Extensions;
import dev.hornbeam.mls.types.GroupId;
import dev.hornbeam.mls.types.KeyRef;
import dev.hornbeam.mls.types.KeySource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The life of a group whose signature, leaf and init keys have no encoding: they are used through
 * their own provider alone. Between all steps each member is loaded again, by the references of its
 * keys.
 */
class OpaqueKeysTest {
  /** A client with a token and a store, whose process begins anew again and again. */
  private static final class Person {
    private final String name;
    private final CipherSuite suite;
    private final OpaqueKeySource token = new OpaqueKeySource();
    private final InMemoryStore store = new InMemoryStore();
    private final KeyRef signature;
    private MlsClient client;

    Person(String name, CipherSuite suite) throws MlsException {
      this.name = name;
      this.suite = suite;
      this.signature = token.create(KeySource.Purpose.SIGNATURE, suite, name).ref();
      this.client = start();
      try (Secret psk = Secret.copyOf(new byte[] {1, 2, 3})) {
        client.putPsk(Bytes.utf8("psk"), psk);
      }
    }

    private MlsClient start() throws MlsException {
      return MlsClient.builder(suite)
          .credential(Credential.basic(name))
          .signatureKey(token.open(signature))
          .keys(token)
          .store(store)
          .build();
    }

    MlsClient client() throws MlsException {
      client = start();
      client.sweep();
      return client;
    }

    /** The group as it is in the store. */
    Group group(GroupId id) throws MlsException {
      Group group = client().group(id).orElseThrow();
      assertTrue(group.custody(KeySource.Purpose.SIGNATURE).startsWith("opaque"));
      assertTrue(group.custody(KeySource.Purpose.LEAF).startsWith("opaque"));
      return group;
    }

    void checkKeys() throws MlsException {
      client().sweep();
      Set<KeyRef> wanted = new HashSet<>(StoredKeys.in(store));
      wanted.add(signature);
      assertEquals(wanted, token.refs());
      for (KeyRef ref : wanted) {
        assertNull(token.open(ref).privateKey().getEncoded());
      }
    }
  }

  private static final GroupId ID = GroupId.of("group");

  private static void assertAgreed(GroupId id, List<Person> members) throws MlsException {
    Group first = members.get(0).group(id);
    try (Secret expected = first.epochAuthenticator()) {
      for (Person member : members) {
        Group group = member.group(id);
        try (Secret actual = group.epochAuthenticator()) {
          assertEquals(first.treeHash(), group.treeHash());
          assertTrue(expected.matches(actual), member.name);
        }
        member.checkKeys();
      }
    }
    Bytes text = Bytes.utf8("text");
    Bytes message = first.protect(text);
    for (Person member : members.subList(1, members.size())) {
      Received.ApplicationData read =
          assertInstanceOf(Received.ApplicationData.class, member.group(id).receive(message));
      assertEquals(text, read.data());
    }
  }

  /** How a commit is to be. */
  private interface Content {
    CommitBuilder add(CommitBuilder commit) throws MlsException;
  }

  private static OutgoingCommit commit(Person committer, List<Person> members, Content content)
      throws MlsException {
    Group group = committer.group(ID);
    OutgoingCommit commit = content.add(group.commit()).stage();
    receive(committer, members, commit.message());
    group.merge(commit);
    return commit;
  }

  private static void receive(Person sender, List<Person> members, Bytes message)
      throws MlsException {
    for (Person member : members) {
      if (member != sender) {
        Group group = member.group(ID);
        Received received = group.receive(message);
        if (received instanceof Received.CommitReceived each) {
          group.merge(each.commit());
        } else if (received instanceof Received.RemovalReceived each) {
          group.merge(each.commit());
        } else {
          assertInstanceOf(Received.ProposalReceived.class, received);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(CipherSuite.class)
  void livesWithKeysThatHaveNoEncoding(CipherSuite suite) throws MlsException {
    Person alice = new Person("alice", suite);
    Person bob = new Person("bob", suite);
    Person carol = new Person("carol", suite);
    alice.client().createGroup(ID);
    List<Person> all = new ArrayList<>(List.of(alice));
    OutgoingCommit add =
        commit(
            alice,
            all,
            c ->
                c.add(bob.client().newKeyPackage())
                    .add(carol.client().newKeyPackage(KeyPackageUse.LAST_RESORT)));
    for (Person person : List.of(bob, carol)) {
      person.client().join(add.welcome().orElseThrow());
      all.add(person);
    }
    assertAgreed(ID, all);
    commit(bob, all, c -> c);
    assertAgreed(ID, all);

    receive(carol, all, carol.group(ID).propose().update());
    commit(alice, all, c -> c.psk(Bytes.utf8("psk")));
    assertAgreed(ID, all);

    ExternalJoin resync =
        bob.client()
            .joinExternally(alice.group(ID).groupInfo())
            .removing(bob.group(ID).ownLeaf())
            .stage();
    receive(bob, all, resync.message());
    bob.client.merge(resync);
    assertAgreed(ID, all);

    commit(bob, all, c -> c.remove(carol.group(ID).ownLeaf()));
    all.remove(carol);
    assertFalse(carol.client().group(ID).isPresent());
    carol.checkKeys();
    assertAgreed(ID, all);

    GroupId next = GroupId.of("next");
    commit(bob, all, c -> c.reInit(next, suite, Extensions.NONE));
    NewGroup group = alice.client().reinitialize(ID, List.of(bob.client().newKeyPackage()));
    bob.client().join(group.welcome().orElseThrow());
    for (Person person : all) {
      person.client().deleteGroup(ID);
    }
    assertAgreed(next, all);
  }
}
