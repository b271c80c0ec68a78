package dev.hornbeam.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.LongToDoubleFunction;

/** A run that nobody ran, with numbers that are easy to reckon with. */
final class Samples {
  private static final String PACKAGE = "dev.hornbeam.benchmarks.";

  private Samples() {}

  static final About ABOUT =
      new About(
          "2026-01-02T03:04:05Z",
          "hornbeam bench 'a|b' <c>",
          "1.2.3",
          "v1.2.3-4-gabcdef",
          new About.Machine("A CPU & more", 2, 8L << 30, "Linux 6 amd64"),
          new About.Java("17.0.1+1", "A Vendor", "A VM"),
          "4.5",
          List.of(
              new About.Served("SHA-256", "SUN", "17"),
              new About.Served("Ed25519", "Bouncy Castle", "1.87"),
              new About.Served("SHA-512", "SUN", "17")));

  /** Time in microseconds, with 10 % of it as error and 2 KiB allocated. */
  static Measured time(String name, double micros, Object... params) {
    return counted(name, micros, Map.of("gc.alloc.rate.norm", 2048.0), params);
  }

  static Measured counted(
      String name, double micros, Map<String, Double> counts, Object... params) {
    TreeMap<String, String> named = new TreeMap<>();
    for (int i = 0; i < params.length; i += 2) {
      named.put(params[i].toString(), params[i + 1].toString());
    }
    TreeMap<String, Score> secondary = new TreeMap<>();
    counts.forEach(
        (what, count) -> secondary.put(what, new Score(count, OptionalDouble.empty(), "#")));
    return new Measured(
        PACKAGE + name,
        named,
        "avgt",
        new Score(micros, OptionalDouble.of(micros / 10), "us/op"),
        secondary);
  }

  private static List<Measured> byN(
      String name, LongToDoubleFunction micros, List<Integer> sizes, Object... params) {
    List<Measured> all = new ArrayList<>();
    for (int n : sizes) {
      List<Object> more = new ArrayList<>(List.of(params));
      more.addAll(List.of("n", n));
      all.add(time(name, micros.applyAsDouble(n), more.toArray()));
    }
    return all;
  }

  /** Something of everything that a report tells. */
  static BenchRun everything() {
    List<Integer> small = List.of(10, 100, 1000);
    List<Integer> all = List.of(10, 100, 1000, 10_000);
    List<Measured> results = new ArrayList<>();
    // Ours grows as n to the power of 1.1 from 1,000 on: 1 ms, then 12.6 ms.
    results.addAll(
        byN(
            "CommitBenchmark.stage",
            n -> n < 1000 ? 500 : 1000 * Math.pow(n / 1000.0, 1.1),
            all,
            "operation",
            "commit",
            "shape",
            "full",
            "threads",
            1));
    results.addAll(
        byN(
            "peer.PeerCommitBenchmark.stage",
            n -> 12.5 * n,
            small,
            "operation",
            "commit",
            "shape",
            "full"));
    results.addAll(
        byN(
            "CommitBenchmark.process",
            n -> 400 + n / 10.0,
            all,
            "operation",
            "commit",
            "shape",
            "full",
            "threads",
            1));
    results.addAll(
        byN(
            "peer.PeerCommitBenchmark.process",
            n -> 600 + 6 * n,
            small,
            "operation",
            "commit",
            "shape",
            "full"));
    for (int threads : new int[] {1, 2}) {
      results.add(
          time(
              "JoinBenchmark.join",
              240_000.0 / threads,
              "n",
              1000,
              "shape",
              "full",
              "threads",
              threads));
    }
    results.add(
        time("NeededWorkBenchmark.needed", 800, "n", 1000, "operation", "commit", "shape", "full"));
    results.add(time("AddManyBenchmark.addMany", 30_000, "n", 100, "threads", 1));
    results.add(
        time("NeededWorkBenchmark.needed", 20_000, "n", 100, "operation", "addMany", "shape", ""));
    results.add(time("MessageBenchmark.protect", 0.25, "n", 2, "shape", "full", "size", 32));
    results.add(time("CreateBenchmark.create", 100));
    results.add(time("peer.PeerCreateBenchmark.create", 200));
    results.add(time("SignatureBenchmark.sign", 77.7, "suite", 1, "profile", "jdk"));
    results.addAll(tokens());
    results.addAll(baselines());
    return new BenchRun(
        ABOUT,
        BenchRun.Ending.COMPLETE,
        results,
        List.of(
            new Sizes(Maker.HORNBEAM, "full", 10, sizes(500)),
            new Sizes(Maker.HORNBEAM, "full", 1000, sizes(1234)),
            new Sizes(Maker.PEER, "full", 1000, Map.of("commit", 1300L))),
        List.of(
            unmeasured(Unmeasured.Kind.LACKING, "conscrypt", "there is | no Ed25519"),
            unmeasured(Unmeasured.Kind.FAILED, "bc", "IllegalStateException: odd")),
        List.of("tokens of another kind"));
  }

  private static Map<String, Long> sizes(long commit) {
    return Map.of("commit", commit);
  }

  private static List<Measured> tokens() {
    List<Measured> results = new ArrayList<>();
    for (int latency : new int[] {0, 1, 5}) {
      results.add(
          counted(
              "token.TokenGroupBenchmark.commit",
              2000 + 1000 * latency,
              Map.of(
                  "tokenMicros", 20.0 * (400 + 1000 * latency),
                  "signingMicros", 20.0 * (500 * latency),
                  "operations", 20.0),
              "keys",
              "token",
              "latency",
              latency,
              "n",
              100));
    }
    results.add(
        time("token.TokenGroupBenchmark.commit", 1500, "keys", "software", "latency", 0, "n", 100));
    results.add(
        new Measured(
            PACKAGE + "token.TokenOperationBenchmark.sign",
            new TreeMap<>(Map.of("sessions", "4", "latency", "1")),
            "thrpt",
            new Score(2345.6, OptionalDouble.empty(), "ops/s"),
            new TreeMap<>()));
    results.add(
        time(
            "token.TokenMembersBenchmark.commitAtOnce", 9000, "members", 2, "latency", 5, "n", 10));
    results.add(
        counted(
            "MemoryBenchmark.retained",
            1,
            Map.of("retainedBytes", 3.5 * (1 << 20)),
            "member",
            "loaded",
            "n",
            1000,
            "shape",
            "full"));
    return results;
  }

  private static List<Measured> baselines() {
    List<Measured> results = new ArrayList<>();
    for (String scheme : List.of("ART", "SENDER_KEYS", "PAIRWISE")) {
      for (int n : new int[] {10, 100, 1000}) {
        double micros = scheme.equals("ART") ? 600 * Math.log(n) : 220.0 * n;
        double bytes = scheme.equals("ART") ? 60 * Math.log(n) : 90.0 * n;
        results.add(
            counted(
                "baseline.BaselineBenchmark.update",
                micros,
                Map.of("agreements", n - 1.0, "bytes", bytes),
                "scheme",
                scheme,
                "n",
                n));
      }
    }
    results.add(
        counted(
            "baseline.BaselineBenchmark.add",
            1000,
            Map.of("agreements", 9.0, "bytes", 500.0, "bytesByOthers", 800.0),
            "scheme",
            "SENDER_KEYS",
            "n",
            10));
    return results;
  }

  private static Unmeasured unmeasured(Unmeasured.Kind kind, String profile, String reason) {
    return new Unmeasured(
        kind,
        "SignatureBenchmark.sign",
        new TreeMap<>(Map.of("suite", "1", "profile", profile)),
        reason);
  }
}
