package dev.hornbeam.benchmarks;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.InMemoryStore;
import dev.hornbeam.mls.MlsClient;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.codec.Secret;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.GroupId;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a client does with a group by itself. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StateBenchmark {
  private static final String LABEL = "benchmark";
  private static final Bytes CONTEXT = Bytes.utf8("a context");

  /** Alice's client over its store, and one that has nothing yet. */
  @State(Scope.Benchmark)
  public static class Stored {
    private final InMemoryStore store = new InMemoryStore();
    private GroupId id;
    private MlsClient first;
    private MlsClient restarted;
    private MlsClient empty;
    private Secret archive;

    @Setup
    public void prepare(GroupScene scene) throws MlsException {
      id = scene.large().id();
      first = scene.memberClient(0, store);
      archive = first.exportGroup(id);
      restart(scene);
      Results.requireAgreed(scene.bob, restarted.group(id).orElseThrow());
      Results.requireAgreed(scene.bob, empty.importGroup(archive));
    }

    @Setup(Level.Invocation)
    public void restart(GroupScene scene) throws MlsException {
      restarted = scene.twin(first, store);
      empty = scene.twin(first, new InMemoryStore());
    }
  }

  @Setup
  public void prepare(GroupScene scene) throws MlsException {
    try (Secret here = export(scene);
        Secret there = scene.bob.export(LABEL, CONTEXT, 32)) {
      Results.require(here.matches(there));
    }
  }

  /** A secret for the application (RFC 9420 s.8.5). */
  @Benchmark
  public Secret export(GroupScene scene) throws MlsException {
    return scene.alice.export(LABEL, CONTEXT, 32);
  }

  /** The whole state as bytes. */
  @Benchmark
  public Secret serialise(Stored stored) throws MlsException {
    return stored.first.exportGroup(stored.id);
  }

  /** The whole state from bytes, into a store. */
  @Benchmark
  public Group deserialise(Stored stored) throws MlsException {
    return stored.empty.importGroup(stored.archive);
  }

  /** The state from the store, as when a process starts. */
  @Benchmark
  public Optional<Group> load(Stored stored) throws MlsException {
    return stored.restarted.group(stored.id);
  }
}
