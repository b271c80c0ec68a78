package dev.hornbeam.benchmarks.peer;

import dev.hornbeam.benchmarks.Results;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.mls.protocol.Group;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** {@link dev.hornbeam.benchmarks.CreateBenchmark} by the peer, with keys made before. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PeerCreateBenchmark {
  private Peer alice;

  @Setup
  public void prepare() throws Exception {
    alice = Peer.named("alice");
    Results.require(create().getTree().getSize().leafCount() == 1);
  }

  @Benchmark
  public Group create() throws Exception {
    return alice.create();
  }
}
