package dev.hornbeam.faultp11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine without a C compiler builds the rest, and says what was left out. */
class BuildTest {
  @TempDir Path folder;

  @Test
  void leavesOutWhatItCannotBuild() throws Exception {
    Command build = build(Map.of("CC", "no-such-compiler", "FAULTP11", "optional"));
    assertEquals(0, build.exit(), build.output());
    assertTrue(build.output().startsWith("[WARNING] native: faultp11.so"), build.output());
    assertTrue(Files.exists(folder.resolve("left-out")));
    assertFalse(Files.exists(folder.resolve("faultp11.so")));
  }

  @Test
  void canBeRequired() throws Exception {
    Command build = build(Map.of("CC", "no-such-compiler", "FAULTP11", "required"));
    assertEquals(1, build.exit(), build.output());
  }

  private Command build(Map<String, String> environment) throws Exception {
    return Command.run(folder, environment, List.of("sh", "build.sh", folder.toString()));
  }
}
