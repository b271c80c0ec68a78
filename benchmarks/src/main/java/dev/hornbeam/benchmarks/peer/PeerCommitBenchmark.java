package dev.hornbeam.benchmarks.peer;

import dev.hornbeam.benchmarks.Lacking;
import dev.hornbeam.benchmarks.Results;
import dev.hornbeam.mls.codec.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.mls.TreeKEM.LeafIndex;
import org.bouncycastle.mls.codec.Proposal;
import org.bouncycastle.mls.protocol.Group;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** {@link dev.hornbeam.benchmarks.CommitBenchmark} by the peer. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PeerCommitBenchmark {
  /** What is committed. */
  @State(Scope.Benchmark)
  public static class Change {
    /** As in {@link dev.hornbeam.benchmarks.CommitBenchmark.Change}. */
    @Param({"commit", "addOne", "addOneWithoutPath", "remove", "update"})
    public String operation;

    /**
     * Taken in turn: to add the same one twice without a path would be to encrypt two Welcomes with
     * the same key and nonce, which the peer's cipher refuses.
     */
    private List<Peer> newcomers;

    private int turn;
    private int last;
    private boolean isOfBob;

    @Setup
    public void prepare(PeerScene scene) throws Exception {
      newcomers = List.of(Peer.named("new member"), Peer.named("another new member"));
      last = scene.n - 1;
      isOfBob = last == 1;
      if (isOfBob && operation.equals("remove")) {
        throw new Lacking("the peer cannot commit in a group of one");
      }
      if (operation.equals("update")) {
        Bytes update = Peer.update(scene.last());
        Peer.receive(scene.alice, update);
        Peer.receive(scene.bob, update);
      }
      Peer.Committed commit = commit(scene.alice);
      Results.require(commit.next().getEpoch() == scene.alice.getEpoch() + 1);
      if (operation.equals("update")) {
        Results.require(!Arrays.equals(lastLeafKey(commit.next()), lastLeafKey(scene.alice)));
      }
    }

    Peer.Committed commit(Group group) throws Exception {
      return switch (operation) {
        case "commit", "update" -> Peer.commit(group, Peer.PathChoice.ALWAYS, new ArrayList<>());
        case "addOne" -> Peer.commit(group, Peer.PathChoice.ALWAYS, addition());
        case "addOneWithoutPath" -> Peer.commit(group, Peer.PathChoice.WHEN_REQUIRED, addition());
        case "remove" ->
            Peer.commit(
                group, Peer.PathChoice.ALWAYS, List.of(Proposal.remove(new LeafIndex(last))));
        default -> throw new Lacking("there is no operation " + operation);
      };
    }

    private byte[] lastLeafKey(Group group) {
      return group.getTree().getLeafNode(new LeafIndex(last)).getEncryptionKey();
    }

    private List<Proposal> addition() throws Exception {
      turn = 1 - turn;
      return List.of(Proposal.add(newcomers.get(turn).keyPackage()));
    }
  }

  /** A commit of Alice's that Bob has not processed. */
  @State(Scope.Benchmark)
  public static class Message {
    private Bytes commit;

    @Setup
    public void prepare(PeerScene scene, Change change) throws Exception {
      if (change.isOfBob && change.operation.equals("update")) {
        throw new Lacking("the peer forgets its own Update when it has processed it once");
      }
      Peer.Committed made = change.commit(scene.alice);
      commit = made.message();
      PeerScene.requireAgreed(made.next(), Peer.process(scene.bob, commit));
    }
  }

  @Benchmark
  public Object stage(PeerScene scene, Change change) throws Exception {
    return change.commit(scene.alice);
  }

  @Benchmark
  public Group process(PeerScene scene, Message message) throws Exception {
    return Peer.process(scene.bob, message.commit);
  }

  @Benchmark
  public long epoch(PeerScene scene) throws Exception {
    Peer.Committed commit = Peer.commit(scene.alice, Peer.PathChoice.ALWAYS, new ArrayList<>());
    scene.bob = Peer.process(scene.bob, commit.message());
    scene.alice = commit.next();
    return scene.alice.getEpoch();
  }
}
