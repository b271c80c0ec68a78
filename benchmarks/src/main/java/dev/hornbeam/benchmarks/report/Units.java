package dev.hornbeam.benchmarks.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them: of three digits, with the unit that makes them short. */
final class Units {
  private static final MathContext DIGITS = new MathContext(3, RoundingMode.HALF_UP);
  private static final double KIB = 1024;

  private Units() {}

  /** A time that is given in microseconds. */
  static String time(double micros) {
    if (rounded(micros) < 1) {
      return digits(micros * 1e3) + " ns";
    }
    if (rounded(micros) < 1e3) {
      return digits(micros) + " µs";
    }
    return rounded(micros) < 1e6 ? digits(micros / 1e3) + " ms" : digits(micros / 1e6) + " s";
  }

  /** An amount of memory. */
  static String memory(double bytes) {
    if (bytes < KIB) {
      return Math.round(bytes) + " B";
    }
    if (bytes < KIB * KIB) {
      return digits(bytes / KIB) + " KiB";
    }
    return bytes < KIB * KIB * KIB
        ? digits(bytes / KIB / KIB) + " MiB"
        : digits(bytes / KIB / KIB / KIB) + " GiB";
  }

  /** Bytes of messages, by powers of ten. */
  static String bytes(double bytes) {
    if (rounded(bytes) < 1e3) {
      return digits(bytes) + " B";
    }
    return rounded(bytes) < 1e6 ? digits(bytes / 1e3) + " kB" : digits(bytes / 1e6) + " MB";
  }

  /** A text of the above for a number that is round anyway. */
  static String brief(String text) {
    return text.replaceFirst("(\\.\\d*[1-9])0+\\b|\\.0+\\b", "$1");
  }

  /** A whole number with its thousands apart. */
  static String whole(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** The exponent of a power, of two digits. */
  static String exponent(double number) {
    return digits(number, new MathContext(2, RoundingMode.HALF_UP));
  }

  /** A number of three digits. */
  static String digits(double number) {
    return digits(number, DIGITS);
  }

  private static String digits(double number, MathContext context) {
    if (number == 0 || !Double.isFinite(number)) {
      return number == 0 ? "0" : Double.toString(number);
    }
    BigDecimal rounded = new BigDecimal(number).round(context);
    int beforePoint = rounded.precision() - rounded.scale();
    int afterPoint = Math.max(0, context.getPrecision() - beforePoint);
    return afterPoint == 0
        ? String.format(Locale.ROOT, "%,d", rounded.toBigInteger())
        : rounded.setScale(afterPoint, RoundingMode.UNNECESSARY).toPlainString();
  }

  /** So many times as much. */
  static String times(double ratio) {
    return digits(ratio) + " ×";
  }

  /** A part of a whole. */
  static String percent(double share) {
    return Math.round(share * 100) + " %";
  }

  /** A time that nobody knows exactly. */
  static String rough(Duration duration) {
    long seconds = Math.max(1, duration.toSeconds());
    if (seconds < 90) {
      return seconds + " s";
    }
    long minutes = Math.round(seconds / 60.0);
    return minutes < 120
        ? minutes + " min"
        : String.format(Locale.ROOT, "%d h %02d min", minutes / 60, minutes % 60);
  }

  private static double rounded(double number) {
    return new BigDecimal(number).round(DIGITS).doubleValue();
  }
}
