package dev.hornbeam.benchmarks.report;

import dev.hornbeam.cli.BadInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps what was measured so far, and writes it down each time, so that nothing is lost when the
 * run is. Safe for use by the run and by what ends it.
 */
final class Notebook {
  private final OutputFolder folder;
  private final About about;
  private final List<Measured> measured = new ArrayList<>();
  private final List<Sizes> sizes = new ArrayList<>();
  private final List<Unmeasured> unmeasured = new ArrayList<>();
  private final List<String> leftOut;
  private Optional<BenchRun> closed = Optional.empty();

  Notebook(OutputFolder folder, About about, List<String> leftOut) {
    this.folder = folder;
    this.about = about;
    this.leftOut = List.copyOf(leftOut);
  }

  synchronized void add(Measured result) throws BadInput, IOException {
    measured.add(result);
    save();
  }

  synchronized void add(Sizes result) throws BadInput, IOException {
    sizes.add(result);
    save();
  }

  synchronized void add(Unmeasured missing) throws BadInput, IOException {
    unmeasured.add(missing);
    save();
  }

  private void save() throws BadInput, IOException {
    if (closed.isEmpty()) {
      folder.writeJson(run(BenchRun.Ending.INCOMPLETE));
    }
  }

  /**
   * Writes all there is, with the report. What comes later is not written any more.
   *
   * @return what was written: by an earlier call, if there was one
   */
  synchronized BenchRun close(BenchRun.Ending ending) throws BadInput, IOException {
    if (closed.isPresent()) {
      return closed.get();
    }
    BenchRun run = run(ending);
    closed = Optional.of(run);
    folder.writeJson(run);
    folder.writeReport(run);
    return run;
  }

  /** Whether all is written, so that there is no use in going on. */
  synchronized boolean isClosed() {
    return closed.isPresent();
  }

  private BenchRun run(BenchRun.Ending ending) {
    return new BenchRun(about, ending, measured, sizes, unmeasured, leftOut);
  }
}
