package dev.hornbeam.cli.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hornbeam.cli.ExitCode;
import dev.hornbeam.cli.Run;
import dev.hornbeam.testing.SharedVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    try (Stream<Path> files = Files.list(SharedVectors.path("mls"))) {
      List<String> names =
          files.map(f -> f.getFileName().toString().replace(".json", "")).sorted().toList();
      assertEquals(FILES, names);
    }
  }

  private static void holds(String name) throws IOException {
    Path file = SharedVectors.path("mls/" + name + ".json");
    int cases = new ObjectMapper().readTree(file.toFile()).size();
    Run run = Run.hornbeam("vectors", "verify", file);
    assertEquals(ExitCode.OK, run.code(), () -> run.out() + run.err());
    assertTrue(run.out().contains("  " + cases + " passed, 0 failed, "), run::out);
  }
}
