package dev.hornbeam.benchmarks;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.LargeGroup;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.Credential;
import dev.hornbeam.mls.types.GroupId;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The start of a group. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CreateBenchmark {
  private MlsClient alice;

  /** For each iteration a new client, so that its store does not grow without end. */
  @Setup(Level.Iteration)
  public void prepare() throws MlsException {
    alice = MlsClient.builder(LargeGroup.SUITE).credential(Credential.basic("alice")).build();
    Results.require(create().members().size() == 1);
  }

  /** A group of one. */
  @Benchmark
  public Group create() throws MlsException {
    return alice.createGroup(GroupId.random());
  }
}
