package dev.hornbeam.benchmarks.report;

import java.time.Duration;
import java.util.List;

/** Which benchmarks are chosen, and with what: from these, the marks of the report can be read. */
final class PlannedSeries {
  private static final Effort BRIEF = new Effort(4, 8, Duration.ofMillis(200));
  private static final Effort BRIEFEST = new Effort(1, 3, Duration.ofMillis(200));
  private static final Effort STEADY = new Effort(3, 5, Duration.ofSeconds(1));
  private static final Effort SHORT = new Effort(2, 3, Duration.ofMillis(300));

  /** Operations so long that a few of them tell enough. */
  private static final Effort FEW = new Effort(1, 3, Duration.ofSeconds(1));

  /** As a benchmark wants it whose result JMH adds up. */
  private static final Effort ONCE = new Effort(0, 1, Duration.ofMillis(1));

  private static final String PRIMITIVES = "(Hash|Kdf|Aead|Hpke|Signature)Benchmark\\..*";

  private PlannedSeries() {}

  static List<Series> quick() {
    return List.of(
        Series.of(BRIEF, "(Peer)?CommitBenchmark\\.(stage|process)")
            .with("operation", "commit")
            .with("n", 10, 100, 1000)
            .with("shape", "full"),
        Series.of(BRIEF, "(Peer)?CommitBenchmark\\.stage")
            .with("operation", "addOne")
            .with("n", 100, 1000)
            .with("shape", "full"),
        Series.of(BRIEF, "(Peer)?CommitBenchmark\\.process")
            .with("operation", "addOne")
            .with("n", 1000)
            .with("shape", "full"),
        Series.of(BRIEF, "(Peer)?MessageBenchmark\\.(protect|unprotect)")
            .with("n", 1000)
            .with("shape", "full")
            .with("size", 1024),
        Series.of(BRIEF, "(Peer)?JoinBenchmark\\.join").with("n", 1000).with("shape", "full"),
        Series.of(BRIEF, "(CommitBenchmark\\.stage|JoinBenchmark\\.join)")
            .with("operation", "commit")
            .with("n", 1000)
            .with("shape", "full")
            .with("threads", 2),
        Series.of(BRIEF, "NeededWorkBenchmark\\.needed")
            .with("operation", "commit", "process", "join", "addOne")
            .with("n", 1000)
            .with("shape", "full"),
        Series.of(BRIEFEST, "(HpkeBenchmark\\.(seal|open)|SignatureBenchmark\\.(sign|verify))")
            .with("suite", 1)
            .with("profile", "fastest", "jdk", "bc", "conscrypt", "accp"),
        Series.of(BRIEF, "BaselineBenchmark\\.update")
            .with("scheme", "ART", "SENDER_KEYS", "PAIRWISE")
            .with("n", 100, 1000),
        Series.of(BRIEF, "TokenOperationBenchmark\\.sign")
            .with("sessions", 1, 4)
            .with("latency", 0, 1),
        Series.of(BRIEF, "TokenGroupBenchmark\\.(commit|protect)")
            .with("keys", "token")
            .with("latency", 1)
            .with("n", 1000),
        Series.of(BRIEF, "TokenGroupBenchmark\\.commit")
            .with("keys", "software", "token")
            .with("latency", 0)
            .with("n", 1000),
        Series.of(ONCE, "MemoryBenchmark\\.retained")
            .with("member", "loaded")
            .with("n", 1000)
            .with("shape", "full"));
  }

  static List<Series> full() {
    return List.of(
        Series.of(STEADY, "CommitBenchmark\\.(stage|process)")
            .with("operation", "commit", "addOne")
            .with("n", 2, 10, 100, 1000, 10_000)
            .with("shape", "bare", "full"),
        Series.of(STEADY, "PeerCommitBenchmark\\.(stage|process)")
            .with("operation", "commit", "addOne")
            .with("n", 2, 10, 100, 1000)
            .with("shape", "bare", "full"),
        Series.of(STEADY, "(Peer)?CommitBenchmark\\.(stage|process)")
            .with("operation", "addOneWithoutPath", "remove", "update")
            .with("n", 10, 1000)
            .with("shape", "full"),
        Series.of(STEADY, "CommitBenchmark\\.(stage|process)")
            .with("operation", "commit")
            .with("n", 50_000)
            .with("shape", "full"),
        Series.of(STEADY, "JoinBenchmark\\..*")
            .with("n", 2, 10, 100, 1000, 10_000)
            .with("shape", "full"),
        Series.of(STEADY, "JoinBenchmark\\.join").with("n", 1000).with("shape", "bare"),
        Series.of(FEW, "JoinBenchmark\\.join").with("n", 50_000).with("shape", "full"),
        Series.of(STEADY, "PeerJoinBenchmark\\..*").with("n", 10, 100, 1000).with("shape", "full"),
        Series.of(STEADY, "AddManyBenchmark\\..*").with("n", 1, 10, 100, 1000),
        Series.of(FEW, "AddManyBenchmark\\..*").with("n", 10_000),
        Series.of(FEW, "PeerAddManyBenchmark\\..*").with("n", 1, 10, 100, 1000),
        Series.of(STEADY, "(CommitBenchmark\\.(stage|process)|(Join|AddMany)Benchmark\\..*)")
            .with("operation", "commit")
            .with("n", 1000)
            .with("shape", "full")
            .with("threads", 2),
        Series.of(STEADY, "(Peer)?MessageBenchmark\\..*")
            .with("n", 1000)
            .with("shape", "full")
            .with("size", 32, 1024, 65_536),
        Series.of(STEADY, "MessageBenchmark\\..*")
            .with("n", 2, 100, 10_000)
            .with("shape", "full")
            .with("size", 1024),
        Series.of(STEADY, "(Peer)?StateBenchmark\\..*")
            .with("n", 10, 100, 1000)
            .with("shape", "full"),
        Series.of(STEADY, "StateBenchmark\\..*").with("n", 10_000).with("shape", "full"),
        Series.of(STEADY, "(Peer)?CreateBenchmark\\..*"),
        Series.of(STEADY, "NeededWorkBenchmark\\.needed")
            .with("operation", "commit", "process", "addOne", "processAddOne", "join", "addMany")
            .with("n", 1000)
            .with("shape", "full"),
        Series.of(SHORT, PRIMITIVES).with("suite").with("profile").with("size", 1024),
        Series.of(STEADY, "BaselineBenchmark\\..*")
            .with("scheme", "ART", "SENDER_KEYS", "PAIRWISE")
            .with("n", 2, 10, 100, 1000, 10_000),
        Series.of(STEADY, "TokenOperationBenchmark\\..*")
            .with("sessions", 1, 2, 4, 8)
            .with("latency", 0, 1, 5),
        Series.of(STEADY, "TokenGroupBenchmark\\..*")
            .with("keys", "token")
            .with("latency", 0, 1, 5)
            .with("n", 10, 1000),
        Series.of(STEADY, "TokenGroupBenchmark\\..*")
            .with("keys", "software")
            .with("latency", 0)
            .with("n", 10, 1000),
        Series.of(STEADY, "TokenMembersBenchmark\\..*")
            .with("members", 1, 2, 4)
            .with("latency", 5)
            .with("n", 10),
        Series.of(ONCE, "MemoryBenchmark\\.retained")
            .with("member", "loaded", "joined", "following")
            .with("n", 1000)
            .with("shape", "full"),
        Series.of(ONCE, "MemoryBenchmark\\.retained")
            .with("member", "loaded")
            .with("n", 50_000)
            .with("shape", "full"));
  }
}
