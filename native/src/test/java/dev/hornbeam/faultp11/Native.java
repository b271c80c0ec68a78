package dev.hornbeam.faultp11;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the build has put things, and where Debian and Fedora put SoftHSM. */
final class Native {
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final List<Path> SOFTHSM =
      List.of(
          Path.of("/usr/lib/softhsm/libsofthsm2.so"),
          Path.of("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
          Path.of("/usr/lib64/softhsm/libsofthsm.so"),
          Path.of("/usr/lib64/pkcs11/libsofthsm2.so"));

  private Native() {}

  /** A file of the build. Where there was no compiler, the test is given up and says why. */
  static Path built(String name) throws IOException {
    Path leftOut = TARGET.resolve("left-out");
    if (Files.exists(leftOut)) {
      abort("left out of the build: " + Files.readString(leftOut).strip());
    }
    Path file = TARGET.resolve(name);
    assertTrue(Files.exists(file), file + " was not built");
    return file;
  }

  static Path softHsm() {
    return SOFTHSM.stream()
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(() -> new AssertionError("SoftHSM is needed (Debian: softhsm2)"));
  }
}
