package dev.hornbeam.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.cli.BadInput;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final Catalogue REAL = Catalogue.onClassPath();

  /** With the benchmarks that are only there with a token or to judge by. */
  private static Catalogue whole() {
    Map<String, Map<String, List<String>>> more = new TreeMap<>(REAL.benchmarks());
    String here = "dev.hornbeam.benchmarks.";
    more.put(
        here + "NeededWorkBenchmark.needed",
        Map.of("operation", List.of("commit"), "n", List.of("2"), "shape", List.of("full")));
    more.put(
        here + "MemoryBenchmark.retained",
        Map.of("member", List.of("loaded"), "n", List.of("2"), "shape", List.of("full")));
    more.put(
        here + "token.TokenMembersBenchmark.commitAtOnce",
        Map.of("members", List.of("1"), "latency", List.of("5"), "n", List.of("10")));
    for (String method : List.of("sign", "derive", "generate")) {
      more.put(
          here + "token.TokenOperationBenchmark." + method,
          Map.of("sessions", List.of("1"), "latency", List.of("0")));
    }
    for (String method : List.of("commit", "protect")) {
      more.put(
          here + "token.TokenGroupBenchmark." + method,
          Map.of("keys", List.of("token"), "latency", List.of("0"), "n", List.of("2")));
    }
    return new Catalogue(new TreeMap<>(more));
  }

  private static List<String> labels(Plan plan) {
    return plan.steps().stream().map(Step::label).toList();
  }

  @Test
  void theQuickPlanTakesLessThanFiveMinutes() {
    Duration estimate = Plan.quick(whole()).estimate();
    assertTrue(estimate.compareTo(Duration.ofMinutes(5)) < 0, estimate::toString);
    assertTrue(estimate.compareTo(Duration.ofMinutes(2)) > 0, estimate::toString);
  }

  /** What a trial takes when its operations are short: JVM, set-up and iterations. */
  @Test
  void anEstimateIsAtLeastTheIterations() {
    Effort effort = new Effort(2, 3, Duration.ofSeconds(7));
    Trial small = new Trial("a.HashBenchmark.hash", new TreeMap<>(), effort);
    assertEquals(Duration.ofSeconds(35).plusMillis(1300), small.estimate());
    Plan twice = new Plan(List.of(small, small));
    assertEquals(small.estimate().multipliedBy(2), twice.estimate());
  }

  @Test
  void aLargerGroupTakesLonger() {
    for (Step step : Plan.full(whole()).steps()) {
      if (step instanceof Trial trial && trial.params().containsKey("n")) {
        TreeMap<String, String> larger = new TreeMap<>(trial.params());
        larger.put("n", larger.get("n") + "0");
        Trial other = new Trial(trial.benchmark(), larger, trial.effort());
        assertTrue(other.estimate().compareTo(trial.estimate()) > 0, trial::label);
      }
    }
  }

  @Test
  void theMarksCanBeReadFromTheQuickPlan() {
    List<String> labels = labels(Plan.quick(whole()));
    for (String peer : List.of("", "Peer")) {
      String threads = peer.isEmpty() ? " threads=1" : "";
      for (String benchmark :
          List.of(
              "CommitBenchmark.stage n=1000 operation=commit shape=full",
              "CommitBenchmark.process n=1000 operation=commit shape=full",
              "CommitBenchmark.stage n=1000 operation=addOne shape=full",
              "CommitBenchmark.process n=1000 operation=addOne shape=full",
              "MessageBenchmark.protect n=1000 shape=full size=1024",
              "MessageBenchmark.unprotect n=1000 shape=full size=1024",
              "JoinBenchmark.join n=1000 shape=full")) {
        assertTrue(labels.contains(peer + benchmark + threads), peer + benchmark);
      }
    }
    assertTrue(labels.contains("JoinBenchmark.join n=1000 shape=full threads=2"));
    assertTrue(labels.contains("NeededWorkBenchmark.needed n=1000 operation=join shape=full"));
    assertTrue(labels.contains("TokenOperationBenchmark.sign latency=0 sessions=4"));
    assertTrue(labels.contains("TokenGroupBenchmark.commit keys=token latency=1 n=1000"));
  }

  @Test
  void theFullPlanGoesToFiftyThousand() {
    List<String> labels = labels(Plan.full(REAL));
    assertTrue(labels.contains("JoinBenchmark.join n=50000 shape=full threads=1"));
    assertTrue(
        labels.contains("CommitBenchmark.stage n=50000 operation=commit shape=full threads=1"));
    assertTrue(labels.contains("SignatureBenchmark.sign profile=portable suite=7"));
    assertTrue(labels.stream().noneMatch(label -> label.matches("Peer.* n=\\d{5,}.*")));
  }

  /** Keys in software have no latency. */
  @Test
  void softwareIsMeasuredOnce() {
    assertTrue(
        labels(Plan.full(whole())).stream()
            .filter(label -> label.contains("keys=software"))
            .allMatch(label -> label.contains("latency=0")));
  }

  @Test
  void eachStepIsPlannedOnce() {
    for (Plan plan : List.of(Plan.quick(whole()), Plan.full(whole()))) {
      assertEquals(plan.steps().size(), new HashSet<>(labels(plan)).size());
    }
  }

  /** Every series but those of the two other classes names something that is there. */
  @Test
  void eachSeriesFindsItsBenchmarks() {
    for (List<Series> all : List.of(PlannedSeries.quick(), PlannedSeries.full())) {
      for (Series series : all) {
        assertFalse(series.trials(whole()).isEmpty(), () -> series.names().pattern());
      }
    }
  }

  @Test
  void classesThatAreNotThereAreNotMissed() {
    Catalogue nothing = new Catalogue(new TreeMap<>());
    assertTrue(Plan.full(nothing).steps().stream().allMatch(step -> step instanceof SizesOf));
  }

  /** A value that is asked for need not be one of the benchmark's own; without any, all are. */
  @Test
  void valuesAreThoseAskedForOrAllOrTheFirst() {
    Catalogue one =
        new Catalogue(
            new TreeMap<>(Map.of("p.A.b", Map.of("x", List.of("1", "2"), "y", List.of("3", "4")))));
    Series plain = Series.of(new Effort(0, 1, Duration.ZERO), "A\\.b");
    assertEquals(List.of("A.b x=1 y=3"), labels(new Plan(List.copyOf(plain.trials(one)))));
    assertEquals(
        List.of("A.b x=1 y=9", "A.b x=2 y=9"),
        labels(new Plan(List.copyOf(plain.with("x").with("y", 9).with("z", 0).trials(one)))));
  }

  @Test
  void tokensAreLeftOut() {
    Map<String, Map<String, List<String>>> more = new TreeMap<>(whole().benchmarks());
    more.put(
        "p.SignatureBenchmark.sign",
        Map.of("suite", List.of("1"), "profile", List.of("jdk", "token")));
    Plan plan = Plan.full(new Catalogue(new TreeMap<>(more)));
    assertTrue(labels(plan).stream().anyMatch(label -> label.startsWith("Token")));
    assertTrue(labels(plan).contains("SignatureBenchmark.sign profile=token suite=1"));
    List<String> left = labels(plan.withoutTokens());
    assertTrue(left.stream().noneMatch(label -> label.startsWith("Token")));
    assertTrue(left.stream().noneMatch(label -> label.contains("profile=token")));
    assertFalse(left.isEmpty());
  }

  @Test
  void patternsChoose() throws Exception {
    Plan plan = Plan.quick(REAL);
    Plan chosen =
        plan.only(
            List.of(Pattern.compile("sign profile=jdk"), Pattern.compile("^Message.*n=100 ")));
    assertEquals(
        List.of("MessageSizes.of n=100 shape=full", "SignatureBenchmark.sign profile=jdk suite=1"),
        labels(chosen));
    assertEquals(plan, plan.only(List.of()));
    BadInput refused =
        assertThrows(BadInput.class, () -> plan.only(List.of(Pattern.compile("NoSuch"))));
    assertTrue(refused.getMessage().contains("'NoSuch'"), refused.getMessage());
  }
}
