package dev.hornbeam.benchmarks.report;

import java.time.Duration;
import java.util.Map;

/**
 * How long things take, for a person who decides whether to wait. Measured once on two cores of
 * 2020s' servers; the progress line corrects itself by what it sees.
 */
final class Cost {
  /** To start a JVM, and to end it. */
  private static final double FORK = 1.0;

  private static final double SECOND = 1e9;

  private Cost() {}

  static Duration of(Trial trial) {
    Effort effort = trial.effort();
    // An iteration ends with the operation in whose time it runs out.
    double overtime = operation(trial) * (effort.warmups() + effort.iterations());
    return effort.total().plus(seconds(FORK + setUp(trial) + overtime));
  }

  static Duration of(SizesOf sizes) {
    return switch (sizes.maker()) {
      case HORNBEAM -> seconds(0.3 + group(sizes.n()));
      case PEER -> seconds(0.3 + 2e-3 * sizes.n());
    };
  }

  /** Seconds before the first iteration. */
  private static double setUp(Trial trial) {
    long n = number(trial.params(), "n");
    return switch (type(trial.name())) {
      case "PeerAddManyBenchmark" -> 0.5 + 5e-3 * n;
      case "PeerCommitBenchmark", "PeerMessageBenchmark", "PeerStateBenchmark" -> 0.7 + 2e-3 * n;
      case "PeerJoinBenchmark" -> 0.7 + 2.5e-3 * n;
      case "AddManyBenchmark" -> 0.5 + 1.5e-3 * n;
      case "JoinBenchmark", "StateBenchmark" -> 0.7 + group(n) + 0.4e-3 * n;
      case "CommitBenchmark", "MessageBenchmark" -> 0.7 + group(n);
      case "NeededWorkBenchmark" -> 0.7 + group(n);
      case "BaselineBenchmark" -> 0.4 + 1.5e-3 * n;
      case "MemoryBenchmark" -> 1.5 + 2 * group(n) + 0.4e-3 * n;
      case "TokenOperationBenchmark" -> 1.5;
      case "TokenGroupBenchmark", "TokenMembersBenchmark" -> 2.5 + group(n);
      default -> 0.3;
    };
  }

  /** Seconds to make a large group at once. */
  private static double group(long n) {
    return 0.3 + 0.2e-3 * n;
  }

  /** Seconds of one operation, of those that take long. */
  private static double operation(Trial trial) {
    long n = number(trial.params(), "n");
    return switch (trial.name()) {
      case "PeerAddManyBenchmark.addMany" -> 2e-3 * n;
      case "PeerAddManyBenchmark.processAddMany" -> 0.5e-3 * n;
      case "AddManyBenchmark.addMany", "AddManyBenchmark.processAddMany" -> 0.3e-3 * n;
      case "PeerJoinBenchmark.join", "PeerJoinBenchmark.externalJoin" -> 0.15e-3 * n;
      case "JoinBenchmark.join", "JoinBenchmark.externalJoin" -> 0.12e-3 * n;
      case "PeerCommitBenchmark.stage", "PeerCommitBenchmark.process" -> 0.05e-3 * n;
      case "NeededWorkBenchmark.needed" -> 0.1e-3 * n;
      case "BaselineBenchmark.update" -> 0.2e-3 * n;
      default -> 0;
    };
  }

  private static String type(String name) {
    return name.substring(0, name.indexOf('.'));
  }

  private static long number(Map<String, String> params, String name) {
    return Long.parseLong(params.getOrDefault(name, "0"));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos(Math.round(seconds * SECOND));
  }
}
