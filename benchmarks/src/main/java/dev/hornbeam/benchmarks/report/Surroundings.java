package dev.hornbeam.benchmarks.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.bouncycastle.mls.protocol.Group;

/** What this process can find out about where it runs. */
final class Surroundings {
  private static final int PATIENCE_SECONDS = 10;

  private Surroundings() {}

  static About.Machine machine() {
    long memory =
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean os
            ? os.getTotalMemorySize()
            : 0;
    return new About.Machine(
        cpu(),
        Runtime.getRuntime().availableProcessors(),
        memory,
        String.join(
            " ",
            System.getProperty("os.name", ""),
            System.getProperty("os.version", ""),
            System.getProperty("os.arch", "")));
  }

  /** What the repository that these classes were built in calls its state. */
  static Optional<String> commit() {
    try {
      Path classes =
          Path.of(Surroundings.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path folder = Files.isDirectory(classes) ? classes : classes.toAbsolutePath().getParent();
      return output(
          List.of(
              "git", "-C", String.valueOf(folder), "describe", "--always", "--dirty", "--tags"));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** The version of the peer, as its jar tells it. */
  static Optional<String> peer() {
    try (JarFile jar =
        new JarFile(
            Path.of(Group.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toFile())) {
      return Optional.ofNullable(jar.getManifest())
          .map(manifest -> manifest.getMainAttributes().getValue("Bundle-Version"));
    } catch (IOException | URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static String cpu() {
    Path linux = Path.of("/proc/cpuinfo");
    if (Files.isReadable(linux)) {
      try {
        Optional<String> model =
            Files.readAllLines(linux, StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
        if (model.isPresent()) {
          return model.get();
        }
      } catch (IOException e) {
        // Then what else there is has to do.
      }
    }
    return Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER"))
        .or(() -> output(List.of("sysctl", "-n", "machdep.cpu.brand_string")))
        .orElse("unknown");
  }

  /** The one line that a program prints, if it is there and ends well. */
  private static Optional<String> output(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectInput(ProcessBuilder.Redirect.from(nothing()))
              .start();
      try {
        String text =
            new String(process.getInputStream().readNBytes(1000), StandardCharsets.UTF_8).strip();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return ended && process.exitValue() == 0 && !text.isEmpty()
            ? Optional.of(text)
            : Optional.empty();
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static File nothing() {
    return new File(System.getProperty("os.name", "").startsWith("Windows") ? "NUL" : "/dev/null");
  }
}
