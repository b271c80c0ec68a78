package dev.hornbeam.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A program that was started and is ended by its process handle. Its output goes to files, so that
 * it never blocks on a reader, and is shown when something goes wrong. Closing ends the program if
 * it still runs; so does the end of this JVM.
 */
public final class RunningProgram implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final Command command;
  private final Workspace logs;
  private final Process process;
  private final Thread atExit;

  private RunningProgram(Command command, Workspace logs, Process process) {
    this.command = command;
    this.logs = logs;
    this.process = process;
    this.atExit = new Thread(this::kill, "end of " + process.pid());
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  static RunningProgram start(Command command) {
    Workspace logs = Workspace.create("log");
    ProcessBuilder builder =
        new ProcessBuilder(command.words())
            .redirectOutput(logs.file("stdout").toFile())
            .redirectError(logs.file("stderr").toFile());
    builder.environment().putAll(command.environment());
    try {
      return new RunningProgram(command, logs, builder.start());
    } catch (IOException e) {
      logs.close();
      throw new FixtureException("cannot start " + command.words(), e);
    }
  }

  /**
   * @return the program's process id
   */
  public long pid() {
    return process.pid();
  }

  /**
   * @return what the program wrote to its standard output so far
   */
  public String stdout() {
    return read(logs.file("stdout"));
  }

  /**
   * @return what the program wrote to its standard error so far
   */
  public String stderr() {
    return read(logs.file("stderr"));
  }

  /**
   * Writes a line to the program's standard input.
   *
   * @param line the line, without its end
   * @throws UncheckedIOException if the program no longer reads
   */
  public void send(String line) {
    try {
      OutputStream input = process.getOutputStream();
      input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until the program has written a text to its standard output.
   *
   * @param text the text
   * @throws FixtureException if it ended without, or the command's limit passed
   */
  public void awaitOutput(String text) {
    await("output \"" + text + "\"", () -> stdout().contains(text));
  }

  /**
   * Waits until something is true.
   *
   * @param what what is waited for, for the message
   * @param condition what must become true
   * @throws FixtureException if the program ended before, or the command's limit passed
   */
  public void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + command.limit().toNanos();
    while (!condition.getAsBoolean()) {
      // The program may have fulfilled the condition as its last deed.
      if (!process.isAlive() && !condition.getAsBoolean()) {
        throw new FixtureException("ended before: " + what + "\n" + outcome());
      }
      if (System.nanoTime() - deadline > 0) {
        throw new FixtureException(
            "not within " + command.limit() + ": " + what + "\n" + logText());
      }
      pause();
    }
  }

  /**
   * Closes the program's standard input and waits for its own end.
   *
   * @return how it ended
   * @throws FixtureException if it ran longer than the command's limit from now, and was killed
   */
  public Outcome finish() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It ended without reading all of its input: the outcome tells.
    }
    if (!waitFor(command.limit())) {
      kill();
      throw new FixtureException("killed after " + command.limit() + "\n" + logText());
    }
    return outcome();
  }

  /** Kills the program and its children at once, as a crash would, and waits until it is gone. */
  public void kill() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    waitFor(GRACE);
  }

  /**
   * Ends the program and its children, by force if it does not follow within 5 seconds, and deletes
   * its logs.
   */
  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    children.forEach(ProcessHandle::destroy);
    if (!waitFor(GRACE)) {
      kill();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // This JVM is ending: the hook finds nothing left to do.
    }
    logs.close();
  }

  private Outcome outcome() {
    return new Outcome(command.words(), process.exitValue(), stdout(), stderr());
  }

  private String logText() {
    return String.join(" ", command.words())
        + "\n--- stdout\n"
        + stdout()
        + "\n--- stderr\n"
        + stderr();
  }

  private boolean waitFor(Duration time) {
    try {
      return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FixtureException("interrupted", e);
    }
  }

  private static String read(Path file) {
    try {
      // A program may write any bytes.
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
