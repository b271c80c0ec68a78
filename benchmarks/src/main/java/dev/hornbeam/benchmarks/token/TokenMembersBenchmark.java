package dev.hornbeam.benchmarks.token;

import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.pkcs11.ObservedModule;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Members with keys on one token, who commit at once: the time until all have. As long as they
 * overlap it is that of one; if they did not, it would be that of one times their number.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TokenMembersBenchmark {
  /** How many members commit at once, in threads of their own. */
  @Param({"1", "2", "4"})
  public int members;

  /** Milliseconds before each call into the module. */
  @Param("5")
  public int latency;

  /** How many members the group has. */
  @Param("10")
  public int n;

  private Callers callers;
  private BenchToken token;
  private TokenGroup group;
  private List<OutgoingCommit> made = List.of();

  @Setup
  public void begin() throws MlsException {
    callers = new Callers(members);
    token = BenchToken.open(2 * members, ObservedModule.Observer.NONE);
    try {
      // Twice as many as needed, so that none is made while they commit.
      group = TokenGroup.onToken(token, n, members, 2 * members);
    } catch (MlsException | RuntimeException e) {
      token.close();
      throw e;
    }
    token.delay(latency);
  }

  @TearDown(Level.Invocation)
  public void discard() throws MlsException {
    token.delay(0);
    for (int i = 0; i < made.size(); i++) {
      group.members().get(i).discard(made.get(i));
    }
    made = List.of();
    group.awaitKeysAhead();
    token.delay(latency);
  }

  @TearDown(Level.Trial)
  public void end() {
    token.delay(0);
    callers.close();
    group.close();
    token.close();
  }

  /** Each member makes a commit with a path. */
  @Benchmark
  public List<OutgoingCommit> commitAtOnce() {
    List<Callable<OutgoingCommit>> commits =
        group.members().stream().map(TokenMembersBenchmark::commit).toList();
    made = callers.atOnce(commits);
    return made;
  }

  private static Callable<OutgoingCommit> commit(Group member) {
    return () -> member.commit().stage();
  }
}
