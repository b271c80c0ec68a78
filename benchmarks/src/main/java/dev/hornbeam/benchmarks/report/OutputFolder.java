package dev.hornbeam.benchmarks.report;

import dev.hornbeam.cli.AtomicFile;
import dev.hornbeam.cli.BadInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The folder that a run writes to. Each file in it is there as a whole or not at all. */
final class OutputFolder {
  private static final String JSON = "bench.json";
  private static final String REPORT = "report.md";
  private static final String LOG = "jmh.log";

  private final Path path;

  private OutputFolder(Path path) {
    this.path = path;
  }

  /**
   * A folder with nothing in it, which is made if need be.
   *
   * @throws BadInput if it has something in it, or is none
   */
  static OutputFolder fresh(Path path) throws BadInput, IOException {
    try {
      Files.createDirectories(path);
    } catch (FileAlreadyExistsException e) {
      throw new BadInput(path + " is a file; --out takes a folder", e);
    }
    try (Stream<Path> files = Files.list(path)) {
      if (files.findAny().isPresent()) {
        throw new BadInput(path + " is not empty, and stays as it is; name another by --out");
      }
    }
    return new OutputFolder(path);
  }

  /** The folder that a run was written to before, to write its report again. */
  static OutputFolder of(Path json) {
    Path folder = json.toAbsolutePath().getParent();
    return new OutputFolder(folder == null ? json : folder);
  }

  /** Writes the run itself. */
  void writeJson(BenchRun run) throws BadInput, IOException {
    AtomicFile.write(json(), BenchJson.write(run));
  }

  /** Writes the report of the run and its plots. */
  void writeReport(BenchRun run) throws BadInput, IOException {
    for (Plot plot : Plots.of(run)) {
      write(plot.file(), plot.svg());
    }
    write(REPORT, Report.of(run)); // last, so that what it shows is there
  }

  private void write(String file, String text) throws BadInput, IOException {
    AtomicFile.write(path.resolve(file), text.getBytes(StandardCharsets.UTF_8));
  }

  Path json() {
    return path.resolve(JSON);
  }

  Path report() {
    return path.resolve(REPORT);
  }

  /** What JMH has to say. */
  Path log() {
    return path.resolve(LOG);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
