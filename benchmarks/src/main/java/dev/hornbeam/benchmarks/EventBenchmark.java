package dev.hornbeam.benchmarks;

import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.mls.error.MlsException;
import dev.hornbeam.mls.event.MergeEvent;
import dev.hornbeam.mls.types.CipherSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Configuration;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What it costs to tell the flight recorder of an operation: the difference of the two. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventBenchmark {
  private static final String EVENT = "dev.hornbeam.Merge";
  private static final long MOST_KEPT = 16 << 20;

  /** Who listens. */
  public enum Listening {
    /** Nobody, ever. */
    NONE,
    /** Somebody, to other events than this one. */
    OFF,
    /** Somebody, with the settings of the JDK. */
    ON
  }

  /** The name of a {@link Listening} in lower case. */
  @Param({"none", "off", "on"})
  public String recording;

  private Listening listening;
  private Bytes data;
  private Optional<Recording> running = Optional.empty();

  @Setup(Level.Trial)
  public void prepare() throws IOException, ParseException, MlsException {
    data = Bytes.utf8("data");
    listening = Listening.valueOf(recording.toUpperCase(Locale.ROOT));
    Results.require(told() == bare());
    if (listening == Listening.NONE) {
      Results.require(!FlightRecorder.isInitialized());
      return;
    }
    Results.require(count() == (listening == Listening.ON ? 1 : 0));
    running = Optional.of(start());
  }

  private Recording start() throws IOException, ParseException {
    Recording started = new Recording(Configuration.getConfiguration("default"));
    if (listening == Listening.OFF) {
      started.disable(EVENT);
    }
    started.setMaxSize(MOST_KEPT);
    started.start();
    return started;
  }

  /** How often one operation is told. */
  private long count() throws IOException, ParseException, MlsException {
    Path file = Files.createTempFile("events", ".jfr");
    try (Recording once = start()) {
      Results.require(told() == bare());
      once.stop();
      once.dump(file);
      return RecordingFile.readAllEvents(file).stream()
          .filter(event -> event.getEventType().getName().equals(EVENT))
          .count();
    } finally {
      Files.delete(file);
    }
  }

  @TearDown(Level.Trial)
  public void stop() {
    running.ifPresent(Recording::close);
  }

  /** An operation that does next to nothing. */
  @Benchmark
  public int bare() {
    return data.length();
  }

  /** The same, of which the flight recorder is told. */
  @Benchmark
  public int told() throws MlsException {
    return new MergeEvent(CipherSuite.X25519_AES128GCM_SHA256_ED25519, MergeEvent.Origin.OWN)
        .time(data::length);
  }
}
