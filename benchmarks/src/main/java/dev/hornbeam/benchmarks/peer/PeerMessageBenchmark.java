package dev.hornbeam.benchmarks.peer;

import dev.hornbeam.benchmarks.Results;
import dev.hornbeam.mls.codec.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** {@link dev.hornbeam.benchmarks.MessageBenchmark} by the peer, which stores nothing. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PeerMessageBenchmark {
  private static final int BATCH = 64;

  /** What Alice has to say. */
  @State(Scope.Benchmark)
  public static class Text {
    /** Bytes. */
    @Param({"32", "1024", "65536"})
    public int size;

    private byte[] data;

    @Setup
    public void prepare(PeerScene scene) throws Exception {
      data = new byte[size];
      new Random(1).nextBytes(data);
      byte[] received = Peer.unprotect(scene.bob, Peer.protect(scene.alice, data));
      Results.require(Arrays.equals(received, data));
    }
  }

  /** Messages that Bob has not seen. */
  @State(Scope.Benchmark)
  public static class Batch {
    private final List<Bytes> messages = new ArrayList<>();

    @Setup(Level.Invocation)
    public void protect(PeerScene scene, Text text) throws Exception {
      for (int i = 0; i < BATCH; i++) {
        messages.add(Peer.protect(scene.alice, text.data));
      }
    }

    @TearDown(Level.Invocation)
    public void clear() {
      messages.clear();
    }
  }

  @Benchmark
  public Bytes protect(PeerScene scene, Text text) throws Exception {
    return Peer.protect(scene.alice, text.data);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void unprotect(PeerScene scene, Batch batch, Blackhole blackhole) throws Exception {
    for (Bytes message : batch.messages) {
      blackhole.consume(Peer.unprotect(scene.bob, message));
    }
  }
}
