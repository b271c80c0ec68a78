package dev.hornbeam.faultp11;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that has run to its end: its exit code, and what it wrote to either stream. */
record Command(int exit, String output) {
  /**
   * Runs a program in a folder.
   *
   * @throws AssertionError if it is not there, or takes more than a minute
   */
  static Command run(Path folder, Map<String, String> environment, List<String> words)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "command", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new AssertionError(words.get(0) + " is needed for this test: " + e.getMessage(), e);
    }
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError(words + " hangs: " + Files.readString(output));
    }
    return new Command(process.exitValue(), Files.readString(output));
  }
}
