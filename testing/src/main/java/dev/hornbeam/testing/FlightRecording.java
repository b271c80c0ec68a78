package dev.hornbeam.testing;

import dev.hornbeam.testing.HeapDump.Needle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.text.ParseException;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * What JDK Flight Recorder is told in this JVM, with the settings of the JDK's {@code profile},
 * from the start of this object on.
 *
 * <pre>{@code
 * try (FlightRecording recording = FlightRecording.start()) {
 *   work();
 *   recording.stop();
 *   recording.events("dev.hornbeam.Commit");
 * }
 * }</pre>
 */
public final class FlightRecording implements AutoCloseable {
  private static final String FILE = "recording.jfr";

  private final Workspace workspace = Workspace.create("jfr");
  private final Recording recording;

  private FlightRecording() {
    try {
      recording = new Recording(Configuration.getConfiguration("profile"));
    } catch (IOException | ParseException e) {
      throw new FixtureException("the JDK lacks the settings of its profile", e);
    }
  }

  /**
   * Starts recording.
   *
   * @return the recording, which the caller stops and closes
   */
  public static FlightRecording start() {
    FlightRecording started = new FlightRecording();
    started.recording.start();
    return started;
  }

  /** Ends the recording; from now on it can be read. */
  public void stop() {
    try {
      recording.stop();
      recording.dump(workspace.file(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The events whose names begin so, as they are in the file; the order is that of their ends.
   *
   * @param prefix nothing for all events
   * @return the events
   */
  public List<RecordedEvent> events(String prefix) {
    try {
      return RecordingFile.readAllEvents(workspace.file(FILE)).stream()
          .filter(event -> event.getEventType().getName().startsWith(prefix))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Searches the file, byte by byte.
   *
   * @param needles what to look for
   * @return the names of those that are there
   */
  public Collection<String> search(List<Needle> needles) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(workspace.file(FILE)));
      Collection<String> names = new TreeSet<>();
      new NeedleSearch(needles).in(bytes).values().forEach(needle -> names.add(needle.name()));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    recording.close();
    workspace.close();
  }
}
