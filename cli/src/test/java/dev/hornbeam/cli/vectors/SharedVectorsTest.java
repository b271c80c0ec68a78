package dev.hornbeam.cli.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every case of the working group's files. They are beside a clone and not in it: {@code
 * ../shared/vectors}, or what the system property {@code hornbeam.vectors} names. Where they are
 * absent, the test fails if the environment says {@code CI=true}, and is aborted with a message
 * otherwise.
 */
class SharedVectorsTest {
  private static final List<String> FILES =
      List.of(
          "crypto-basics",
          "deserialization",
          "key-schedule",
          "message-protection",
          "messages",
          "passive-client-handling-commit",
          "passive-client-random",
          "passive-client-welcome",
          "psk_secret",
          "secret-tree",
          "transcript-hashes",
          "tree-math",
          "tree-operations",
          "tree-validation",
          "treekem",
          "welcome");

  @TestFactory
  Stream<DynamicTest> everyCaseHolds() {
    return FILES.stream().map(name -> DynamicTest.dynamicTest(name, () -> holds(name)));
  }

  @Test
  void noFileIsLeftOut() throws IOException {
    try (Stream<Path> files = Files.list(file("mls"))) {
      List<String> names =
          files.map(f -> f.getFileName().toString().replace(".json", "")).sorted().toList();
      assertEquals(FILES, names);
    }
  }

  private static void holds(String name) throws IOException {
    Path file = file("mls/" + name + ".json");
    int cases = new ObjectMapper().readTree(file.toFile()).size();
    Run run = Run.hornbeam("vectors", "verify", file);
    assertEquals(ExitCode.OK, run.code(), () -> run.out() + run.err());
    assertTrue(run.out().contains("  " + cases + " passed, 0 failed, "), run::out);
  }

  private static Path file(String name) {
    return folder()
        .map(folder -> folder.resolve(name))
        .filter(Files::isReadable)
        .orElseGet(() -> absent(name));
  }

  private static Path absent(String name) {
    String message =
        name + " is not there: set -Dhornbeam.vectors, or put the vectors in ../shared/vectors";
    return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
  }

  /** The named folder, or the first {@code shared/vectors} beside a folder above this one. */
  private static Optional<Path> folder() {
    String named = System.getProperty("hornbeam.vectors");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      Path candidate = up.resolve("shared/vectors");
      if (Files.isDirectory(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}
