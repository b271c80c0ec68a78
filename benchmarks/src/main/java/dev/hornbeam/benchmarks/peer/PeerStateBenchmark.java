package dev.hornbeam.benchmarks.peer;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** {@link dev.hornbeam.benchmarks.StateBenchmark} by the peer, whose state cannot be stored. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PeerStateBenchmark {
  private static final byte[] CONTEXT = "a context".getBytes(StandardCharsets.UTF_8);

  @Benchmark
  public byte[] export(PeerScene scene) throws Exception {
    return scene.alice.getKeySchedule().MLSExporter("benchmark", CONTEXT, 32);
  }
}
