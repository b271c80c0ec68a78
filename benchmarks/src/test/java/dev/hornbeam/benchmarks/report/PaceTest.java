package dev.hornbeam.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final Trial STEP =
      new Trial("a.B.c", new TreeMap<>(), new Effort(0, 20, Duration.ofSeconds(1)));

  @Test
  void theEstimateStandsUntilMoreIsKnown() {
    Pace pace = new Pace(STEP.estimate().multipliedBy(4));
    assertEquals(STEP.estimate().multipliedBy(4), pace.left(Duration.ofSeconds(99)));
  }

  @Test
  void whatTookTwiceAsLongSoFarGoesOnSo() {
    Pace pace = new Pace(STEP.estimate().multipliedBy(4));
    pace.did(STEP);
    assertEquals(STEP.estimate().multipliedBy(6), pace.left(STEP.estimate().multipliedBy(2)));
    pace.did(STEP);
    pace.did(STEP);
    pace.did(STEP);
    assertEquals(Duration.ZERO, pace.left(Duration.ofMinutes(9)));
  }
}
