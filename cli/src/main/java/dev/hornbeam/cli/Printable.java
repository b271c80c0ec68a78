package dev.hornbeam.cli;

/** Text that others chose, such as the label of a token: it does not get to control a terminal. */
public final class Printable {
  private Printable() {}

  /** The text with a question mark in the place of each character that does not show. */
  public static String of(String text) {
    return text.replaceAll("\\p{C}", "?");
  }
}
