package dev.hornbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hornbeam.testing.ForkedJvm;
import dev.hornbeam.testing.Outcome;
import dev.hornbeam.testing.RunningProgram;
import dev.hornbeam.testing.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FreshTokenTest {
  private static final int TERMINATED = 128 + 15;

  private static List<Path> tokenFolders(Workspace temporary) throws IOException {
    try (Stream<Path> paths = Files.list(temporary.path())) {
      return paths
          .filter(path -> path.getFileName().toString().startsWith("hornbeam-demo-"))
          .toList();
    }
  }

  /** SoftHSM has a file for each object of a token, and one for the token. */
  private static long keys(Workspace temporary) {
    try (Stream<Path> paths = Files.walk(temporary.path())) {
      return paths
          .map(path -> path.getFileName().toString())
          .filter(name -> name.endsWith(".object") && !name.equals("token.object"))
          .count();
    } catch (IOException | UncheckedIOException e) {
      return 0; // A file went away meanwhile: the next look tells.
    }
  }

  /** Members enough that none of it is over when the signal comes. */
  @Test
  void aSignalEndsTheOtherProcessAndDeletesTheToken() throws Exception {
    try (Workspace temporary = Workspace.create("fresh");
        RunningProgram demo =
            ForkedJvm.of(Main.class)
                .options("-Djava.io.tmpdir=" + temporary.path())
                .arguments("demo", "--keys", "token", "--members", "1000")
                .start()) {
      demo.await("a key on the token", () -> keys(temporary) > 0);
      assertEquals(1, tokenFolders(temporary).size());
      ProcessHandle parent = ProcessHandle.of(demo.pid()).orElseThrow();
      List<ProcessHandle> others = parent.descendants().toList();
      assertEquals(1, others.size(), others::toString);

      assertTrue(parent.destroy());
      Outcome outcome = demo.finish();
      assertEquals(TERMINATED, outcome.exitCode(), outcome::toString);
      assertFalse(others.get(0).isAlive());
      assertEquals(List.of(), tokenFolders(temporary));
      assertEquals("", outcome.stderr());
    }
  }
}
