package dev.hornbeam.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "0.0123, 12.3 ns",
    "0.9999, 1.00 µs",
    "1, 1.00 µs",
    "12.34, 12.3 µs",
    "999.6, 1.00 ms",
    "123456, 123 ms",
    "999999, 1.00 s",
    "61000000, 61.0 s",
  })
  void times(double micros, String text) {
    assertEquals(text, Units.time(micros));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1536, 1.50 KiB",
    "5242880, 5.00 MiB",
    "25199000000, 23.5 GiB"
  })
  void memory(double bytes, String text) {
    assertEquals(text, Units.memory(bytes));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0|0", "1234.5|1,230", "1.1|1.10", "0.012345|0.0123", "99.96|100"})
  void threeDigits(double number, String text) {
    assertEquals(text, Units.digits(number));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1.149, 1.1", "0.0812, 0.081", "1, 1.0"})
  void exponents(double number, String text) {
    assertEquals(text, Units.exponent(number));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1 B",
    "999.6, 1 kB",
    "50000, 50 kB",
    "1234567, 1.23 MB",
    "120000, 120 kB",
    "1500, 1.5 kB"
  })
  void bytesOnAnAxis(double bytes, String text) {
    assertEquals(text, Units.brief(Units.bytes(bytes)));
  }

  @Test
  void roughly() {
    assertEquals("1 s", Units.rough(Duration.ofMillis(3)));
    assertEquals("89 s", Units.rough(Duration.ofSeconds(89)));
    assertEquals("2 min", Units.rough(Duration.ofSeconds(90)));
    assertEquals("2 h 05 min", Units.rough(Duration.ofMinutes(125)));
  }
}
