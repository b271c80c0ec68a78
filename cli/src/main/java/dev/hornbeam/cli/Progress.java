package dev.hornbeam.cli;

import java.io.PrintWriter;

/**
 * Tells a person at a terminal how far something slow is, in one line that the next one replaces.
 * Elsewhere nothing is shown. Safe for use by several threads.
 */
public final class Progress {
  /** The launcher sets it when standard error is a terminal; Java cannot tell. */
  public static final String TERMINAL = "hornbeam.terminal";

  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean terminal = Boolean.getBoolean(TERMINAL);
  private boolean shown;

  /**
   * @param err standard error; it stays the caller's
   */
  public Progress(PrintWriter err) {
    this.err = err;
  }

  /** Shows a text in the place of the one before. */
  public synchronized void show(String text) {
    if (terminal) {
      err.print(CLEAR_LINE + text);
      err.flush();
      shown = true;
    }
  }

  /** Makes way for a line of text. */
  public synchronized void clear() {
    if (shown) {
      err.print(CLEAR_LINE);
      err.flush();
      shown = false;
    }
  }
}
