package dev.hornbeam.mls.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.Jazzer;
import dev.hornbeam.mls.codec.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Has Jazzer look for input that a target does not stand, in a JVM of its own. A run is so many
 * executions from a seed, never a time; {@code -Dhornbeam.fuzz.minutes=N} makes it as long as that,
 * from a fresh seed, which {@code -Dhornbeam.fuzz.seed=N} asks for again.
 *
 * <p>What a run leaves is in {@code target/fuzz}, in a folder for each target: {@code seeds} are
 * the genuine inputs that it began with, {@code corpus} those that it found to go further, which a
 * longer run begins with too, {@code log} what Jazzer wrote, and {@code crash-*} the input that the
 * target did not stand.
 */
final class Fuzzer {
  private static final String INSTRUMENTED = "dev.hornbeam.mls.**";

  /** What is on the engine's class path for tests only. */
  private static final String NOT_INSTRUMENTED =
      "dev.hornbeam.mls.fuzz.**:dev.hornbeam.mls.testing.**";

  private static final Pattern DONE = Pattern.compile("#(\\d+)\\s+DONE\\s+cov: (\\d+) ft: (\\d+)");

  /** Of the usual run. */
  private static final long SEED = 1;

  private final Class<?> target;
  private final Path folder;

  /**
   * @param target with a {@code public static void fuzzerTestOneInput(byte[])}
   */
  Fuzzer(Class<?> target) {
    this.target = target;
    this.folder = Path.of("target", "fuzz", target.getSimpleName()).toAbsolutePath();
  }

  /**
   * What a run came to.
   *
   * @param executions how often the target was called
   * @param edges how many branches of the engine's code it took
   * @param features branches, told apart by how often each was taken in one execution
   */
  record Campaign(long executions, int edges, int features) {}

  /**
   * Fuzzes.
   *
   * @param seeds genuine inputs
   * @param runs how many executions, the seeds counted
   * @throws AssertionError if the target did not stand an input
   */
  Campaign run(Collection<Bytes> seeds, int runs) throws IOException, InterruptedException {
    Optional<Long> minutes = Optional.ofNullable(Long.getLong("hornbeam.fuzz.minutes"));
    long seed = Long.getLong("hornbeam.fuzz.seed", minutes.isPresent() ? System.nanoTime() : SEED);
    Path corpus = folder.resolve("corpus");
    if (minutes.isEmpty()) {
      delete(corpus);
    }
    Files.createDirectories(corpus);
    write(seeds, folder.resolve("seeds"));
    List<String> command = new ArrayList<>(java());
    command.add("--target_class=" + target.getName());
    command.add("--instrumentation_includes=" + INSTRUMENTED);
    command.add("--instrumentation_excludes=" + NOT_INSTRUMENTED);
    command.add("--custom_hook_includes=" + INSTRUMENTED);
    command.add("--reproducer_path=" + folder);
    command.add("-artifact_prefix=" + folder + "/");
    command.add("-seed=" + Math.floorMod(seed, 1L << 31));
    command.add(minutes.map(m -> "-max_total_time=" + m * 60).orElse("-runs=" + runs));
    command.add("-rss_limit_mb=0");
    command.add("-print_final_stats=1");
    command.add(corpus.toString());
    command.add(folder.resolve("seeds").toString());
    Path log = folder.resolve("log");
    int exit = run(command, log);
    String output = Files.readString(log);
    assertEquals(0, exit, () -> "seed " + seed + "\n" + output);
    Matcher done = DONE.matcher(output);
    assertTrue(done.find(), output);
    Campaign campaign =
        new Campaign(
            Long.parseLong(done.group(1)),
            Integer.parseInt(done.group(2)),
            Integer.parseInt(done.group(3)));
    System.out.println(target.getSimpleName() + ", seed " + seed + ": " + campaign);
    return campaign;
  }

  private static int run(List<String> command, Path log) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      return process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx2g",
        // Jazzer attaches its agent to its own JVM.
        "-XX:+EnableDynamicAgentLoading",
        "-Djdk.attach.allowAttachSelf=true",
        "--enable-native-access=ALL-UNNAMED",
        "-XX:+IgnoreUnrecognizedVMOptions",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"),
        Jazzer.class.getName());
  }

  private static void write(Collection<Bytes> seeds, Path folder) throws IOException {
    delete(folder);
    Files.createDirectories(folder);
    int i = 0;
    for (Bytes seed : seeds) {
      Files.write(folder.resolve(String.format("%05d", i++)), seed.view());
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
