package dev.hornbeam.benchmarks.peer;

import dev.hornbeam.benchmarks.Results;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.mls.protocol.Group;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** {@link dev.hornbeam.benchmarks.StateBenchmark} by the peer, whose state cannot be stored. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PeerStateBenchmark {
  private static final byte[] CONTEXT = "a context".getBytes(StandardCharsets.UTF_8);

  @Setup
  public void prepare(PeerScene scene) throws Exception {
    Results.require(Arrays.equals(export(scene), export(scene.bob)));
  }

  @Benchmark
  public byte[] export(PeerScene scene) throws Exception {
    return export(scene.alice);
  }

  private static byte[] export(Group group) throws Exception {
    return group.getKeySchedule().MLSExporter("benchmark", CONTEXT, 32);
  }
}
