package dev.hornbeam.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.cli.BadInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a run is on disk when it ends, and when it is ended. */
class NotebookTest {
  @TempDir private Path folder;

  private final Measured result =
      Samples.time("HashBenchmark.hash", 1, "suite", 1, "profile", "jdk");

  @Test
  void eachResultIsKeptAtOnce() throws Exception {
    OutputFolder output = OutputFolder.fresh(folder.resolve("a/b"));
    Notebook notebook = new Notebook(output, Samples.ABOUT, List.of("this"));
    notebook.add(result);
    BenchRun kept = BenchJsonReader.read(output.json());
    assertEquals(List.of(result), kept.measured());
    assertEquals(BenchRun.Ending.INCOMPLETE, kept.ending());
    assertEquals(List.of("this"), kept.leftOut());
    assertFalse(Files.exists(output.report()));
    notebook.close(BenchRun.Ending.COMPLETE);
    assertEquals(BenchRun.Ending.COMPLETE, BenchJsonReader.read(output.json()).ending());
    assertTrue(Files.exists(output.report()));
  }

  /** The run goes on for a moment while the process is being ended. */
  @Test
  void whatComesAfterAnInterruptionIsNotWritten() throws Exception {
    OutputFolder output = OutputFolder.fresh(folder);
    Notebook notebook = new Notebook(output, Samples.ABOUT, List.of());
    notebook.add(result);
    BenchRun written = notebook.close(BenchRun.Ending.INCOMPLETE);
    assertTrue(notebook.isClosed());
    String json = Files.readString(output.json());
    String report = Files.readString(output.report());
    assertTrue(report.contains("ended before"), report);
    notebook.add(result);
    assertEquals(written, notebook.close(BenchRun.Ending.COMPLETE));
    assertEquals(report, Files.readString(output.report()));
    assertEquals(json, Files.readString(output.json()));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void aFolderThatIsNotEmptyStaysAsItIs() throws Exception {
    Path mine = Files.writeString(folder.resolve("mine"), "mine");
    BadInput refused = assertThrows(BadInput.class, () -> OutputFolder.fresh(folder));
    assertTrue(refused.getMessage().contains("not empty"), refused.getMessage());
    BadInput file = assertThrows(BadInput.class, () -> OutputFolder.fresh(mine));
    assertTrue(file.getMessage().contains("is a file"), file.getMessage());
    assertEquals("mine", Files.readString(mine));
  }

  @Test
  void oneRunAtATimeHasTheLock() throws Exception {
    Path file = folder.resolve("lock");
    JmhLock lock = JmhLock.take(file);
    BadInput refused = assertThrows(BadInput.class, () -> JmhLock.take(file));
    assertTrue(refused.getMessage().contains("jmh.ignoreLock"), refused.getMessage());
    lock.close();
    JmhLock.take(file).close();
  }
}
