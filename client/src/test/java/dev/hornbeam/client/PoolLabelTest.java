package dev.hornbeam.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolLabelTest {
  private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");
  private static final Instant UNTIL = NOW.plus(Duration.ofDays(7));

  @Test
  void aLabelSaysWhatItWasMadeOf() {
    PoolLabel label = PoolLabel.ofThisProcess(UNTIL);
    assertEquals(Optional.of(label), PoolLabel.parse(label.toString()));
    assertEquals(ProcessHandle.current().pid(), label.pid());
    PoolLabel longest = new PoolLabel(-1, 9_999_999_999L, 1L << 40, 1L << 40);
    assertTrue(longest.toString().length() <= 64, longest.toString());
    assertEquals(Optional.of(longest), PoolLabel.parse(longest.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hornbeam:pool:",
        "hornbeam:0123456789abcdef:leaf:00:1",
        "hornbeam:pool:0123456:1:1:1",
        "hornbeam:pool:01234567:1:1:1:1",
        "hornbeam:pool:01234567:x:1:1",
        "hornbeam:pool:01234567:99999999999:1:1",
        "xhornbeam:pool:01234567:1:1:1"
      })
  void anotherLabelIsNone(String label) {
    assertEquals(Optional.empty(), PoolLabel.parse(label));
  }

  @Test
  void thisProcessNeedsItsKeysUntilTheyExpire() {
    PoolLabel label = PoolLabel.ofThisProcess(UNTIL);
    assertFalse(label.isAbandoned(NOW));
    assertFalse(label.isAbandoned(UNTIL.minusSeconds(1)));
    assertTrue(label.isAbandoned(UNTIL));
  }

  @Test
  void aProcessThatIsGoneNeedsNone() throws Exception {
    Process process =
        new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "--version").start();
    PoolLabel own = PoolLabel.ofThisProcess(UNTIL);
    long start =
        process.info().startInstant().map(Instant::getEpochSecond).orElse(NOW.getEpochSecond());
    PoolLabel other = new PoolLabel(own.machine(), process.pid(), start, own.until());
    process.waitFor();
    assertTrue(other.isAbandoned(NOW));
  }

  @Test
  void anEarlierProcessOfTheSameNumberNeedsNone() {
    PoolLabel own = PoolLabel.ofThisProcess(UNTIL);
    PoolLabel earlier = new PoolLabel(own.machine(), own.pid(), own.start() - 1000, own.until());
    assertTrue(earlier.isAbandoned(NOW));
    assertFalse(
        new PoolLabel(own.machine(), own.pid(), own.start() - 1, own.until()).isAbandoned(NOW));
  }

  @Test
  void aProcessOfAnotherMachineIsTakenToLive() {
    PoolLabel own = PoolLabel.ofThisProcess(UNTIL);
    PoolLabel elsewhere = new PoolLabel(own.machine() + 1, 1, 1, own.until());
    assertFalse(elsewhere.isAbandoned(NOW));
    assertTrue(elsewhere.isAbandoned(UNTIL));
  }
}
