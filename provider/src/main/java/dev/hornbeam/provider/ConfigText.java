package dev.hornbeam.provider;

import java.io.File;
import java.security.InvalidParameterException;

/** A cursor over the text of a configuration, which knows where it is. */
final class ConfigText {
  private static final String SYMBOLS = "=(),{}";

  private final String source;
  private final String text;
  private int position;

  /**
   * @param source what an error says the text is
   */
  ConfigText(String source, String text) {
    this.source = source;
    this.text = text;
  }

  /** Skips white space, line ends and comments; tells whether something is left. */
  boolean hasMore() {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '#') {
        skipLine();
      } else if (Character.isWhitespace(c)) {
        position++;
      } else {
        return true;
      }
    }
    return false;
  }

  /** Takes a symbol, if it comes next. */
  boolean take(char symbol) {
    boolean there = hasMore() && text.charAt(position) == symbol;
    if (there) {
      position++;
    }
    return there;
  }

  /** Takes a symbol, which must come next. */
  void expect(char symbol) {
    if (!take(symbol)) {
      throw error("expected '" + symbol + "'" + (hasMore() ? " before '" + seen() + "'" : ""));
    }
  }

  /** Takes a word, or a string in quotes. */
  String word() {
    if (!hasMore()) {
      throw error("expected a word, and found the end");
    }
    if (text.charAt(position) == '"') {
      return quoted();
    }
    int start = position;
    while (position < text.length() && isWord(text.charAt(position))) {
      position++;
    }
    if (position == start) {
      throw error("expected a word before '" + seen() + "'");
    }
    return text.substring(start, position);
  }

  /** Takes what is left of the line, without a comment: a string in quotes, or all of it. */
  String line() {
    while (position < text.length() && " \t".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    if (position < text.length() && text.charAt(position) == '"') {
      String value = quoted();
      if (!rest().isEmpty()) {
        throw error("expected the end of the line before '" + seen() + "'");
      }
      return value;
    }
    String value = rest();
    if (value.isEmpty()) {
      throw error("expected a value");
    }
    skipLine();
    return value;
  }

  /** What is wrong here. */
  InvalidParameterException error(String message) {
    long line = text.substring(0, position).chars().filter(c -> c == '\n').count() + 1;
    return new InvalidParameterException(source + ", line " + line + ": " + message);
  }

  /**
   * Puts system properties in the place of <code>${name}</code>, and the file separator in that of
   * <code>${/}</code>.
   */
  String expanded(String value) {
    StringBuilder result = new StringBuilder();
    int from = 0;
    while (true) {
      int start = value.indexOf("${", from);
      int end = start < 0 ? -1 : value.indexOf('}', start);
      if (end < 0) {
        return result.append(value, from, value.length()).toString();
      }
      String name = value.substring(start + 2, end);
      String found = name.equals("/") ? File.separator : System.getProperty(name);
      if (found == null) {
        throw error("there is no system property " + name);
      }
      result.append(value, from, start).append(found);
      from = end + 1;
    }
  }

  /** A text for a message: a PIN in it is left out. */
  static String withoutPin(String text) {
    return text.replaceFirst("(?i)(pin-value=).*", "$1***");
  }

  /** What comes next, for a message. */
  private String seen() {
    return withoutPin(rest());
  }

  private String rest() {
    int end = position;
    while (end < text.length() && "#\r\n".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return text.substring(position, end).strip();
  }

  private void skipLine() {
    while (position < text.length() && text.charAt(position) != '\n') {
      position++;
    }
  }

  private String quoted() {
    StringBuilder value = new StringBuilder();
    int end = position + 1;
    while (end < text.length() && "\"\r\n".indexOf(text.charAt(end)) < 0) {
      boolean escaped = text.charAt(end) == '\\' && end + 1 < text.length();
      value.append(text.charAt(escaped ? end + 1 : end));
      end += escaped ? 2 : 1;
    }
    if (end >= text.length() || text.charAt(end) != '"') {
      throw error("a quotation mark is missing at the end of the string");
    }
    position = end + 1;
    return value.toString();
  }

  private static boolean isWord(char c) {
    return !Character.isWhitespace(c) && c != '#' && c != '"' && SYMBOLS.indexOf(c) < 0;
  }
}
