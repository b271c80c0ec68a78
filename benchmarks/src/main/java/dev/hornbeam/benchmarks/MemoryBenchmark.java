package dev.hornbeam.benchmarks;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.InMemoryStore;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.types.Store;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The heap that a member of a group of n needs: all that is alive because of one {@link Group}, as
 * full collections find it. It is the result {@code retainedBytes}; the time is that of the
 * collections and says nothing. The store is not counted, in memory as it is here and elsewhere a
 * database, nor is what a client has once for all its groups.
 *
 * <p>JMH adds such results up, so this is run as it is annotated: one fork, one iteration.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class MemoryBenchmark {
  /** How many commits are processed; of the epochs before, some are kept for late messages. */
  private static final int COMMITS = 10;

  /** Where the member's state has come from; the third is loaded, and has followed the group. */
  @Param({"loaded", "joined", "following"})
  public String member;

  /** In a field, so that it is there with the group and without it. */
  private Store store = new InMemoryStore();

  /** What is told beside the time. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Memory {
    /** The heap of one member, bytes. */
    public long retainedBytes;
  }

  /** Makes the group, measures it and forgets it. */
  @Benchmark
  public long retained(GroupScene scene, JoinBenchmark.Invited invited, Memory memory)
      throws Exception {
    Callable<Group> maker =
        switch (member) {
          case "loaded" -> () -> load(scene);
          case "joined" -> () -> join(scene, invited);
          case "following" -> () -> follow(scene);
          default -> throw new Lacking("no member is " + member);
        };
    long bytes = RetainedHeap.of(maker);
    memory.retainedBytes += bytes;
    return bytes;
  }

  private Group load(GroupScene scene) throws MlsException {
    store = new InMemoryStore();
    Group group = scene.memberClient(1, store).group(scene.large().id()).orElseThrow();
    Results.requireAgreed(scene.bob, group);
    return group;
  }

  private Group join(GroupScene scene, JoinBenchmark.Invited invited) throws MlsException {
    store = invited.copy();
    Group group = scene.twin(invited.client(), store).join(invited.welcome());
    Results.require(group.members().size() == scene.n + 1);
    return group;
  }

  private Group follow(GroupScene scene) throws MlsException {
    Group group = load(scene);
    Group sender = scene.member(0);
    for (int i = 0; i < COMMITS; i++) {
      OutgoingCommit commit = sender.commit().stage();
      group.merge(((Received.CommitReceived) group.receive(commit.message())).commit());
      sender.merge(commit);
    }
    Results.requireAgreed(sender, group);
    return group;
  }
}
