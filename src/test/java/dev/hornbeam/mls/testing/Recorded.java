package dev.hornbeam.mls.testing;

import dev.hornbeam.mls.error.MlsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** What JDK Flight Recorder was told of the engine while something was done. */
public final class Recorded {
  private static final String EVENTS = "dev.hornbeam.";

  private Recorded() {}

  /** What is done. */
  @FunctionalInterface
  public interface Action {
    void run() throws MlsException;
  }

  /** Does something in a recording with the settings that users get, and gives our events of it. */
  public static List<RecordedEvent> events(Action action) throws MlsException, IOException {
    Path file = Files.createTempFile("hornbeam", ".jfr");
    try (Recording recording = new Recording()) {
      recording.start();
      action.run();
      recording.stop();
      recording.dump(file);
      return RecordingFile.readAllEvents(file).stream()
          .filter(event -> event.getEventType().getName().startsWith(EVENTS))
          .toList();
    } finally {
      Files.delete(file);
    }
  }
}
