package dev.hornbeam.benchmarks.token;

import dev.hornbeam.benchmarks.Lacking;
import dev.hornbeam.benchmarks.Results;
import dev.hornbeam.mls.Group;
import dev.hornbeam.mls.Received;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import java.util.Optional;
import java.util.Random;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/** A member of a large group, with its keys on a token or in software. */
@State(Scope.Benchmark)
public class TokenScene {
  private static final int AHEAD = 2;
  private static final int KIBIBYTE = 1024;

  /** Commits for each iteration by which JMH warms up. */
  private static final int WARM_UP = 500;

  /** Where the member's keys are. */
  @Param({"software", "token"})
  public String keys;

  /** Milliseconds before each call into the module; of no effect on keys in software. */
  @Param({"0", "1", "5"})
  public int latency;

  /** How many members the group has. */
  @Param({"10", "1000"})
  public int n;

  final TokenClock clock = new TokenClock();
  private Optional<BenchToken> token = Optional.empty();
  private TokenGroup group;
  private Group member;
  private Bytes text;

  @Setup
  public void begin(BenchmarkParams running) throws MlsException {
    text = text();
    warmUp(running.getWarmup().getCount() * WARM_UP);
    token =
        switch (keys) {
          case "software" -> Optional.empty();
          case "token" -> Optional.of(BenchToken.open(4, clock));
          default -> throw new Lacking("there are no keys " + keys);
        };
    try {
      group =
          token.isPresent()
              ? TokenGroup.onToken(token.get(), n, 1, AHEAD)
              : TokenGroup.inSoftware(n, 1);
    } catch (MlsException | RuntimeException e) {
      token.ifPresent(BenchToken::close);
      throw e;
    }
    member = group.members().get(0);
    requireUnderstood(member, neighbour());
    requireUnderstood(neighbour(), member);
    delay();
  }

  /**
   * A token that is slow lets few operations happen, too few for them to be compiled: what is ours
   * would be told too long beside keys in software.
   */
  private void warmUp(int commits) throws MlsException {
    try (TokenGroup other = TokenGroup.inSoftware(n, 1)) {
      Group sender = other.members().get(0);
      for (int i = 0; i < commits; i++) {
        sender.discard(sender.commit().stage());
        requireUnderstood(sender, other.neighbour());
      }
    }
  }

  private static Bytes text() {
    byte[] bytes = new byte[KIBIBYTE];
    new Random(1).nextBytes(bytes);
    return Bytes.own(bytes);
  }

  private void requireUnderstood(Group sender, Group receiver) throws MlsException {
    Received received = receiver.receive(sender.protect(text));
    Results.require(((Received.ApplicationData) received).data().equals(text));
  }

  @TearDown(Level.Trial)
  public void end() {
    hurry();
    group.close();
    token.ifPresent(BenchToken::close);
  }

  /** From now on, the token takes its time. */
  final void delay() {
    token.ifPresent(each -> each.delay(latency));
  }

  /** What comes now is not measured. */
  final void hurry() {
    token.ifPresent(each -> each.delay(0));
  }

  /** The member. */
  final Group member() {
    return member;
  }

  /** A member in software, whose path secrets are encrypted to the member's leaf key. */
  final Group neighbour() {
    return group.neighbour();
  }

  /** What there is to say: 1 KiB. */
  final Bytes message() {
    return text;
  }

  final void awaitKeysAhead() {
    group.awaitKeysAhead();
  }
}
