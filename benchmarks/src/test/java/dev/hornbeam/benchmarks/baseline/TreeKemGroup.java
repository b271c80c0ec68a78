package dev.hornbeam.benchmarks.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.ObservedClients;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.types.CipherSuite;
import dev.hornbeam.mls.types.GroupId;
import java.util.ArrayList;
import java.util.List;

/** A group of the engine's whose tree is full: every parent has a key, and no leaf is unmerged. */
final class TreeKemGroup {
  private static final CipherSuite SUITE = CipherSuite.X25519_AES128GCM_SHA256_ED25519;

  private final Counts counts = new Counts();
  private final List<Group> living = new ArrayList<>();

  private TreeKemGroup() {}

  /**
   * A group of n members. Commits of every second one give all parents keys; only those, and the
   * member of leaf 1, are still there afterwards.
   */
  static TreeKemGroup full(int n) throws Exception {
    TreeKemGroup group = new TreeKemGroup();
    Group first = group.client(0).createGroup(GroupId.random());
    List<MlsClient> clients = new ArrayList<>();
    List<Bytes> keyPackages = new ArrayList<>();
    for (int i = 1; i < n; i++) {
      clients.add(group.client(i));
      keyPackages.add(clients.get(i - 1).newKeyPackage());
    }
    OutgoingCommit adding = first.commit().addAll(keyPackages).stage();
    first.merge(adding);
    group.living.add(first);
    Bytes welcome = adding.welcome().orElseThrow();
    for (int i = 1; i < n; i++) {
      if (i == 1 || i % 2 == 0) {
        group.living.add(clients.get(i - 1).join(welcome));
      }
    }
    for (Group member : group.living) {
      group.commit(member);
    }
    return group;
  }

  /** How often what happened in the last {@link #update}, {@link #add} or {@link #follow}. */
  Counts counts() {
    return counts;
  }

  /** The first member's commit with nothing but a path. */
  OutgoingCommit update() throws Exception {
    counts.reset();
    return living.get(0).commit().stage();
  }

  /** The first member's commit that adds a client. */
  OutgoingCommit add() throws Exception {
    Bytes keyPackage = client(living.size()).newKeyPackage();
    counts.reset();
    return living.get(0).commit().add(keyPackage).stage();
  }

  /** The member of leaf 1 follows a commit of the first. */
  void follow(OutgoingCommit commit) throws Exception {
    counts.reset();
    follow(living.get(1), commit);
  }

  private void commit(Group sender) throws Exception {
    OutgoingCommit commit = sender.commit().stage();
    sender.merge(commit);
    for (Group member : living) {
      if (!member.ownLeaf().equals(sender.ownLeaf())) {
        follow(member, commit);
        assertEquals(sender.treeHash(), member.treeHash());
      }
    }
  }

  private static void follow(Group member, OutgoingCommit commit) throws Exception {
    if (!(member.receive(commit.message()) instanceof Received.CommitReceived received)) {
      throw new AssertionError("a commit is received as one");
    }
    member.merge(received.commit());
  }

  private MlsClient client(int i) throws Exception {
    return ObservedClients.of(SUITE, "member " + i, counts);
  }
}
