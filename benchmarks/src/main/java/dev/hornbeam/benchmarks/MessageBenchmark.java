package dev.hornbeam.benchmarks;

import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import java.util.ArrayList;
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

/** Application messages from Alice to Bob, in the order in which they were sent. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MessageBenchmark {
  /** Enough that the clock, which is read for each batch, does not count. */
  private static final int BATCH = 64;

  /** What Alice has to say. */
  @State(Scope.Benchmark)
  public static class Text {
    /** Bytes. */
    @Param({"32", "1024", "65536"})
    public int size;

    private Bytes data;

    @Setup
    public void prepare(GroupScene scene) throws MlsException {
      byte[] bytes = new byte[size];
      new Random(1).nextBytes(bytes);
      data = Bytes.own(bytes);
      Received received = scene.bob.receive(scene.alice.protect(data));
      Results.require(((Received.ApplicationData) received).data().equals(data));
    }
  }

  /** Messages that Bob has not seen: each can be read but once. */
  @State(Scope.Benchmark)
  public static class Batch {
    private final List<Bytes> messages = new ArrayList<>();

    @Setup(Level.Invocation)
    public void protect(GroupScene scene, Text text) throws MlsException {
      for (int i = 0; i < BATCH; i++) {
        messages.add(scene.alice.protect(text.data));
      }
    }

    /** The application has them now, so the inbox does not grow. */
    @TearDown(Level.Invocation)
    public void acknowledge(GroupScene scene) throws MlsException {
      messages.clear();
      for (Received.ApplicationData received : scene.bob.inbox()) {
        scene.bob.acknowledge(received.inboxId());
      }
    }
  }

  /** Alice signs and encrypts a message, and stores that its key is used up. */
  @Benchmark
  public Bytes protect(GroupScene scene, Text text) throws MlsException {
    return scene.alice.protect(text.data);
  }

  /** Bob decrypts and verifies a message, and stores it in place of its key. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void unprotect(GroupScene scene, Batch batch, Blackhole blackhole) throws MlsException {
    for (Bytes message : batch.messages) {
      blackhole.consume(scene.bob.receive(message));
    }
  }
}
