package dev.hornbeam.benchmarks.report;

import dev.hornbeam.cli.BadInput;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * JMH's own lock, by which runs on one machine keep out of each other's way. JMH takes it for one
 * run and here a run of JMH is one benchmark, so it is taken for all of them together.
 */
final class JmhLock implements AutoCloseable {
  /** JMH's property; it reads it once. */
  private static final String IGNORED = "jmh.ignoreLock";

  private final Optional<FileChannel> channel;

  private JmhLock(Optional<FileChannel> channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock, and tells JMH not to. It is left alone if that is what the user told JMH.
   *
   * @throws BadInput if another run has it
   */
  static JmhLock take() throws BadInput, IOException {
    if (Boolean.getBoolean(IGNORED)) {
      return new JmhLock(Optional.empty());
    }
    JmhLock lock = take(Path.of(System.getProperty("java.io.tmpdir"), "jmh.lock"));
    System.setProperty(IGNORED, "true");
    return lock;
  }

  static JmhLock take(Path file) throws BadInput, IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return new JmhLock(Optional.of(channel));
      }
    } catch (OverlappingFileLockException e) {
      // Somebody else in this process has it.
    }
    channel.close();
    throw new BadInput(
        "another JMH run is under way on this machine, and each would disturb the other. Wait for"
            + " it, or set HORNBEAM_JAVA_OPTS=-D"
            + IGNORED
            + "=true");
  }

  @Override
  public void close() throws IOException {
    if (channel.isPresent()) {
      channel.get().close();
    }
  }
}
