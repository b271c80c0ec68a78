package dev.hornbeam.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder of test vectors that many projects share, which is beside a clone and not in it:
 * {@code ../shared/vectors}, or what the system property {@code hornbeam.vectors} names. (The
 * engine's tests, which use no other module, find it in the same way.)
 */
public final class SharedVectors {
  private SharedVectors() {}

  /**
   * The path of one file of the folder. Where it is absent, the test fails if the environment says
   * {@code CI=true}, and is aborted with a message otherwise.
   *
   * @param name below the folder: {@code mls/tree-math.json}
   * @return the path of a file that can be read
   */
  public static Path path(String name) {
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
