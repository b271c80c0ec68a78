package dev.hornbeam.cli.vectors;

import java.io.PrintWriter;
import java.nio.file.Path;

/** Tells a person at a terminal how far a slow file is. */
final class Progress {
  /** The launcher sets it when standard error is a terminal; Java cannot tell. */
  static final String TERMINAL = "hornbeam.terminal";

  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean terminal = Boolean.getBoolean(TERMINAL);
  private boolean shown;

  Progress(PrintWriter err) {
    this.err = err;
  }

  void show(Path file, int done, int total) {
    if (terminal) {
      err.print(CLEAR_LINE + file.getFileName() + ": " + done + " of " + total + " cases");
      err.flush();
      shown = true;
    }
  }

  /** Makes way for a line of text. */
  void clear() {
    if (shown) {
      err.print(CLEAR_LINE);
      err.flush();
      shown = false;
    }
  }
}
