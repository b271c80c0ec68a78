package dev.hornbeam.benchmarks.token;

import dev.hornbeam.mls.IncomingCommit;
import dev.hornbeam.mls.OutgoingCommit;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
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
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a member does whose keys are on a token, and how much of the time is the token's: {@link
 * TokenTime}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TokenGroupBenchmark {
  /** Keys are made ahead before each commit, as they are between the commits of a real group. */
  @State(Scope.Benchmark)
  public static class Commits {
    private Optional<OutgoingCommit> made = Optional.empty();

    @TearDown(Level.Invocation)
    public void discard(TokenScene scene) throws MlsException {
      scene.hurry();
      if (made.isPresent()) {
        scene.member().discard(made.get());
        made = Optional.empty();
      }
      scene.awaitKeysAhead();
      scene.delay();
    }
  }

  /** A commit that the delivery service has accepted. */
  @State(Scope.Benchmark)
  public static class Accepted {
    private OutgoingCommit commit;

    @Setup(Level.Invocation)
    public void stage(TokenScene scene) throws MlsException {
      scene.hurry();
      commit = scene.member().commit().stage();
      scene.awaitKeysAhead();
      scene.delay();
    }
  }

  /** The neighbour's commit. */
  @State(Scope.Benchmark)
  public static class OfNeighbour {
    private Bytes commit;

    @Setup
    public void stage(TokenScene scene) throws MlsException {
      commit = scene.neighbour().commit().stage().message();
    }
  }

  /** A message of the neighbour's that the member has not seen. */
  @State(Scope.Benchmark)
  public static class Unread {
    private Bytes message;

    @Setup(Level.Invocation)
    public void protect(TokenScene scene) throws MlsException {
      message = scene.neighbour().protect(scene.message());
    }

    /** So that the inbox does not grow. */
    @TearDown(Level.Invocation)
    public void acknowledge(TokenScene scene) throws MlsException {
      for (Received.ApplicationData received : scene.member().inbox()) {
        scene.member().acknowledge(received.inboxId());
      }
    }
  }

  /** Makes a commit with a path: two signatures, and a leaf key that was made ahead. */
  @Benchmark
  public OutgoingCommit commit(TokenScene scene, Commits commits, TokenTime time)
      throws MlsException {
    TokenClock.Reading before = scene.clock.read();
    OutgoingCommit commit = scene.member().commit().stage();
    time.add(before, scene.clock.read());
    commits.made = Optional.of(commit);
    return commit;
  }

  /** Goes on to the next epoch: stores it, and destroys the leaf key of the last one. */
  @Benchmark
  public long merge(TokenScene scene, Accepted accepted, TokenTime time) throws MlsException {
    TokenClock.Reading before = scene.clock.read();
    scene.member().merge(accepted.commit);
    time.add(before, scene.clock.read());
    return scene.member().epoch();
  }

  /** Verifies the neighbour's commit, and opens its path secret with the leaf key. */
  @Benchmark
  public IncomingCommit process(TokenScene scene, OfNeighbour ofNeighbour, TokenTime time)
      throws MlsException {
    TokenClock.Reading before = scene.clock.read();
    Received received = scene.member().receive(ofNeighbour.commit);
    time.add(before, scene.clock.read());
    IncomingCommit commit = ((Received.CommitReceived) received).commit();
    scene.member().discard(commit);
    return commit;
  }

  /** Signs and encrypts a message of 1 KiB. */
  @Benchmark
  public Bytes protect(TokenScene scene, TokenTime time) throws MlsException {
    TokenClock.Reading before = scene.clock.read();
    Bytes message = scene.member().protect(scene.message());
    time.add(before, scene.clock.read());
    return message;
  }

  /** Decrypts and verifies one, which takes no private key of the member's. */
  @Benchmark
  public Received unprotect(TokenScene scene, Unread unread, TokenTime time) throws MlsException {
    TokenClock.Reading before = scene.clock.read();
    Received received = scene.member().receive(unread.message);
    time.add(before, scene.clock.read());
    return received;
  }
}
