package dev.hornbeam.cli.rules;

import java.util.regex.Pattern;

/** Numbers of sections of RFC 9420. */
final class Sections {
  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)*");

  private Sections() {}

  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  /** Whether a section is the other, or within it. */
  static boolean isWithin(String section, String other) {
    return section.equals(other) || section.startsWith(other + ".");
  }

  /** The section of the first level. */
  static String top(String section) {
    return section.split("\\.", 2)[0];
  }

  /** The title of a section of the first level. */
  static String title(String top) {
    return switch (top) {
      case "5" -> "Cryptographic objects";
      case "6" -> "Message framing";
      case "7" -> "Ratchet tree operations";
      case "8" -> "Key schedule";
      case "9" -> "Secret tree";
      case "10" -> "Key packages";
      case "11" -> "Group creation";
      case "12" -> "Group evolution";
      case "13" -> "Extensibility";
      case "14" -> "Sequencing of state changes";
      case "15" -> "Application messages";
      case "16" -> "Security considerations";
      case "17" -> "IANA considerations";
      default -> throw new IllegalArgumentException("no section with rules: " + top);
    };
  }
}
