package dev.hornbeam.benchmarks.peer;

import dev.hornbeam.benchmarks.Results;
import dev.hornbeam.mls.HandshakeFraming;
import dev.hornbeam.mls.InMemoryStore;
import dev.hornbeam.mls.LargeGroup;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.types.LeafIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.mls.codec.Proposal;
import org.bouncycastle.mls.protocol.Group;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A group of n of which the first two and the last member are alive. The peer could fill a tree
 * only by having everybody commit, and everybody else process it; so a large full group is made
 * otherwise, and the peer's clients take the places of three of its members.
 */
@State(Scope.Benchmark)
public class PeerScene {
  /** Up to so many, everybody is alive. */
  private static final int ALL_ALIVE = 3;

  /** How many members the group has. */
  @Param({"2", "10", "100", "1000"})
  public int n;

  /** The name of a {@link LargeGroup.Shape} in lower case. */
  @Param({"bare", "full"})
  public String shape;

  Group alice;
  Group bob;

  /** The last member, if it is not Bob. */
  private List<Group> last = List.of();

  @Setup
  public void begin() throws Exception {
    boolean isFull = shape.equals("full");
    List<Group> alive = isFull && n > ALL_ALIVE ? taken() : bare();
    for (int i = 0; isFull && i < alive.size(); i++) {
      alive = committed(alive, i);
    }
    alice = alive.get(0);
    bob = alive.get(1);
    last = alive.subList(2, alive.size());
    requireAgreed(alice, bob);
  }

  /** The group of the last member. */
  final Group last() {
    return last.isEmpty() ? bob : last.get(0);
  }

  /** Checks that two members are in the same epoch. */
  static void requireAgreed(Group one, Group other) {
    Results.require(
        Arrays.equals(one.getEpochAuthenticator(), other.getEpochAuthenticator())
            && one.getEpoch() == other.getEpoch());
  }

  private List<Group> bare() throws Exception {
    Peer first = Peer.named("member 0");
    List<Peer> joiners = new ArrayList<>();
    joiners.add(Peer.named("member 1"));
    List<Proposal> additions = new ArrayList<>();
    additions.add(Proposal.add(joiners.get(0).keyPackage()));
    if (n > 2) {
      joiners.add(Peer.named("last member"));
      additions.addAll(Peer.additions(n - ALL_ALIVE));
      additions.add(Proposal.add(joiners.get(1).keyPackage()));
    }
    Peer.Committed commit = Peer.commit(first.create(), Peer.PathChoice.ALWAYS, additions);
    List<Group> alive = new ArrayList<>(List.of(commit.next()));
    for (Peer joiner : joiners) {
      alive.add(joiner.join(commit.welcome()));
    }
    return alive;
  }

  private List<Group> taken() throws Exception {
    List<Peer> joiners =
        List.of(Peer.named("member 0"), Peer.named("member 1"), Peer.named("last member"));
    dev.hornbeam.mls.Group committer =
        LargeGroup.of(LargeGroup.Shape.FULL, n)
            .member(
                2,
                MlsClient.builder(LargeGroup.SUITE).framing(HandshakeFraming.PUBLIC),
                new InMemoryStore());
    List<Bytes> keyPackages = new ArrayList<>();
    for (Peer joiner : joiners) {
      keyPackages.add(joiner.encodedKeyPackage());
    }
    OutgoingCommit commit =
        committer
            .commit()
            .remove(new LeafIndex(0))
            .remove(new LeafIndex(1))
            .remove(new LeafIndex(n - 1L))
            .addAll(keyPackages)
            .stage();
    List<Group> alive = new ArrayList<>();
    for (Peer joiner : joiners) {
      alive.add(joiner.join(commit.welcome().orElseThrow()));
    }
    return alive;
  }

  private static List<Group> committed(List<Group> alive, int committer) throws Exception {
    Peer.Committed commit =
        Peer.commit(alive.get(committer), Peer.PathChoice.ALWAYS, new ArrayList<>());
    List<Group> next = new ArrayList<>();
    for (int i = 0; i < alive.size(); i++) {
      next.add(i == committer ? commit.next() : Peer.process(alive.get(i), commit.message()));
    }
    return next;
  }
}
