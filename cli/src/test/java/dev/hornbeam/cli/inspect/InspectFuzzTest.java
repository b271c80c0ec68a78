package dev.hornbeam.cli.inspect;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.Jazzer;
import dev.hornbeam.mls.codec.Bytes;
import dev.hornbeam.testing.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A short run of Jazzer from one seed, or with {@code -Dhornbeam.fuzz.minutes=N} a long one from a
 * fresh seed, which goes on from the inputs that the last long run found. They are left in {@code
 * target/fuzz}, and so is the input that {@code inspect} does not stand.
 */
class InspectFuzzTest {
  private static final int RUNS = 3_000;
  private static final Pattern DONE = Pattern.compile("DONE\\s+cov: (\\d+)");

  /** Far fewer branches are taken if nothing is instrumented, or the seeds are refused at once. */
  private static final int ENOUGH = 500;

  private final Path folder = Path.of("target", "fuzz", "InspectTarget").toAbsolutePath();

  @TempDir private Path empty;
  @TempDir private Path seeds;

  @Test
  void everyFileIsShownOrCalledMalformed() throws IOException {
    write(InspectTarget.seeds());
    long minutes = Long.getLong("hornbeam.fuzz.minutes", 0);
    long seed = Long.getLong("hornbeam.fuzz.seed", minutes > 0 ? System.nanoTime() : 1);
    Path corpus = minutes > 0 ? folder.resolve("corpus") : empty;
    Files.createDirectories(folder);
    Files.createDirectories(corpus);
    List<String> arguments = new ArrayList<>();
    arguments.add("--target_class=" + InspectTarget.class.getName());
    arguments.add("--instrumentation_includes=dev.hornbeam.**");
    arguments.add("--custom_hook_includes=dev.hornbeam.**");
    arguments.add("--reproducer_path=" + folder);
    arguments.add("-artifact_prefix=" + folder + "/");
    arguments.add("-seed=" + Math.floorMod(seed, 1L << 31));
    arguments.add(minutes > 0 ? "-max_total_time=" + minutes * 60 : "-runs=" + RUNS);
    arguments.add("-rss_limit_mb=0");
    arguments.add(corpus.toString());
    arguments.add(seeds.toString());
    String output =
        ForkedJvm.of(Jazzer.class)
            .options(
                "-Xmx1g",
                "-XX:+EnableDynamicAgentLoading",
                "-Djdk.attach.allowAttachSelf=true",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--sun-misc-unsafe-memory-access=allow")
            .arguments(arguments.toArray(String[]::new))
            .within(Duration.ofMinutes(10 + minutes))
            .run()
            .orThrow()
            .output();
    Matcher done = DONE.matcher(output);
    assertTrue(done.find() && Integer.parseInt(done.group(1)) > ENOUGH, output);
    System.out.println("InspectTarget, seed " + seed + ": " + done.group());
  }

  private void write(Set<Bytes> all) throws IOException {
    int i = 0;
    for (Bytes each : all) {
      Files.write(seeds.resolve(Integer.toString(i++)), each.view());
    }
  }
}
