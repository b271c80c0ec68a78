package dev.hornbeam.cli;

/** What the process says to its caller. The same codes are listed in {@code hornbeam --help}. */
public final class ExitCode {
  /** All went well. */
  public static final int OK = 0;

  /** A check failed, or the program did. */
  public static final int FAILED = 1;

  /** The command line, or a file it names, cannot be used. */
  public static final int USAGE = 2;

  private ExitCode() {}
}
