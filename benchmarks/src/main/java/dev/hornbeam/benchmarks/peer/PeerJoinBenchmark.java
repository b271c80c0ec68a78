package dev.hornbeam.benchmarks.peer;

import dev.hornbeam.mls.codec.Bytes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.mls.codec.Proposal;
import org.bouncycastle.mls.protocol.Group;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * {@link dev.hornbeam.benchmarks.JoinBenchmark} by the peer, which keeps nothing in a store and
 * does not verify the signatures of the leaf nodes when it joins.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PeerJoinBenchmark {
  /** Carol, and a Welcome for her. */
  @State(Scope.Benchmark)
  public static class Invited {
    private Peer carol;
    private Bytes welcome;

    @Setup
    public void prepare(PeerScene scene) throws Exception {
      carol = Peer.named("carol");
      Peer.Committed commit =
          Peer.commit(
              scene.alice, Peer.PathChoice.ALWAYS, List.of(Proposal.add(carol.keyPackage())));
      welcome = commit.welcome();
      PeerScene.requireAgreed(commit.next(), carol.join(welcome));
    }
  }

  /** What Carol needs to join by herself, and a commit by which she does. */
  @State(Scope.Benchmark)
  public static class Uninvited {
    private Peer carol;
    private Bytes groupInfo;
    private Bytes commit;

    @Setup
    public void prepare(PeerScene scene) throws Exception {
      carol = Peer.named("carol");
      groupInfo = Peer.groupInfo(scene.alice);
      Peer.Committed join = carol.joinExternally(groupInfo);
      commit = join.message();
      PeerScene.requireAgreed(join.next(), Peer.process(scene.bob, commit));
    }
  }

  @Benchmark
  public Group join(Invited invited) throws Exception {
    return invited.carol.join(invited.welcome);
  }

  @Benchmark
  public Object externalJoin(Uninvited uninvited) throws Exception {
    return uninvited.carol.joinExternally(uninvited.groupInfo);
  }

  @Benchmark
  public Group processExternalJoin(PeerScene scene, Uninvited uninvited) throws Exception {
    return Peer.process(scene.bob, uninvited.commit);
  }
}
