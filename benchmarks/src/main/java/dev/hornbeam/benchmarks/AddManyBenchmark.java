package dev.hornbeam.benchmarks;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.InMemoryStore;
import dev.hornbeam.mls.IncomingCommit;
import dev.hornbeam.mls.LargeGroup;
import dev.hornbeam.mls.MlsClientBuilder;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.ProfiledClients;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.crypto.CryptoProfile;
import dev.hornbeam.mls.error.MlsException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Alice, whose group has one other member, Bob, adds n members at once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AddManyBenchmark {
  /** How many are added. */
  @Param({"1", "10", "100", "1000", "10000"})
  public int n;

  /** How many threads the work for each member is shared among. */
  @Param("1")
  public int threads;

  /** Whose cryptography the clients use. */
  CryptoProfile profile = CryptoProfile.fastest();

  private ExecutorService pool;
  private List<Bytes> keyPackages;
  private Group alice;
  private Group bob;
  private Bytes message;

  @Setup
  public void prepare() throws MlsException {
    pool = Executors.newFixedThreadPool(threads);
    keyPackages = LargeGroup.keyPackages(n);
    LargeGroup pair = LargeGroup.of(LargeGroup.Shape.FULL, 2);
    alice = member(pair, 0);
    bob = member(pair, 1);
    message = addMany().message();

    Group first = member(pair, 0);
    Group second = member(pair, 1);
    OutgoingCommit commit = first.commit().addAll(keyPackages).stage();
    second.merge(((Received.CommitReceived) second.receive(commit.message())).commit());
    first.merge(commit);
    Results.requireAgreed(first, second);
    Results.require(first.members().size() == n + 2);
  }

  @TearDown
  public void end() {
    pool.shutdownNow();
  }

  private Group member(LargeGroup pair, int leaf) throws MlsException {
    MlsClientBuilder builder = ProfiledClients.of(profile);
    return pair.member(
        leaf, threads == 1 ? builder : builder.executor(pool, threads), new InMemoryStore());
  }

  /** Alice verifies the key packages, and makes the commit, the next epoch and the Welcome. */
  @Benchmark
  public OutgoingCommit addMany() throws MlsException {
    OutgoingCommit commit = alice.commit().addAll(keyPackages).stage();
    alice.discard(commit);
    return commit;
  }

  /** Bob verifies the commit with all it adds, and computes the next epoch. */
  @Benchmark
  public IncomingCommit processAddMany() throws MlsException {
    IncomingCommit commit = ((Received.CommitReceived) bob.receive(message)).commit();
    bob.discard(commit);
    return commit;
  }
}
