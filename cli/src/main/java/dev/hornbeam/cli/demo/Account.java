package dev.hornbeam.cli.demo;

import dev.hornbeam.cli.demo.Hands.Timed;
import dev.hornbeam.mls.codec.Bytes;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The account of what happens, as a table of a hundred columns at most, with headings and pictures
 * in between. Counts the messages.
 */
final class Account {
  private static final int WIDTH = 98;
  private static final int TEXT = 46;
  private static final String ROW = "%7s  %-46s  %-11s %9s  %8s  %8s";

  private final PrintWriter out;
  private long messages;
  private long bytes;

  Account(PrintWriter out) {
    this.out = out;
  }

  /** A line of the table, to be filled in and printed. */
  final class Row {
    private final String text;
    private String epoch = "";
    private String message = "";
    private String size = "";
    private String make = "";
    private String read = "";

    private Row(String text) {
      this.text = text;
    }

    /** The epoch that begins with this. */
    Row epoch(long value) {
      epoch = Long.toUnsignedString(value);
      return this;
    }

    /** What was sent for it. */
    Row message(String kind, Bytes encoded) {
      message = kind;
      size = number(encoded.length());
      messages++;
      bytes += encoded.length();
      return this;
    }

    /** What was sent for it: some of a kind, of which the average size is shown. */
    Row messages(String kind, List<Bytes> encoded) {
      long total = encoded.stream().mapToLong(Bytes::length).sum();
      message = kind;
      size = number(total / Math.max(1, encoded.size())) + " each";
      messages += encoded.size();
      bytes += total;
      return this;
    }

    /** How long it took who sent it. */
    Row make(Duration took) {
      make = milliseconds(took);
      return this;
    }

    /** What was sent for it, and how long it took who sent it. */
    Row sent(String kind, Timed<Bytes> made) {
      return message(kind, made.value()).make(made.took());
    }

    /** How long it took each of those who received it, on average; nothing, if nobody did. */
    Row read(Duration took) {
      read = took.isZero() ? "" : milliseconds(took);
      return this;
    }

    void print() {
      List<String> lines = wrap(text, TEXT);
      println(String.format(Locale.ROOT, ROW, epoch, lines.get(0), message, size, make, read));
      lines.stream().skip(1).forEach(line -> println(" ".repeat(9) + line));
    }
  }

  /** The names of the columns. */
  void head() {
    println(
        String.format(
            Locale.ROOT, ROW, "epoch", "what happens", "message", "bytes", "make ms", "read ms"));
    println("-".repeat(WIDTH));
  }

  /** Begins a part of the account: what it is about, and what it shows. */
  void section(String title, String text) {
    println("");
    println(title);
    wrap(text, WIDTH - 2).forEach(line -> println("  " + line));
    println("");
  }

  Row row(String text) {
    return new Row(text);
  }

  /** Something that is named and told, in two columns. */
  void fact(String name, String value) {
    List<String> lines = wrap(value, WIDTH - 24);
    println(String.format(Locale.ROOT, "  %-20s  %s", name, lines.get(0)));
    lines.stream().skip(1).forEach(line -> println(" ".repeat(24) + line));
  }

  void picture(List<String> lines) {
    println("");
    lines.forEach(line -> println("    " + line));
  }

  void println(String line) {
    out.println(line.stripTrailing());
    out.flush();
  }

  /** How many messages were sent so far. */
  long messages() {
    return messages;
  }

  /** How long they were together. */
  long bytes() {
    return bytes;
  }

  static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String milliseconds(Duration duration) {
    double value = duration.toNanos() / 1e6;
    return String.format(
        Locale.ROOT, value < 9.995 ? "%,.2f" : value < 99.95 ? "%,.1f" : "%,.0f", value);
  }

  /** The words in lines of at most that width; a longer word has a line of its own. */
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
