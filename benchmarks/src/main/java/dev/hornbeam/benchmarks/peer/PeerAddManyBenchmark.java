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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** {@link dev.hornbeam.benchmarks.AddManyBenchmark} by the peer. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PeerAddManyBenchmark {
  /** How many are added. */
  @Param({"1", "10", "100", "1000"})
  public int n;

  private List<Proposal> additions;
  private Group alice;
  private Group bob;
  private Bytes message;

  @Setup
  public void prepare() throws Exception {
    Peer second = Peer.named("bob");
    Peer.Committed pair =
        Peer.commit(
            Peer.named("alice").create(),
            Peer.PathChoice.ALWAYS,
            List.of(Proposal.add(second.keyPackage())));
    alice = pair.next();
    bob = second.join(pair.welcome());
    additions = Peer.additions(n);
    Peer.Committed commit = Peer.commit(alice, Peer.PathChoice.ALWAYS, additions);
    message = commit.message();
    PeerScene.requireAgreed(commit.next(), processAddMany());
  }

  @Benchmark
  public Object addMany() throws Exception {
    return Peer.commit(alice, Peer.PathChoice.ALWAYS, additions);
  }

  @Benchmark
  public Group processAddMany() throws Exception {
    return Peer.process(bob, message);
  }
}
